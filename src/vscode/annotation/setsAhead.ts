import type { SetIndex, SetIndexes } from '../../ports/setIndex';

/** Begins to read sets that are about to be opened: the editor takes as long to make a page for one. */
export class SetsAhead implements SetIndexes {
  private readonly begun = new Map<string, Promise<SetIndex>>();

  constructor(private readonly sets: SetIndexes) {}

  begin(file: string): void {
    if (this.begun.has(file)) return;
    const opening = this.sets.open(file);
    // Told to who opens it, if anybody does.
    opening.catch(() => undefined);
    this.begun.set(file, opening);
  }

  open(file: string): Promise<SetIndex> {
    return this.take(file) ?? this.sets.open(file);
  }

  /** Lets go of a set that nobody has opened after all. */
  async end(file: string): Promise<void> {
    const index = await this.take(file)?.catch(() => undefined);
    await index?.close();
  }

  private take(file: string): Promise<SetIndex> | undefined {
    const opening = this.begun.get(file);
    this.begun.delete(file);
    return opening;
  }
}
