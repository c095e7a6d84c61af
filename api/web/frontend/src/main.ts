import "./styles/index.css";
import "virtual:quarters.css";
