// Asking the server from a script: an answer, or a person who knows why there is none.
import { say, tell } from "./words.ts";

/** Sends a form as a page's script does. Null: nobody answered, or the server failed, and that was said. */
export async function send(address: string, fields: Record<string, string>, signal?: AbortSignal): Promise<Response | null> {
  let answer: Response;
  try {
    answer = await fetch(address, {
      method: "POST",
      headers: { "HX-Request": "true" },
      body: new URLSearchParams(fields),
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    if (!signal?.aborted) tell(say("offline"), "note note-blocked");
    return null;
  }
  if (answer.status >= 500) {
    tell(say("failed"), "note note-blocked");
    return null;
  }
  return answer;
}

/** A fragment of a page as nodes. */
export async function fragment(answer: Response): Promise<DocumentFragment> {
  return document.createRange().createContextualFragment(await answer.text());
}
