// The search over everything, on `/` and Ctrl-K. Its box is in the page already: no key typed is lost.
type Pressed = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey">;

/** Whether a key asks for the search; who types into a field means the slash itself. */
export function asksForSearch({ key, ctrlKey, metaKey }: Pressed, typing: boolean): boolean {
  return (key.toLowerCase() === "k" && (ctrlKey || metaKey)) || (key === "/" && !typing);
}

/** `show` puts the box before the reader. */
export function listenForSearch(show: (box: Node) => void): void {
  const door = document.querySelector<HTMLAnchorElement>("[data-opens-search]");
  const box = document.getElementById("search-box");
  if (!door || !(box instanceof HTMLTemplateElement)) return;
  const open = (event: Event) => {
    event.preventDefault();
    show(box.content.cloneNode(true));
  };
  door.addEventListener("click", open);
  document.addEventListener("keydown", (event) => {
    const typing = (event.target as Element).closest("input, textarea, select") !== null;
    if (asksForSearch(event, typing)) open(event);
  });
}
