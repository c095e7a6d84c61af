// A solve while it runs: figures, bars and the curve of cost and bound, from server-sent events.
interface Term {
  name: string;
  cost: number;
}

interface Progress {
  elapsed?: number;
  cost?: number | null;
  bound?: number | null;
  unplaced?: number | null;
  terms?: Term[];
  trace?: [number | null, number | null, number | null][];
}

const WIDTH = 400;
const HEIGHT = 100;
const FIGURES = ["elapsed", "cost", "bound", "unplaced"] as const;

export function watchProgress(): void {
  const panel = document.querySelector<HTMLElement>("[data-progress]");
  if (!panel) return;
  const source = new EventSource(panel.dataset["progress"] ?? "");
  source.addEventListener("progress", (event) => {
    const said = JSON.parse((event as MessageEvent<string>).data) as Progress;
    show(panel, said);
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

function draw(panel: HTMLElement, trace: NonNullable<Progress["trace"]>, limit: number): void {
  const highest = Math.max(1, ...trace.map((point) => point[1] ?? 0));
  for (const [column, name] of [[1, "cost"], [2, "bound"]] as const) {
    const points = trace
      .filter((point) => point[column] !== null)
      .map((point) => {
        const across = Math.min((point[0] ?? 0) / limit, 1) * WIDTH;
        return `${across.toFixed(1)},${(HEIGHT - ((point[column] ?? 0) / highest) * HEIGHT * 0.95).toFixed(1)}`;
      });
    panel.querySelector(`polyline.${name}`)?.setAttribute("points", points.join(" "));
  }
}

/** The bars were put there by the server in its order and words; here only their lengths change. */
function weigh(panel: HTMLElement, terms: Term[]): void {
  const highest = Math.max(1, ...terms.map((term) => term.cost));
  for (const term of terms) {
    const line = panel.querySelector<HTMLElement>(`[data-term="${CSS.escape(term.name)}"]`);
    const bar = line?.querySelector<HTMLElement>(".meter > span");
    const cost = line?.querySelector<HTMLElement>(".number");
    if (bar) bar.className = `share-${Math.round((100 * term.cost) / highest)}`;
    if (cost) cost.textContent = String(Math.round(term.cost));
  }
}
