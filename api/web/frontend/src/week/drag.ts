// Dragging in a week: over what is free to book it, a booking of one's own to move it.
import { fillSheet, openSheet } from "../sheet";
import { say, tell } from "../words";
import { type Cell, QUARTERS_IN_HOUR, type Stretch, bookAddress, cellOf, clock, quarterAt } from "./cells";
import { hideGhost, showGhost } from "./ghost";

const HALF_HOUR = QUARTERS_IN_HOUR / 2;

interface Move {
  bar: HTMLAnchorElement;
  length: number;
  grip: number;
}

export function listenForDrags(table: HTMLTableElement): void {
  let start: { cell: Cell; quarter: number; x: number } | null = null;
  let move: Move | null = null;
  let shown: Stretch | null = null;
  let dragged = false;

  table.addEventListener("pointerdown", (event) => {
    // A finger scrolls; it books by a tap.
    if (event.button !== 0 || event.pointerType === "touch") return;
    const cell = cellOf(event.target as Element);
    if (!cell) return;
    const bar = (event.target as Element).closest<HTMLAnchorElement>("[data-moves]");
    const quarter = quarterAt(cell, event.clientX);
    if (bar) move = { bar, length: lengthOf(bar), grip: quarter - startOf(bar) };
    start = { cell, quarter, x: event.clientX };
    dragged = false;
  });

  table.addEventListener("pointermove", (event) => {
    if (!start) return;
    if (!dragged && Math.abs(event.clientX - start.x) < 6 && cellOf(event.target as Element)?.element === start.cell.element) return;
    dragged = true;
    shown = move ? landing(event, move) : drawn(event, start);
    if (shown) showGhost(shown);
  });

  table.addEventListener("dragstart", (event) => event.preventDefault());

  // The click that ends a drag must not follow the link under the pointer.
  table.addEventListener(
    "click",
    (event) => {
      if (!dragged) return;
      event.preventDefault();
      event.stopPropagation();
      dragged = false;
    },
    true,
  );

  addEventListener("pointerup", () => {
    if (start && dragged && shown) {
      if (move) void drop(move, shown);
      else void openSheet(bookAddress(shown));
    }
    if (dragged) hideGhost();
    start = move = shown = null;
  });
}

function drawn(event: PointerEvent, start: { cell: Cell; quarter: number }): Stretch {
  const here = quarterAt(start.cell, event.clientX);
  const from = Math.floor(Math.min(start.quarter, here) / HALF_HOUR) * HALF_HOUR;
  const to = Math.ceil((Math.max(start.quarter, here) + 1) / HALF_HOUR) * HALF_HOUR;
  return { cell: start.cell, from, length: Math.max(HALF_HOUR, to - from) };
}

function landing(event: PointerEvent, move: Move): Stretch | null {
  const cell = cellOf(document.elementFromPoint(event.clientX, event.clientY));
  if (!cell) return null;
  const free = quarterAt(cell, event.clientX) - move.grip;
  const from = Math.max(0, Math.min(cell.free.length - move.length, Math.round(free / HALF_HOUR) * HALF_HOUR));
  return { cell, from, length: move.length };
}

/** Ask the server to move the booking; it answers with the page to go to, or with why not and what else. */
async function drop(move: Move, to: Stretch): Promise<void> {
  const body = new URLSearchParams({
    start: `${to.cell.on}T${clock(to.cell, to.from)}`,
    resource: to.cell.resource,
    from_resource: cellOf(move.bar)?.resource ?? "",
    back: location.pathname + location.search,
  });
  const answer = await fetch(`/bookings/${move.bar.dataset["moves"]}/move`, {
    method: "POST",
    headers: { "HX-Request": "true" },
    body,
  });
  const next = answer.headers.get("HX-Redirect");
  if (next) {
    location.assign(next);
    return;
  }
  if (answer.status >= 500) {
    tell(say("failed"));
    return;
  }
  fillSheet(document.createRange().createContextualFragment(await answer.text()));
}

function startOf(bar: Element): number {
  return Number(/\bat-(\d+)/.exec(bar.className)?.[1] ?? 1) - 1;
}

function lengthOf(bar: Element): number {
  return Number(/\bfor-(\d+)/.exec(bar.className)?.[1] ?? QUARTERS_IN_HOUR);
}
