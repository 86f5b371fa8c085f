import type { Request } from './contract';

export type WithoutNumber<Each> = Each extends Request ? Omit<Each, 'request'> : never;

/**
 * What the page has asked for and has no answer to yet, one thing after the other. Notes are waited for as well: what
 * is asked after one goes off when that is on disk, and not at all where it cannot be written.
 */
export class Requests {
  /** The first of them has been posted. */
  private readonly open: Request[] = [];
  private last = 0;

  constructor(private readonly post: (message: Request) => void) {}

  /** Is something asked for that may show another example? Nobody decides what they have not seen. */
  get isBusy(): boolean {
    return this.open.some(({ type }) => type !== 'note');
  }

  /** Is a note to an example on its way as it stands? */
  isKeeping(id: string, note: string): boolean {
    const latest = this.open.findLast((message) => message.type === 'note' && message.id === id);
    return latest?.type === 'note' && latest.note === note;
  }

  /** @returns false where it was not asked, because something else is asked for */
  ask(message: WithoutNumber<Request>): boolean {
    if (this.isBusy) return false;
    this.last += 1;
    const request = { ...message, request: this.last };
    this.open.push(request);
    if (this.open.length === 1) this.post(request);
    return true;
  }

  /**
   * Much is told that nobody has asked for: only the answer itself ends the waiting for it.
   *
   * @param request that is answered; null for none
   * @param isDone false where it could not be done
   */
  answered(request: number | null, isDone: boolean): void {
    if (this.open[0]?.request !== request) return;
    this.open.splice(0, isDone ? 1 : this.open.length);
    const next = this.open.at(0);
    if (next !== undefined) this.post(next);
  }
}
