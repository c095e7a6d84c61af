// The search over everything, on `/` and Ctrl-K.
import { openSheet } from "./sheet";

export function listenForSearch(): void {
  const door = document.querySelector<HTMLAnchorElement>("[data-opens-search]");
  if (!door) return;
  door.addEventListener("click", (event) => {
    event.preventDefault();
    void openSheet(door.href);
  });
  document.addEventListener("keydown", (event) => {
    const typing = (event.target as Element).closest("input, textarea, select");
    const asked = (event.key === "k" && (event.ctrlKey || event.metaKey)) || (event.key === "/" && !typing);
    if (!asked) return;
    event.preventDefault();
    void openSheet(door.href);
  });
}
