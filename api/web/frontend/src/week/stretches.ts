// A stretch of one place's day as numbers: which quarters are free, where a block lands, what it asks.
export interface Day {
  resource: string;
  name: string;
  units: number;
  /** The date, as `2026-11-23`. */
  on: string;
  firstHour: number;
  /** The units that are free in each quarter of the shown hours. */
  free: number[];
  /** The seats that are left in each; nothing where units alone are counted. */
  seats?: number[];
}

export interface Stretch<D extends Day = Day> {
  cell: D;
  /** Both in quarters. */
  from: number;
  length: number;
}

/** The neighbouring cell that a key leads to: a day earlier or later, a place above or below. */
export type Way = "earlier" | "later" | "above" | "below";

export const HOUR = 4;
export const HALF_HOUR = 2;

/** `8x4 3x2` is eight free in the first four quarters and three in the next two. */
export function unfold(runs: string): number[] {
  return runs.split(" ").flatMap((run) => {
    const [free, count] = run.split("x").map(Number);
    return Array<number>(count ?? 0).fill(free ?? 0);
  });
}

/** How many units are free in all of the stretch. */
export function freeIn(stretch: Stretch): number {
  return leastIn(stretch.cell.free, stretch);
}

/** How many seats are left in all of the stretch; null where nobody counts them. */
export function seatsIn(stretch: Stretch): number | null {
  const { seats } = stretch.cell;
  return seats?.length ? leastIn(seats, stretch) : null;
}

function leastIn(counts: number[], { from, length }: Stretch): number {
  const part = counts.slice(from, from + length);
  return part.length < length ? 0 : Math.min(...part);
}

/** Where the first whole hour is free; at the start of the day where none is. */
export function firstFree(cell: Day): number {
  const found = cell.free.findIndex((_, from) => freeIn({ cell, from, length: HOUR }) > 0);
  return Math.max(0, found);
}

/** The wall time at which a quarter begins; one after midnight is of the next day. */
export function clock(cell: Day, quarter: number): string {
  const minutes = (cell.firstHour * 60 + quarter * 15) % (24 * 60);
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

/** As people write it: `09.00–10.30` in Dutch, `09:00–10:30` elsewhere. */
export function hours({ cell, from, length }: Stretch, language: string): string {
  const said = `${clock(cell, from)}–${clock(cell, from + length)}`;
  return language === "nl" ? said.replaceAll(":", ".") : said;
}

export function bookAddress({ cell, from, length }: Stretch): string {
  const start = `${cell.on}T${clock(cell, from)}`;
  const end = `${nightAfter(cell, from + length) ? dayAfter(cell.on) : cell.on}T${clock(cell, from + length)}`;
  return `/book/${cell.resource}?start=${start}&end=${end}`;
}

function nightAfter(cell: Day, quarter: number): boolean {
  return cell.firstHour * HOUR + quarter >= 24 * HOUR;
}

function dayAfter(on: string): string {
  const next = new Date(`${on}T12:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 10);
}

/** The quarter at a share of the day's width; the first or last one beside it. */
export function quarterAtShare(cell: Day, share: number): number {
  return Math.max(0, Math.min(cell.free.length - 1, Math.floor(share * cell.free.length)));
}

/** What a drag from one quarter to another draws: whole half hours around both, in either direction. */
export function drawn<D extends Day>(cell: D, start: number, here: number): Stretch<D> {
  const from = Math.floor(Math.min(start, here) / HALF_HOUR) * HALF_HOUR;
  const to = Math.ceil((Math.max(start, here) + 1) / HALF_HOUR) * HALF_HOUR;
  return { cell, from, length: to - from };
}

/** Where a block comes down that is held `grip` quarters after its start: at a half hour, inside the day. */
export function landing<D extends Day>(cell: D, here: number, grip: number, length: number): Stretch<D> {
  const wanted = Math.round((here - grip) / HALF_HOUR) * HALF_HOUR;
  return { cell, from: Math.max(0, Math.min(cell.free.length - length, wanted)), length };
}

/** What a key makes of a stretch: another one on its day, the way to a neighbour, or nothing. */
export function step<D extends Day>(at: Stretch<D>, key: string, longer: boolean): Stretch<D> | Way | null {
  const last = at.cell.free.length;
  switch (key) {
    case "ArrowRight":
      if (longer) return { ...at, length: Math.min(at.length + HALF_HOUR, last - at.from) };
      return at.from + HOUR + at.length <= last ? { ...at, from: at.from + HOUR } : "later";
    case "ArrowLeft":
      if (longer) return { ...at, length: Math.max(HALF_HOUR, at.length - HALF_HOUR) };
      return at.from >= HOUR ? { ...at, from: at.from - HOUR } : "earlier";
    case "ArrowDown":
      return "below";
    case "ArrowUp":
      return "above";
    case "PageDown":
      return "later";
    case "PageUp":
      return "earlier";
    default:
      return null;
  }
}

/** The same block in a neighbour: at the near end of another day, at the same hour in another place. */
export function enter<D extends Day>(cell: D, way: Way, at: Stretch): Stretch<D> {
  const near = { later: 0, earlier: Math.max(0, cell.free.length - at.length), above: at.from, below: at.from };
  return { cell, from: near[way], length: at.length };
}

/** The classes that place the block, as far as the day shows it; the grid counts from one. */
export function ghostClass(stretch: Stretch, refused: boolean): string {
  const { cell, from, length } = stretch;
  const late = from + length / 2 > cell.free.length / 2 ? " late" : "";
  const shown = Math.min(length, cell.free.length - from);
  return `ghost at-${from + 1} for-${shown} lane-1${late}${refused ? " ghost-refused" : ""}`;
}

/** Where in its bar a booking itself begins and how long it lasts: set-up is drawn before it. */
export function ownTime(bar: { from: number; length: number }, minutes: number, lead: number): { from: number; length: number } {
  if (!minutes) return bar;
  return { from: bar.from + Math.round(lead / 15), length: Math.max(1, Math.ceil(minutes / 15)) };
}

/** The first quarter of a bar and its length, read from the classes that place it. */
export function placed(classes: string): { from: number; length: number } {
  return {
    from: Number(/\bat-(\d+)/.exec(classes)?.[1] ?? 1) - 1,
    length: Number(/\bfor-(\d+)/.exec(classes)?.[1] ?? HOUR),
  };
}
