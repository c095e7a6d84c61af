// The cells of a week on the page, read as days.
import { type Day, quarterAtShare, unfold } from "./stretches.ts";

export interface Cell extends Day {
  element: HTMLTableCellElement;
}

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
    firstHour: Number(cell.closest<HTMLElement>("table")?.dataset["firstHour"] ?? 0),
    free: unfold(cell.dataset["free"] ?? ""),
    ...(cell.dataset["seats"] ? { seats: unfold(cell.dataset["seats"]) } : {}),
  };
}

/** The quarter under a horizontal position of the pointer. */
export function quarterAt(cell: Cell, x: number): number {
  const box = cell.element.getBoundingClientRect();
  return quarterAtShare(cell, (x - box.left) / box.width);
}
