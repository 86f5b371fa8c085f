import type { RunRecord } from '../../../core/runs/record';
import type { RunLibrary, RunResults } from '../../../workflows/runLibrary';

/** The results that a page shows, read once each, and forgotten when the page is hidden. */
export class ShownResults {
  private readonly results = new Map<string, Promise<RunResults>>();

  constructor(
    private readonly library: () => Pick<RunLibrary, 'results'>,
    private readonly onRead: (results: RunResults) => void,
  ) {}

  /** @throws UserError as `RunLibrary.results` does */
  of(run: string): Promise<RunResults> {
    const known = this.results.get(run);
    if (known !== undefined) return known;
    const results = this.library().results(run);
    this.results.set(run, results);
    results.then(this.onRead, () => this.results.delete(run));
    return results;
  }

  /** Forgets the results of runs that went on, are gone, or were run again. */
  async forgetChanged(runs: readonly RunRecord[]): Promise<void> {
    for (const [id, results] of this.results) {
      const { record } = await results;
      const now = runs.find((run) => run.id === id);
      const same = now?.state === record.state && now.times.updated === record.times.updated;
      if (!same || record.state === 'running') this.results.delete(id);
    }
  }

  forgetAll(): void {
    this.results.clear();
  }
}
