// Walking a week with the keyboard: arrows move, Shift makes the block longer, Enter books it.
import { openSheet } from "../sheet.ts";
import { type Cell, cellOf } from "./cells.ts";
import { listenForDrags } from "./drag.ts";
import { hideGhost, inWords, showGhost } from "./ghost.ts";
import { HOUR, type Stretch, type Way, bookAddress, enter, firstFree, step } from "./stretches.ts";

interface Walk {
  at: Stretch<Cell> | null;
}

export function walkWeeks(): void {
  const table = document.querySelector<HTMLTableElement>("table[data-week]");
  if (!table) return;
  for (const hint of document.querySelectorAll<HTMLElement>("[data-keys-hint]")) hint.hidden = false;
  const doors = () => [...table.querySelectorAll<HTMLAnchorElement>(".place-here")];
  // One stop for the Tab key; arrows do the rest.
  doors().forEach((door, index) => {
    door.tabIndex = index === 0 ? 0 : -1;
  });
  const state: Walk = { at: null };
  table.addEventListener("focusin", (event) => {
    const door = (event.target as Element).closest(".place-here");
    const cell = door && cellOf(door);
    if (cell && state.at?.cell.element !== cell.element) put(state, { cell, from: firstFree(cell), length: HOUR });
  });
  table.addEventListener("focusout", (event) => {
    if (!table.contains(event.relatedTarget as Node | null)) hideGhost();
  });
  table.addEventListener("keydown", (event) => {
    if ((event.target as Element).matches(".place-here")) press(event, state, table);
  });
  listenForDrags(table);
}

function press(event: KeyboardEvent, state: Walk, table: HTMLTableElement): void {
  const { at } = state;
  if (!at) return;
  const asked = step(at, event.key, event.shiftKey);
  const moved = typeof asked === "string" ? next(asked, at, table) : asked;
  if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    void openSheet(bookAddress(at));
  } else if (moved) {
    event.preventDefault();
    put(state, moved);
  }
}

function put(state: Walk, stretch: Stretch<Cell>): void {
  const door = stretch.cell.element.querySelector<HTMLAnchorElement>(".place-here");
  if (!door) return;
  state.at = stretch;
  for (const other of document.querySelectorAll<HTMLAnchorElement>(".place-here[tabindex='0']")) other.tabIndex = -1;
  door.tabIndex = 0;
  door.href = bookAddress(stretch);
  door.setAttribute("aria-description", inWords(stretch));
  if (document.activeElement !== door) door.focus();
  showGhost(stretch);
}

/** The block in the neighbour on this way, where there is one. */
function next(way: Way, at: Stretch<Cell>, table: HTMLTableElement): Stretch<Cell> | null {
  const across = way === "earlier" || way === "later";
  const row = at.cell.element.parentElement;
  const line = doorsOf(table).filter((door) => (across ? door.closest("tr") === row : cellOf(door)?.on === at.cell.on));
  const here = line.findIndex((door) => at.cell.element.contains(door));
  const cell = cellOf(line[way === "later" || way === "below" ? here + 1 : here - 1] ?? null);
  return cell && enter(cell, way, at);
}

function doorsOf(table: HTMLTableElement): HTMLAnchorElement[] {
  // A door without a box is on a day that this screen does not show.
  return [...table.querySelectorAll<HTMLAnchorElement>(".place-here")].filter((door) => door.offsetParent !== null);
}
