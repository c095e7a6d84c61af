// The search over everything, on `/` and Ctrl-K. Its box is in the page already: no key typed is lost.
import { fillSheet } from "./sheet";

export function listenForSearch(): void {
  const door = document.querySelector<HTMLAnchorElement>("[data-opens-search]");
  const box = document.getElementById("search-box");
  if (!door || !(box instanceof HTMLTemplateElement)) return;
  const open = (event: Event) => {
    event.preventDefault();
    fillSheet(box.content.cloneNode(true));
  };
  door.addEventListener("click", open);
  document.addEventListener("keydown", (event) => {
    const typing = (event.target as Element).closest("input, textarea, select");
    if ((event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) || (event.key === "/" && !typing)) open(event);
  });
}
