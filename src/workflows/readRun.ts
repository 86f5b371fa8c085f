import { reportOf, type Report } from '../core/report/report';
import type { RunRecord } from '../core/runs/record';
import { runTitle, stem } from '../core/runs/title';
import { matchPredictions, requireComplete, type Answers } from '../core/scoring/answers';
import type { Files } from '../ports/files';
import type { RunLibrary, RunResults } from './runLibrary';

/** Answers that can be reported on and compared: a run's, or those of a prediction file that is no run. */
export type RunSource =
  /** @property data the data file, where it is not where the run found it */
  | { readonly kind: 'run'; readonly id: string; readonly data?: string }
  /** @property partial may examples of the data file lack a prediction? */
  | { readonly kind: 'predictions'; readonly file: string; readonly data: string; readonly partial: boolean };

export interface ReadRun {
  readonly title: string;
  /** Null for a prediction file. */
  readonly record: RunRecord | null;
  readonly dataFile: string;
  readonly answers: Answers;
  readonly report: Report;
}

/** @throws UserError `not-found`, `bad-run`, `bad-data`, `bad-predictions` or `missing-predictions` */
export async function readRun(source: RunSource, { library, files }: { readonly library: RunLibrary; readonly files: Files }): Promise<ReadRun> {
  if (source.kind === 'run') return runAsRead(await library.results(source.id, source.data), source.data);
  const { dataSet } = await files.readDataSet(source.data);
  const { predictions } = await files.readPredictions(source.file);
  const answers = matchPredictions(dataSet, predictions, source.file);
  if (!source.partial) requireComplete(dataSet, predictions, source.file);
  return { title: `${stem(source.file)} on ${stem(source.data)}`, record: null, dataFile: source.data, answers, report: reportOf(answers) };
}

/** @param data the data file, where it is not where the run found it */
export function runAsRead({ record, answers, report }: RunResults, data?: string): ReadRun {
  return { title: runTitle(record), record, dataFile: data ?? record.data.file, answers, report };
}
