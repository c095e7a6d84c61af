// What pages gain from a script; every one of them works without.
import "./styles/index.css";
import "virtual:quarters.css";
import { enableCopying } from "./copy";
import { listenForSubmits } from "./forms";
import { watchProgress } from "./progress";
import { listenForRanks } from "./rank";
import { listenForSearch } from "./search";
import { listenForSheets } from "./sheet";
import { walkWeeks } from "./week/walk";

listenForSheets();
listenForSubmits();
enableCopying();
listenForSearch();
listenForRanks();
watchProgress();
walkWeeks();
