// The few sentences scripts say; the server puts them in the page in the reader's language.
export type Values = Record<string, string | number>;

/** A sentence with its `{name}`s filled in; what has no value is left out. */
export function fill(sentence: string, values: Values): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}

export function say(key: string, values: Values = {}): string {
  const sentences = JSON.parse(document.body.dataset["words"] ?? "{}") as Record<string, string>;
  return fill(sentences[key] ?? key, values);
}

/** Says something where it is seen and heard: in the dialog that is open, which makes all else inert. */
export function tell(text: string, look = "note"): void {
  const note = document.createElement("p");
  note.className = `${look} told`;
  note.setAttribute("role", "status");
  note.textContent = text;
  for (const before of document.querySelectorAll(".told")) before.remove();
  const dialog = [...document.querySelectorAll("dialog[open]")].at(-1);
  if (dialog) dialog.prepend(note);
  else document.getElementById("toasts")?.replaceChildren(note);
}
