// A list put in order by dragging or by its buttons; the order is sent as the fields stand.
import { say, tell } from "./words.ts";

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
    number(item);
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
    if (dragged) number(dragged);
    dragged = null;
  });
}

/** Numbers the list of `moved` again and says where that came to stand. */
function number(moved: HTMLElement): void {
  const items = [...(moved.parentElement?.querySelectorAll<HTMLElement>("[data-rank]") ?? [])];
  items.forEach((item, index) => {
    const place = item.querySelector("[data-place]");
    if (place) place.textContent = String(index + 1);
  });
  tell(say("dropped_at", { place: items.indexOf(moved) + 1, count: items.length }));
}
