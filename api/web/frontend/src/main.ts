// What pages gain from a script; every one of them works without.
import "./styles/index.css";
import "virtual:quarters.css";
import { enableCopying } from "./copy.ts";
import { listenForSubmits } from "./forms.ts";
import { watchProgress } from "./progress.ts";
import { listenForRanks } from "./rank.ts";
import { listenForSearch } from "./search.ts";
import { listenForFailures } from "./server.ts";
import { fillSheet, listenForSheets } from "./sheet.ts";
import { listenForSessions } from "./signin.ts";
import { walkWeeks } from "./week/walk.ts";

listenForSheets();
listenForFailures();
listenForSessions();
listenForSubmits();
enableCopying();
listenForSearch(fillSheet);
listenForRanks();
watchProgress();
walkWeeks();
