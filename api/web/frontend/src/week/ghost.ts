// The block that is being made or moved, drawn in the cell it would land in.
import { say } from "../words.ts";
import type { Cell } from "./cells.ts";
import { type Stretch, freeIn, ghostClass, hours } from "./stretches.ts";

const ghost = document.createElement("div");
const language = document.documentElement.lang;

export function showGhost(stretch: Stretch<Cell>, wanted = 1): void {
  const { element, units } = stretch.cell;
  const lanes = element.querySelector(".lanes");
  const free = freeIn(stretch);
  ghost.className = ghostClass(stretch, wanted);
  ghost.textContent = `${hours(stretch, language)} ${units > 1 && free ? `${free}/${units}` : ""}`;
  if (ghost.parentElement !== lanes) lanes?.append(ghost);
}

export function hideGhost(): void {
  ghost.remove();
}

/** What the stretch is, in a sentence to be read aloud. */
export function inWords(stretch: Stretch): string {
  const free = freeIn(stretch);
  const values = { time: hours(stretch, language), free, units: stretch.cell.units };
  return say(free ? "free_here" : "taken_here", values);
}
