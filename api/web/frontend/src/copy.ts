/** Buttons that put the value of a field on the clipboard; they stay hidden where there is no clipboard. */
import { say, tell } from "./words.ts";

export function enableCopying(root: ParentNode = document): void {
  if (!navigator.clipboard) return;
  for (const button of root.querySelectorAll<HTMLButtonElement>("[data-copies]")) {
    button.hidden = false;
    button.addEventListener("click", () => void copy(button));
  }
}

async function copy(button: HTMLButtonElement): Promise<void> {
  const field = document.querySelector<HTMLInputElement>(button.dataset["copies"] ?? "");
  if (!field) return;
  await navigator.clipboard.writeText(field.value);
  tell(say("copied"), "note note-free");
}
