// The figures of a running solve as the page draws them: points of a curve, lengths of bars.
export interface Term {
  name: string;
  cost: number;
}

/** Elapsed seconds, cost and bound at a moment; null is not known yet. */
export type Moment = [number | null, number | null, number | null];
export type Line = "cost" | "bound";

const WIDTH = 400;
const HEIGHT = 100;
const HEADROOM = 0.95;
const COLUMN = { cost: 1, bound: 2 } as const;

/** The points of one line for an SVG polyline: `limit` seconds wide, the highest cost just under the edge. */
export function curve(trace: Moment[], line: Line, limit: number): string {
  const highest = Math.max(1, ...trace.map((moment) => moment[COLUMN.cost] ?? 0));
  return trace
    .filter((moment) => moment[COLUMN[line]] !== null)
    .map((moment) => {
      const across = Math.min((moment[0] ?? 0) / limit, 1) * WIDTH;
      const up = ((moment[COLUMN[line]] ?? 0) / highest) * HEIGHT * HEADROOM;
      return `${across.toFixed(1)},${(HEIGHT - up).toFixed(1)}`;
    })
    .join(" ");
}

/** Each term's cost in hundredths of the highest. */
export function shares(terms: Term[]): Map<string, number> {
  const highest = Math.max(1, ...terms.map((term) => term.cost));
  return new Map(terms.map((term) => [term.name, Math.round((100 * term.cost) / highest)]));
}
