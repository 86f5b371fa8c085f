import { setImmediate as nextTurn } from 'node:timers/promises';
import type { NliExample } from '../core/nli/example';
import type { NliSet } from '../core/nli/setReader';
import { BiasMeter } from '../core/synthetic/biasMeter';
import type { BiasReport } from '../core/synthetic/biasReport';
import { yieldReport, type YieldReport } from '../core/synthetic/yieldReport';
import type { Files } from '../ports/files';

/** A set with its bias. */
export interface MeasuredSet {
  readonly file: string;
  readonly sha256: string;
  /** What was read, and what could not be. */
  readonly set: NliSet;
  readonly report: BiasReport;
  /** What became of the samples that it was made from; null where no record of a generation stands beside it. */
  readonly made: YieldReport | null;
}

/** Examples measured before others of this process have their turn: a few milliseconds' worth. */
const examplesAtOnce = 500;

/** Reads a set and measures its bias. @throws UserError `not-found` or `bad-data`, or the signal's reason */
export async function measureBias(file: string, files: Pick<Files, 'readSet' | 'readGeneration'>, signal?: AbortSignal): Promise<MeasuredSet> {
  const { set, sha256 } = await files.readSet(file, signal);
  const record = await files.readGeneration(file);
  return { file, sha256, set, report: await biasOf(set.examples, signal), made: record === undefined ? null : yieldReport(record) };
}

async function biasOf(examples: readonly NliExample[], signal: AbortSignal | undefined): Promise<BiasReport> {
  const meter = new BiasMeter();
  for (const [at, example] of examples.entries()) {
    if (at % examplesAtOnce === 0) {
      await nextTurn();
      signal?.throwIfAborted();
    }
    meter.push(example);
  }
  return meter.finish();
}
