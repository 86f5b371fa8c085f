import type * as vscode from 'vscode';
import { UserError } from '../../core/userError';
import type { Files } from '../../ports/files';
import { measureBias, type MeasuredSet } from '../../workflows/measureBias';
import { watchFile } from '../shared/watchFile';
import type { SetOutcome } from './shownBias';

interface Measurement {
  readonly measured: Promise<MeasuredSet>;
  readonly subscription: vscode.Disposable;
}

/** The sets of a page, measured once each, and anew when their files change. */
export class MeasuredSets implements vscode.Disposable {
  private readonly measurements = new Map<string, Measurement>();
  private readonly cancel = new AbortController();

  /** @param onChange a file that was measured is another now, or gone */
  constructor(
    private readonly files: Pick<Files, 'readExamples' | 'readGeneration'>,
    private readonly onChange: () => void,
  ) {}

  /** A set's figures, or what a person can do about it that there are none. */
  async outcomeOf(file: string): Promise<SetOutcome> {
    try {
      return { file, measured: await this.of(file) };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return { file, problem: error.message };
    }
  }

  dispose(): void {
    this.cancel.abort();
    for (const { subscription } of this.measurements.values()) subscription.dispose();
    this.measurements.clear();
  }

  private of(file: string): Promise<MeasuredSet> {
    const known = this.measurements.get(file);
    if (known !== undefined) return known.measured;
    const measured = measureBias(file, this.files, this.cancel.signal);
    this.measurements.set(file, { measured, subscription: this.watch(file) });
    return measured;
  }

  private watch(file: string): vscode.Disposable {
    const watcher = watchFile(file, () => {
      watcher.dispose();
      this.measurements.delete(file);
      this.onChange();
    });
    return watcher;
  }
}
