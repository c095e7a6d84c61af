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

/** Says something to who listens with a screen reader and shows it for a while. */
export function tell(text: string, look = "note"): void {
  const toasts = document.getElementById("toasts");
  if (!toasts) return;
  const note = document.createElement("p");
  note.className = look;
  note.textContent = text;
  toasts.replaceChildren(note);
}
