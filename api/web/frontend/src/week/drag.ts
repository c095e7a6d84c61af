// Dragging in a week: over what is free to book it, a booking of one's own to move it.
import { fillSheet, openSheet } from "../sheet.ts";
import { say, tell } from "../words.ts";
import { type Cell, cellOf, quarterAt } from "./cells.ts";
import { hideGhost, showGhost } from "./ghost.ts";
import { type Stretch, bookAddress, clock, drawn, landing, placed } from "./stretches.ts";

interface Move {
  bar: HTMLAnchorElement;
  length: number;
  grip: number;
}

export function listenForDrags(table: HTMLTableElement): void {
  let start: { cell: Cell; quarter: number; x: number } | null = null;
  let move: Move | null = null;
  let shown: Stretch<Cell> | null = null;
  let dragged = false;

  table.addEventListener("pointerdown", (event) => {
    // A finger scrolls; it books by a tap.
    if (event.button !== 0 || event.pointerType === "touch") return;
    const cell = cellOf(event.target as Element);
    if (!cell) return;
    const bar = (event.target as Element).closest<HTMLAnchorElement>("[data-moves]");
    const quarter = quarterAt(cell, event.clientX);
    if (bar) {
      const { from, length } = placed(bar.className);
      move = { bar, length, grip: quarter - from };
    }
    start = { cell, quarter, x: event.clientX };
    dragged = false;
  });

  table.addEventListener("pointermove", (event) => {
    if (!start) return;
    if (!dragged && Math.abs(event.clientX - start.x) < 6 && cellOf(event.target as Element)?.element === start.cell.element) return;
    dragged = true;
    shown = move ? under(event, move) : drawn(start.cell, start.quarter, quarterAt(start.cell, event.clientX));
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

function under(event: PointerEvent, move: Move): Stretch<Cell> | null {
  const cell = cellOf(document.elementFromPoint(event.clientX, event.clientY));
  return cell && landing(cell, quarterAt(cell, event.clientX), move.grip, move.length);
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
