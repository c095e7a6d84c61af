// The few sentences scripts say; the server puts them in the page in the reader's language.
const sentences: Record<string, string> = JSON.parse(document.body.dataset["words"] ?? "{}");

export function say(key: string, values: Record<string, string | number> = {}): string {
  return (sentences[key] ?? key).replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}

/** Says something to who listens with a screen reader and shows it for a while. */
export function tell(text: string): void {
  const toasts = document.getElementById("toasts");
  if (!toasts) return;
  const note = document.createElement("p");
  note.className = "note";
  note.textContent = text;
  toasts.replaceChildren(note);
}
