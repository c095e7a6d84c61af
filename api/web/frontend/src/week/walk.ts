// Walking a week with the keyboard: arrows move, Shift makes the block longer, Enter books it.
import { openSheet } from "../sheet";
import { type Cell, QUARTERS_IN_HOUR, type Stretch, bookAddress, cellOf, freeIn } from "./cells";
import { listenForDrags } from "./drag";
import { hideGhost, inWords, showGhost } from "./ghost";

const HOUR = QUARTERS_IN_HOUR;

export function walkWeeks(): void {
  const table = document.querySelector<HTMLTableElement>("table[data-week]");
  if (!table) return;
  for (const hint of document.querySelectorAll<HTMLElement>("[data-keys-hint]")) hint.hidden = false;
  const doors = () => [...table.querySelectorAll<HTMLAnchorElement>(".place-here")];
  // One stop for the Tab key; arrows do the rest.
  doors().forEach((door, index) => {
    door.tabIndex = index === 0 ? 0 : -1;
  });
  const state: { at: Stretch | null } = { at: null };
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

function firstFree(cell: Cell): number {
  const found = cell.free.findIndex((_, from) => freeIn({ cell, from, length: HOUR }) > 0);
  return Math.max(0, found);
}

function press(event: KeyboardEvent, state: { at: Stretch | null }, table: HTMLTableElement): void {
  if (!state.at) return;
  const moved = step(event.key, event.shiftKey, state.at, table);
  if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    void openSheet(bookAddress(state.at));
  } else if (moved) {
    event.preventDefault();
    put(state, moved);
  }
}

function put(state: { at: Stretch | null }, stretch: Stretch): void {
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

function step(key: string, longer: boolean, at: Stretch, table: HTMLTableElement): Stretch | null {
  const last = at.cell.free.length;
  switch (key) {
    case "ArrowRight":
      if (longer) return { ...at, length: Math.min(at.length + HOUR / 2, last - at.from) };
      return at.from + HOUR + at.length <= last ? { ...at, from: at.from + HOUR } : beside(at, 1, table);
    case "ArrowLeft":
      if (longer) return { ...at, length: Math.max(HOUR / 2, at.length - HOUR / 2) };
      return at.from >= HOUR ? { ...at, from: at.from - HOUR } : beside(at, -1, table);
    case "ArrowDown":
      return below(at, 1, table);
    case "ArrowUp":
      return below(at, -1, table);
    case "PageDown":
      return beside(at, 1, table);
    case "PageUp":
      return beside(at, -1, table);
    default:
      return null;
  }
}

function beside(at: Stretch, days: 1 | -1, table: HTMLTableElement): Stretch | null {
  const open = doorsOf(table).filter((door) => door.closest("tr") === at.cell.element.parentElement);
  const cell = neighbour(open, at, days);
  if (!cell) return null;
  return { cell, from: days > 0 ? 0 : Math.max(0, cell.free.length - at.length), length: at.length };
}

function below(at: Stretch, rows: 1 | -1, table: HTMLTableElement): Stretch | null {
  const cell = neighbour(
    doorsOf(table).filter((door) => cellOf(door)?.on === at.cell.on),
    at,
    rows,
  );
  return cell && { ...at, cell };
}

function doorsOf(table: HTMLTableElement): HTMLAnchorElement[] {
  // A door without a box is on a day that this screen does not show.
  return [...table.querySelectorAll<HTMLAnchorElement>(".place-here")].filter((door) => door.offsetParent !== null);
}

function neighbour(doors: HTMLAnchorElement[], at: Stretch, by: 1 | -1): Cell | null {
  const here = doors.findIndex((door) => at.cell.element.contains(door));
  return cellOf(doors[here + by] ?? null);
}
