// What the server would say of a move, asked when the pointer rests; only the last question counts.
import { fragment, send } from "../server.ts";

const REST = 120;

export class Verdicts {
  private waiting = 0;
  private asking: AbortController | null = null;
  private readonly heard: (refused: boolean, text: string) => void;

  constructor(heard: (refused: boolean, text: string) => void) {
    this.heard = heard;
  }

  ask(address: string, fields: Record<string, string>): void {
    this.drop();
    this.waiting = window.setTimeout(() => void this.hear(address, fields), REST);
  }

  /** Nobody wants to know any more. */
  drop(): void {
    window.clearTimeout(this.waiting);
    this.asking?.abort();
  }

  private async hear(address: string, fields: Record<string, string>): Promise<void> {
    const asking = new AbortController();
    this.asking = asking;
    const answer = await send(address, fields, asking.signal);
    if (!answer?.ok || asking.signal.aborted) return;
    const note = (await fragment(answer)).querySelector(".note");
    if (note && !asking.signal.aborted) this.heard(note.classList.contains("note-blocked"), note.querySelector("p")?.textContent ?? "");
  }
}
