import type { Disposable } from 'vscode';
import * as z from 'zod';
import type { Report } from '../../core/report/report';
import type { ReportWarning } from '../../core/report/warnings';
import type { RunRecord } from '../../core/runs/record';
import type { RunLibrary, RunResults } from '../../workflows/runLibrary';

const key = 'runWarnings';
const keptSchema = z.record(
  z.string(),
  z.object({
    /** The run's `times.updated` when its warnings were found. */
    updated: z.string(),
    warnings: z.array(z.object({ code: z.enum(['one-label', 'low-label-mass']), message: z.string(), offer: z.literal('evaluate-mnli').optional() })),
  }),
);
type Kept = z.infer<typeof keptSchema>;

/** Why a run could not be read, in a sentence. */
export interface Unreadable {
  readonly problem: string;
}

interface Known {
  /** The run's `times.updated` when it was read. */
  readonly updated: string;
  readonly outcome: Report | Unreadable;
}

/** What the editor keeps for a workspace over a reload: its `Memento`. */
export interface KeptValues {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

/** Journals of earlier runs are read in the background: at first after this, and then for a tenth of the time. */
const startMilliseconds = 2000;
const readingShare = 10;

/**
 * What reading a run came to, for views of many runs: its journal is read once, and again only when the
 * run has moved on. Warnings are kept over a reload.
 */
export class RunReports implements Disposable {
  private readonly known = new Map<string, Known>();
  private kept: Kept;
  /** Runs whose warnings were asked for and are not known yet. */
  private readonly wanted = new Map<string, RunRecord>();
  private timer: NodeJS.Timeout | undefined;

  /** @param onChange told when the warnings of more runs are known */
  constructor(
    private readonly memento: KeptValues,
    private readonly library: () => Pick<RunLibrary, 'results'>,
    private readonly onChange: () => void,
  ) {
    this.kept = keptSchema.safeParse(memento.get(key)).data ?? {};
  }

  /** Somebody has read a run. */
  note({ record, report }: Pick<RunResults, 'record' | 'report'>): void {
    const known = this.known.get(record.id);
    const { updated } = record.times;
    if (record.state === 'running' || (known?.updated === updated && known.outcome === report)) return;
    this.known.set(record.id, { updated, outcome: report });
    this.wanted.delete(record.id);
    const before = this.kept[record.id];
    this.kept = { ...this.kept, [record.id]: { updated, warnings: report.warnings.map((warning) => ({ ...warning })) } };
    void this.memento.update(key, this.kept);
    if (before?.updated !== updated) this.onChange();
  }

  /** The warnings about a run as far as they are known; those that are not are read in the background. */
  warningsOf(record: RunRecord): readonly ReportWarning[] {
    if (record.state === 'running') return [];
    const kept = this.kept[record.id];
    if (kept?.updated === record.times.updated) return kept.warnings.map(({ code, message, offer }) => ({ code, message, ...(offer === undefined ? {} : { offer }) }));
    if (this.known.get(record.id)?.updated !== record.times.updated) {
      this.wanted.set(record.id, record);
      this.timer ??= this.readNextAfter(startMilliseconds);
    }
    return [];
  }

  /** What reading the run came to, if it was read as it is now. */
  outcomeOf(record: RunRecord): Report | Unreadable | undefined {
    const known = this.known.get(record.id);
    return known?.updated === record.times.updated ? known.outcome : undefined;
  }

  async read(record: RunRecord): Promise<Report | Unreadable> {
    const known = this.outcomeOf(record);
    if (known !== undefined) return known;
    try {
      const results = await this.library().results(record.id);
      this.note(results);
      return results.report;
    } catch (error) {
      const outcome = { problem: error instanceof Error ? error.message : String(error) };
      this.known.set(record.id, { updated: record.times.updated, outcome });
      return outcome;
    }
  }

  /** Forgets runs that are not there any more. */
  keepOnly(runs: readonly RunRecord[]): void {
    const there = new Set(runs.map(({ id }) => id));
    for (const id of this.known.keys()) if (!there.has(id)) this.known.delete(id);
    for (const id of this.wanted.keys()) if (!there.has(id)) this.wanted.delete(id);
    const kept = Object.fromEntries(Object.entries(this.kept).filter(([id]) => there.has(id)));
    if (Object.keys(kept).length === Object.keys(this.kept).length) return;
    this.kept = kept;
    void this.memento.update(key, kept);
  }

  /** Runs that could not be read are read again when they are next asked for: their data file may be back. */
  forgetProblems(): void {
    for (const [id, { outcome }] of this.known) {
      if ('problem' in outcome) this.known.delete(id);
    }
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.wanted.clear();
  }

  private readNextAfter(milliseconds: number): NodeJS.Timeout {
    return setTimeout(() => void this.readNext(), milliseconds);
  }

  private async readNext(): Promise<void> {
    this.timer = undefined;
    const [record] = this.wanted.values();
    if (record === undefined) return;
    this.wanted.delete(record.id);
    const started = performance.now();
    await this.read(record);
    if (this.wanted.size > 0) this.timer ??= this.readNextAfter(readingShare * (performance.now() - started));
  }
}
