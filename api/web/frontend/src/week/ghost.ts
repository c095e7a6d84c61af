// The block that is being made or moved, drawn in the cell it would land in.
import { say } from "../words.ts";
import type { Cell } from "./cells.ts";
import { type Stretch, freeIn, ghostClass, hours, seatsIn } from "./stretches.ts";

const ghost = document.createElement("div");
const language = document.documentElement.lang;

/** A new booking, with what the place has left for it. */
export function showGhost(stretch: Stretch<Cell>): void {
  draw(stretch, freeIn(stretch) < 1, left(stretch));
}

/** A booking on its way; what it still holds itself is no obstacle, so only the server can tell. */
export function showMove(stretch: Stretch<Cell>): void {
  draw(stretch, false, "");
}

/** What the server says of the block where it is now: the short of it in the block, all of it to be read. */
export function showVerdict(refused: boolean, text: string): void {
  ghost.classList.toggle("ghost-refused", refused);
  ghost.classList.toggle("ghost-accepted", !refused);
  const said = document.createElement("span");
  said.className = "ghost-says";
  said.setAttribute("role", "status");
  said.textContent = text;
  ghost.querySelector(".ghost-says")?.remove();
  ghost.append(said);
}

export function hideGhost(): void {
  ghost.remove();
}

function draw(stretch: Stretch<Cell>, refused: boolean, text: string): void {
  const lanes = stretch.cell.element.querySelector(".lanes");
  ghost.className = ghostClass(stretch, refused);
  ghost.textContent = `${hours(stretch, language)} ${text}`;
  if (ghost.parentElement !== lanes) lanes?.append(ghost);
}

function left(stretch: Stretch): string {
  const { units } = stretch.cell;
  const free = freeIn(stretch);
  const seats = seatsIn(stretch);
  if (units <= 1 || !free) return "";
  return seats === null ? `${free}/${units}` : `${free}/${units}, ${say("seats_left", { count: seats })}`;
}

/** What the stretch is, in a sentence to be read aloud. */
export function inWords(stretch: Stretch): string {
  const free = freeIn(stretch);
  const seats = seatsIn(stretch);
  const values = { time: hours(stretch, language), free, units: stretch.cell.units };
  const said = say(free ? "free_here" : "taken_here", values);
  return free && seats !== null ? `${said}, ${say("seats_left", { count: seats })}` : said;
}
