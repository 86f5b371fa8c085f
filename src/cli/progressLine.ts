import type { CliContext } from './context';

const quietMilliseconds = 5000;

/**
 * Progress on standard error: one line written over and over where somebody watches, and a line every
 * five seconds in a log.
 */
export class ProgressLine {
  private lastTold = -Infinity;
  private shown = false;

  constructor(private readonly context: Pick<CliContext, 'tell' | 'interactive' | 'now'>) {}

  update(text: string): void {
    const now = this.context.now();
    if (this.context.interactive) {
      this.context.tell(`\r\u001b[K${text}`);
      this.shown = true;
    } else if (now - this.lastTold >= quietMilliseconds) {
      this.context.tell(`${text}\n`);
      this.lastTold = now;
    }
  }

  /** Ends the line, so that what follows begins a new one. */
  end(): void {
    if (this.shown) this.context.tell('\n');
    this.shown = false;
  }
}
