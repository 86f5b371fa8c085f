import type { SetReading } from '../core/nli/setReader';
import { agreesWithHeuristic, BiasMeter } from '../core/synthetic/biasMeter';
import type { BiasReport } from '../core/synthetic/biasReport';
import { overlapOf } from '../core/synthetic/overlap';
import { yieldReport, type YieldReport } from '../core/synthetic/yieldReport';
import type { Files, Subset } from '../ports/files';

/** A set with its bias. */
export interface MeasuredSet extends SetReading {
  readonly file: string;
  readonly sha256: string;
  readonly report: BiasReport;
  /** What became of the samples that it was made from; null where no record of a generation stands beside it. */
  readonly made: YieldReport | null;
}

/** Measures a set while it is read, so that it is never in memory as a whole. @throws UserError `not-found` or `bad-data`, or the signal's reason */
export async function measureBias(file: string, files: Pick<Files, 'readExamples' | 'readGeneration'>, signal?: AbortSignal): Promise<MeasuredSet> {
  const meter = new BiasMeter();
  const { reading, sha256 } = await files.readExamples(file, (example) => meter.push(example), signal);
  const record = await files.readGeneration(file);
  return { file, sha256, ...reading, report: meter.finish(), made: record === null ? null : yieldReport(record) };
}

/** The examples of a set that agree with the lexical overlap heuristic: of a synthetic set, the synthetic-biased one. */
export interface BiasedSubset {
  readonly subset: Subset;
  /** All examples of the set. */
  readonly examples: number;
  readonly reading: SetReading;
}

/** @throws UserError `not-found` or `bad-data`, or the signal's reason */
export async function biasedSubset(source: string, files: Pick<Files, 'readExamples'>, signal?: AbortSignal): Promise<BiasedSubset> {
  const lines = new Set<number>();
  let examples = 0;
  const { reading, sha256 } = await files.readExamples(
    source,
    ({ premise, hypothesis, gold, line }) => {
      examples += 1;
      if (agreesWithHeuristic(overlapOf(premise, hypothesis), gold)) lines.add(line);
    },
    signal,
  );
  return { subset: { source, sha256, lines }, examples, reading };
}
