import { setImmediate as nextTurn } from 'node:timers/promises';
import type { NliExample } from '../core/nli/example';
import type { NliSet } from '../core/nli/setReader';
import { agreesWithHeuristic, BiasMeter } from '../core/synthetic/biasMeter';
import type { BiasReport } from '../core/synthetic/biasReport';
import { overlapOf } from '../core/synthetic/overlap';
import { yieldReport, type YieldReport } from '../core/synthetic/yieldReport';
import type { Files } from '../ports/files';

/** A set with its bias. */
export interface MeasuredSet extends Omit<NliSet, 'examples'> {
  readonly file: string;
  readonly sha256: string;
  readonly report: BiasReport;
  /** What became of the samples that it was made from; null where no record of a generation stands beside it. */
  readonly made: YieldReport | null;
}

/** Examples looked at before others of this process have their turn: a few milliseconds' worth. */
const examplesAtOnce = 500;

/** Reads a set and measures its bias. @throws UserError `not-found` or `bad-data`, or the signal's reason */
export async function measureBias(file: string, files: Pick<Files, 'readSet' | 'readGeneration'>, signal?: AbortSignal): Promise<MeasuredSet> {
  const { set, sha256 } = await files.readSet(file, signal);
  const { examples, ...reading } = set;
  const meter = new BiasMeter();
  for await (const slice of slicesOf(examples, signal)) for (const example of slice) meter.push(example);
  const record = await files.readGeneration(file);
  return { file, sha256, ...reading, report: meter.finish(), made: record === null ? null : yieldReport(record) };
}

/** The examples that agree with the lexical overlap heuristic, in the file's order: of a synthetic set, the synthetic-biased one. */
export async function biasedExamples(examples: readonly NliExample[], signal?: AbortSignal): Promise<NliExample[]> {
  const biased: NliExample[] = [];
  for await (const slice of slicesOf(examples, signal)) {
    biased.push(...slice.filter(({ premise, hypothesis, gold }) => agreesWithHeuristic(overlapOf(premise, hypothesis), gold)));
  }
  return biased;
}

async function* slicesOf(examples: readonly NliExample[], signal: AbortSignal | undefined): AsyncGenerator<readonly NliExample[]> {
  for (let at = 0; at < examples.length; at += examplesAtOnce) {
    await nextTurn();
    signal?.throwIfAborted();
    yield examples.slice(at, at + examplesAtOnce);
  }
}
