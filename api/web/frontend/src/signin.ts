// Signing in over a page that stays as it is, when a session ended in the middle of something.
import htmx from "htmx.org";
import { say, tell } from "./words.ts";

const box = () => document.getElementById("sign-in") as HTMLDialogElement | null;

/** Shows the form that the server answered with; while one is open, only what that one was answered. */
export function askToSignIn(form: string, asker: Element | null = null): void {
  const dialog = box();
  if (!dialog || (dialog.open && !dialog.contains(asker))) return;
  dialog.replaceChildren(document.createRange().createContextualFragment(form));
  htmx.process(dialog);
  if (!dialog.open) dialog.showModal();
  dialog.querySelector<HTMLElement>("[autofocus]")?.focus();
}

export function listenForSessions(): void {
  document.addEventListener("click", (event) => {
    if ((event.target as Element).closest("[data-closes-sign-in]")) box()?.close();
  });
  document.addEventListener("signed-in", (event) => {
    const { person } = (event as CustomEvent<{ person: number }>).detail;
    box()?.close();
    // Somebody else sees other things: not what is on this page.
    if (String(person) === document.body.dataset["person"]) tell(say("signed_in_again"), "note note-free");
    else location.assign("/");
  });
}
