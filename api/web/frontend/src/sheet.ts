// A dialog over the page for what would otherwise be a page of its own.
import htmx from "htmx.org";

const sheet = () => document.getElementById("sheet") as HTMLDialogElement | null;

/** Shows the fragment at `address` in the dialog; without one, goes to the page. */
export async function openSheet(address: string): Promise<void> {
  const dialog = sheet();
  if (!dialog) {
    location.assign(address);
    return;
  }
  dialog.replaceChildren();
  await htmx.ajax("get", address, { target: dialog, swap: "innerHTML" });
  // Nothing came: why is said elsewhere, over the page as it is.
  if (dialog.childElementCount) show(dialog);
}

/** Shows `content`, which is in the page already, in the dialog. */
export function fillSheet(content: Node): void {
  const dialog = sheet();
  if (!dialog) return;
  dialog.replaceChildren(content);
  htmx.process(dialog);
  show(dialog);
}

function show(dialog: HTMLDialogElement): void {
  for (const button of dialog.querySelectorAll<HTMLElement>("[data-closes]")) button.hidden = false;
  if (!dialog.open) dialog.showModal();
  dialog.querySelector<HTMLElement>("[autofocus]")?.focus();
}

export function listenForSheets(): void {
  document.addEventListener("click", (event) => {
    const target = event.target as Element;
    if (target.closest("[data-closes]")) sheet()?.close();
    const link = target.closest<HTMLAnchorElement>("a[data-opens-sheet]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    void openSheet(link.href);
  });
  // What htmx puts in place of a form keeps its close button in the dialog.
  document.addEventListener("htmx:afterSwap", () => {
    const dialog = sheet();
    if (!dialog?.open) return;
    for (const button of dialog.querySelectorAll<HTMLElement>("[data-closes]")) button.hidden = false;
  });
}
