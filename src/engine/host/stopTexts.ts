import type { Token } from 'node-llama-cpp';
import type { Text } from './text';

/** Finds where a text is to end, and turns its tokens into text only when the end may have come. */
export class StopTexts {
  private readonly lastLetters: readonly string[];
  /** May a stop text end in this token? */
  private readonly closing = new Map<Token, boolean>();

  /** @param stops each ends in an ASCII character, which is never split between tokens */
  constructor(
    private readonly stops: readonly string[],
    private readonly text: Text,
  ) {
    this.lastLetters = stops.map((stop) => stop.slice(-1));
  }

  /** The text before the first stop text, or undefined where none has come with the last token. */
  ended(prompt: readonly Token[], sampled: readonly Token[]): string | undefined {
    const last = sampled.at(-1);
    if (last === undefined || !this.mayClose(last)) return undefined;
    const text = this.text.continuation(prompt, sampled);
    const places = this.stops.map((stop) => text.indexOf(stop)).filter((place) => place !== -1);
    return places.length === 0 ? undefined : text.slice(0, Math.min(...places));
  }

  private mayClose(token: Token): boolean {
    const known = this.closing.get(token);
    if (known !== undefined) return known;
    const { text } = this.text.describe(token);
    const found = this.lastLetters.some((letter) => text.includes(letter));
    this.closing.set(token, found);
    return found;
  }
}
