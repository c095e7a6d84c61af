// Dragging in a week: over what is free to book it, a booking of one's own to move it.
import { fragment, send } from "../server.ts";
import { fillSheet, openSheet } from "../sheet.ts";
import { type Cell, cellOf, quarterAt } from "./cells.ts";
import { hideGhost, showGhost, showMove, showVerdict } from "./ghost.ts";
import { type Stretch, bookAddress, clock, drawn, landing, ownTime, placed } from "./stretches.ts";
import { Verdicts } from "./verdicts.ts";

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
  const verdicts = new Verdicts(showVerdict);

  table.addEventListener("pointerdown", (event) => {
    // A finger scrolls; it books by a tap.
    if (event.button !== 0 || event.pointerType === "touch") return;
    const cell = cellOf(event.target as Element);
    if (!cell) return;
    const bar = (event.target as Element).closest<HTMLAnchorElement>("[data-moves]");
    const quarter = quarterAt(cell, event.clientX);
    if (bar) {
      const { from, length } = ownTime(placed(bar.className), Number(bar.dataset["minutes"]), Number(bar.dataset["lead"]));
      move = { bar, length, grip: quarter - from };
    }
    start = { cell, quarter, x: event.clientX };
    dragged = false;
  });

  table.addEventListener("pointermove", (event) => {
    if (!start) return;
    if (!dragged && Math.abs(event.clientX - start.x) < 6 && cellOf(event.target as Element)?.element === start.cell.element) return;
    dragged = true;
    const now = move ? under(event, move) : drawn(start.cell, start.quarter, quarterAt(start.cell, event.clientX));
    if (!now || same(now, shown)) return;
    shown = now;
    if (!move) showGhost(now);
    else {
      showMove(now);
      verdicts.ask(`${address(move)}/check`, asked(move, now));
    }
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
    stop();
  });

  // Escape, or a browser that takes the pointer away, leaves everything as it was.
  addEventListener("pointercancel", stop);
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && start) stop();
  });

  function stop(): void {
    verdicts.drop();
    if (dragged) hideGhost();
    start = move = shown = null;
  }
}

function same(one: Stretch<Cell>, other: Stretch<Cell> | null): boolean {
  return other !== null && one.cell.element === other.cell.element && one.from === other.from && one.length === other.length;
}

function address(move: Move): string {
  return `/bookings/${move.bar.dataset["moves"]}/move`;
}

function asked(move: Move, to: Stretch): Record<string, string> {
  return {
    start: `${to.cell.on}T${clock(to.cell, to.from)}`,
    resource: to.cell.resource,
    from_resource: cellOf(move.bar)?.resource ?? "",
  };
}

function under(event: PointerEvent, move: Move): Stretch<Cell> | null {
  const cell = cellOf(document.elementFromPoint(event.clientX, event.clientY));
  return cell && landing(cell, quarterAt(cell, event.clientX), move.grip, move.length);
}

/** Ask the server to move the booking; it answers with the page to go to, or with why not and what else. */
async function drop(move: Move, to: Stretch): Promise<void> {
  const answer = await send(address(move), { ...asked(move, to), back: location.pathname + location.search });
  if (!answer) return;
  const next = answer.headers.get("HX-Redirect");
  if (next) location.assign(next);
  else fillSheet(await fragment(answer));
}
