// The block that is being made or moved, drawn in the cell it would land in.
import { say } from "../words";
import { type Stretch, freeIn, hours } from "./cells";

const ghost = document.createElement("div");

export function showGhost(stretch: Stretch, wanted = 1): void {
  const { cell, from, length } = stretch;
  const lanes = cell.element.querySelector(".lanes");
  const free = freeIn(stretch);
  const late = from + length / 2 > cell.free.length / 2;
  const refused = free < wanted ? " ghost-refused" : "";
  ghost.className = `ghost at-${from + 1} for-${length} lane-1${late ? " late" : ""}${refused}`;
  ghost.textContent = `${hours(stretch)} ${cell.units > 1 && free ? `${free}/${cell.units}` : ""}`;
  if (ghost.parentElement !== lanes) lanes?.append(ghost);
}

export function hideGhost(): void {
  ghost.remove();
}

/** What the stretch is, in a sentence to be read aloud. */
export function inWords(stretch: Stretch): string {
  const free = freeIn(stretch);
  return say(free ? "free_here" : "taken_here", { time: hours(stretch), free, units: stretch.cell.units });
}
