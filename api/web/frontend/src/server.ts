// Asking the server from a script: an answer, or a person who knows why there is none.
import { askToSignIn } from "./signin.ts";
import { say, tell } from "./words.ts";

const BAD = "note note-blocked";

/** Sends a form as a page's script does. Null: there is no answer to use, and why was said. */
export async function send(address: string, fields: Record<string, string>, signal?: AbortSignal): Promise<Response | null> {
  let answer: Response;
  try {
    answer = await fetch(address, {
      method: "POST",
      headers: { "HX-Request": "true" },
      body: new URLSearchParams(fields),
      ...(signal ? { signal } : {}),
    });
  } catch {
    if (!signal?.aborted) tell(say("offline"), BAD);
    return null;
  }
  if (answer.status === 401) askToSignIn(await answer.text());
  else if (answer.status >= 500) tell(say("failed"), BAD);
  else return answer;
  return null;
}

/** A fragment of a page as nodes. */
export async function fragment(answer: Response): Promise<DocumentFragment> {
  return document.createRange().createContextualFragment(await answer.text());
}

/** The same answers to what htmx asks, and to a form that is sent without a connection. */
export function listenForFailures(): void {
  document.addEventListener("htmx:responseError", (event) => {
    const { xhr, elt } = (event as CustomEvent<{ xhr: XMLHttpRequest; elt: Element }>).detail;
    if (xhr.status === 401) askToSignIn(xhr.responseText, elt);
    else tell(say("failed"), BAD);
  });
  for (const lost of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(lost, () => {
      tell(say("offline"), BAD);
    });
  }
  document.addEventListener("submit", (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    tell(say("offline"), BAD);
  });
}
