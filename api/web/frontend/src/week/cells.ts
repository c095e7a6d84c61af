// The cells of a week as numbers: which quarter is free for how many, and what a stretch would ask.
export interface Cell {
  element: HTMLTableCellElement;
  resource: string;
  name: string;
  units: number;
  on: string;
  free: number[];
}

export interface Stretch {
  cell: Cell;
  from: number;
  length: number;
}

export const QUARTERS_IN_HOUR = 4;

export function cellOf(element: Element | null): Cell | null {
  const cell = element?.closest<HTMLTableCellElement>("td[data-on]");
  const row = cell?.closest<HTMLElement>("tr[data-resource]");
  if (!cell || !row) return null;
  return {
    element: cell,
    resource: row.dataset["resource"] ?? "",
    name: row.dataset["name"] ?? "",
    units: Number(row.dataset["units"] ?? 1),
    on: cell.dataset["on"] ?? "",
    free: unfold(cell.dataset["free"] ?? ""),
  };
}

/** `8x4 3x2` is eight free in the first four quarters and three in the next two. */
function unfold(runs: string): number[] {
  return runs.split(" ").flatMap((run) => {
    const [free, count] = run.split("x").map(Number);
    return Array<number>(count ?? 0).fill(free ?? 0);
  });
}

export function firstHour(cell: Cell): number {
  return Number(cell.element.closest<HTMLElement>("table")?.dataset["firstHour"] ?? 0);
}

/** How many units are free in all of the stretch. */
export function freeIn(stretch: Stretch): number {
  const part = stretch.cell.free.slice(stretch.from, stretch.from + stretch.length);
  return part.length < stretch.length ? 0 : Math.min(...part);
}

export function clock(cell: Cell, quarter: number): string {
  const minutes = firstHour(cell) * 60 + quarter * 15;
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

export function hours(stretch: Stretch): string {
  const separator = document.documentElement.lang === "nl" ? "." : ":";
  const from = clock(stretch.cell, stretch.from);
  const to = clock(stretch.cell, stretch.from + stretch.length);
  return `${from}–${to}`.replaceAll(":", separator);
}

export function bookAddress(stretch: Stretch): string {
  const { cell, from, length } = stretch;
  const start = `${cell.on}T${clock(cell, from)}`;
  const end = `${cell.on}T${clock(cell, from + length)}`;
  return `/book/${cell.resource}?start=${start}&end=${end}`;
}

/** The quarter under a horizontal position of the pointer. */
export function quarterAt(cell: Cell, x: number): number {
  const box = cell.element.getBoundingClientRect();
  const share = (x - box.left) / box.width;
  return Math.max(0, Math.min(cell.free.length - 1, Math.floor(share * cell.free.length)));
}
