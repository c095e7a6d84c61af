// A solve while it runs: figures, bars and the curve of cost and bound, from server-sent events.
import { type Moment, type Term, curve, shares } from "./curve.ts";

interface Progress {
  elapsed?: number;
  cost?: number | null;
  bound?: number | null;
  unplaced?: number | null;
  terms?: Term[];
  trace?: Moment[];
}

const FIGURES = ["elapsed", "cost", "bound", "unplaced"] as const;

export function watchProgress(): void {
  const panel = document.querySelector<HTMLElement>("[data-progress]");
  if (!panel) return;
  const source = new EventSource(panel.dataset["progress"] ?? "");
  source.addEventListener("progress", (event) => {
    const said = JSON.parse((event as MessageEvent<string>).data) as Progress;
    show(panel, said);
    tellState(panel);
    draw(panel, said.trace ?? [], Number(panel.dataset["seconds"] ?? 60));
    weigh(panel, said.terms ?? []);
  });
  source.addEventListener("end", () => {
    source.close();
    location.reload();
  });
}

function show(panel: HTMLElement, said: Progress): void {
  for (const name of FIGURES) {
    const place = panel.querySelector(`[data-figure="${name}"]`);
    const value = said[name];
    if (place && value !== null && value !== undefined) place.textContent = String(Math.round(value));
  }
  const used = panel.querySelector<HTMLProgressElement>("progress");
  if (used && said.elapsed !== undefined) used.value = said.elapsed;
}

/** It waited when the page was made; it runs by now, in words the server put there. */
function tellState(panel: HTMLElement): void {
  const running = panel.querySelector<HTMLTemplateElement>("template[data-running]");
  if (!running) return;
  document.querySelector("[data-state]")?.replaceChildren(running.content);
  running.remove();
}

function draw(panel: HTMLElement, trace: Moment[], limit: number): void {
  for (const line of ["cost", "bound"] as const) {
    panel.querySelector(`polyline.${line}`)?.setAttribute("points", curve(trace, line, limit));
  }
}

/** The bars were put there by the server in its order and words; here only their lengths change. */
function weigh(panel: HTMLElement, terms: Term[]): void {
  const lengths = shares(terms);
  for (const term of terms) {
    const line = panel.querySelector<HTMLElement>(`[data-term="${CSS.escape(term.name)}"]`);
    const bar = line?.querySelector<HTMLElement>(".meter > span");
    const cost = line?.querySelector<HTMLElement>(".number");
    if (bar) bar.className = `share-${lengths.get(term.name)}`;
    if (cost) cost.textContent = String(Math.round(term.cost));
  }
}
