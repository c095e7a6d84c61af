// A list put in order by dragging or by its buttons; the order is sent as the fields stand.
import { say, tell } from "./words";

export function listenForRanks(): void {
  let dragged: HTMLElement | null = null;
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-moves-up], [data-moves-down]");
    const item = button?.closest<HTMLElement>("[data-rank]");
    if (!button || !item) return;
    const other = button.matches("[data-moves-up]") ? item.previousElementSibling : item.nextElementSibling;
    if (!other) return;
    event.preventDefault();
    if (button.matches("[data-moves-up]")) other.before(item);
    else other.after(item);
    number(item.parentElement);
    button.focus();
  });
  document.addEventListener("dragstart", (event) => {
    dragged = (event.target as Element).closest<HTMLElement>("[data-rank]");
  });
  document.addEventListener("dragover", (event) => {
    const over = (event.target as Element).closest<HTMLElement>("[data-rank]");
    if (!dragged || !over || over.parentElement !== dragged.parentElement) return;
    event.preventDefault();
    const below = over.compareDocumentPosition(dragged) & Node.DOCUMENT_POSITION_PRECEDING;
    if (over === dragged) return;
    if (below) over.after(dragged);
    else over.before(dragged);
  });
  document.addEventListener("dragend", () => {
    if (dragged) number(dragged.parentElement);
    dragged = null;
  });
}

function number(list: Element | null): void {
  const items = [...(list?.querySelectorAll("[data-rank]") ?? [])];
  items.forEach((item, index) => {
    const place = item.querySelector("[data-place]");
    if (place) place.textContent = String(index + 1);
  });
  tell(say("dropped_at", { place: "", count: items.length }).trim());
}
