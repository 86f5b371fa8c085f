import { reportOf } from '../core/report/report';
import type { RunRecord } from '../core/runs/record';
import { stem } from '../core/runs/title';
import { matchPredictions, requireComplete } from '../core/scoring/answers';
import type { EvaluatePorts } from './evaluate';

export interface ImportRequest {
  /** A prediction file in HANS's format. */
  readonly predictions: string;
  readonly data: string;
  /** May examples of the data file lack a prediction? */
  readonly partial: boolean;
}

/**
 * Makes a run of somebody's prediction file, so that it is shown and compared like any other. The same
 * file imported again is the same run.
 *
 * @throws UserError `not-found`, `bad-data`, `bad-predictions`, `disk` or `locked`
 */
export async function importPredictions(
  request: ImportRequest,
  ports: Pick<EvaluatePorts, 'runs' | 'files' | 'versions' | 'now' | 'holder'>,
): Promise<RunRecord> {
  const { dataSet, sha256: dataSha256 } = await ports.files.readDataSet(request.data);
  const { predictions, sha256 } = await ports.files.readPredictions(request.predictions);
  const { accuracy } = reportOf(matchPredictions(dataSet, predictions, request.predictions));
  if (!request.partial) requireComplete(dataSet, predictions, request.predictions);

  const target = {
    identity: { predictionsSha256: sha256, dataSha256 },
    name: `${stem(request.predictions)}-${stem(request.data)}`,
  };
  const run = await ports.runs.open(target, ports.holder);
  try {
    if (run.earlier?.state === 'finished') return run.earlier;
    const kept = new Set(run.done.map(({ id }) => id));
    await run.append(predictions.filter(({ id }) => !kept.has(id)));
    const now = new Date(ports.now()).toISOString();
    const record: RunRecord = {
      format: 1,
      id: run.id,
      identity: run.identity,
      state: 'finished',
      problem: null,
      source: { kind: 'predictions', file: request.predictions, sha256 },
      data: {
        file: request.data,
        sha256: dataSha256,
        format: dataSet.format,
        examples: dataSet.examples.length,
        skipped: dataSet.skipped,
      },
      selection: { kind: 'all' },
      scored: predictions.length,
      total: dataSet.examples.length,
      tokens: { prompt: 0, evaluated: 0 },
      accuracy,
      versions: ports.versions,
      times: { started: now, updated: now, finished: now, seconds: 0 },
    };
    await run.write(record);
    return record;
  } finally {
    await run.close();
  }
}
