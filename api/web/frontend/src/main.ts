import "./styles/index.css";
import "virtual:quarters.css";
import { enableCopying } from "./copy";

enableCopying();
