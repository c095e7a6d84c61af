// A solve while it runs: figures, bars and the curve of cost and bound, from server-sent events.
interface Progress {
  seconds?: number;
  cost?: number | null;
  bound?: number | null;
  unplaced?: number | null;
  status?: string;
}

const WIDTH = 400;
const HEIGHT = 100;

export function watchProgress(): void {
  const panel = document.querySelector<HTMLElement>("[data-progress]");
  if (!panel) return;
  const source = new EventSource(panel.dataset["progress"] ?? "");
  const seen: Progress[] = [];
  source.addEventListener("progress", (event) => {
    const said = JSON.parse((event as MessageEvent<string>).data) as Progress;
    seen.push(said);
    show(panel, said);
    draw(panel, seen, Number(panel.dataset["seconds"] ?? 60));
  });
  source.addEventListener("end", () => {
    source.close();
    location.reload();
  });
}

function show(panel: HTMLElement, said: Progress): void {
  for (const [name, value] of Object.entries(said)) {
    const place = panel.querySelector(`[data-figure="${CSS.escape(name)}"]`);
    if (place && value !== null) place.textContent = name === "seconds" ? String(Math.round(Number(value))) : String(value);
  }
  const done = panel.querySelector<HTMLProgressElement>("progress");
  if (done && said.seconds !== undefined) done.value = said.seconds;
}

function draw(panel: HTMLElement, seen: Progress[], limit: number): void {
  const highest = Math.max(1, ...seen.map((one) => one.cost ?? 0));
  for (const name of ["cost", "bound"] as const) {
    const points = seen
      .filter((one) => one[name] !== null && one[name] !== undefined)
      .map((one) => {
        const across = (Math.min(one.seconds ?? 0, limit) / limit) * WIDTH;
        return `${across.toFixed(1)},${(HEIGHT - ((one[name] ?? 0) / highest) * HEIGHT * 0.95).toFixed(1)}`;
      });
    panel.querySelector(`polyline.${name}`)?.setAttribute("points", points.join(" "));
  }
}
