import type { DataSet } from '../core/nli/example';
import { reportOf, type Report } from '../core/report/report';
import type { RunRecord } from '../core/runs/record';
import { matchPredictions, type Answers } from '../core/scoring/answers';
import { UserError } from '../core/userError';
import type { Files } from '../ports/files';
import type { RunStore } from '../ports/runStore';

/** A run with everything that can be shown of it, computed from its journal and its data file. */
export interface RunResults {
  readonly record: RunRecord;
  readonly dataSet: DataSet;
  readonly answers: Answers;
  readonly report: Report;
}

/** Runs as they are read: nothing here needs a model. */
export class RunLibrary {
  constructor(
    private readonly runs: RunStore,
    private readonly files: Files,
  ) {}

  /** All runs, newest first, and a sentence for each folder that cannot be read as one. */
  list(): ReturnType<RunStore['list']> {
    return this.runs.list();
  }

  /**
   * @param data the data file, where it is not where the run found it
   * @throws UserError `not-found`, `bad-run`, or `bad-data` when the data file is not the one that was scored
   */
  async results(id: string, data?: string): Promise<RunResults> {
    const record = await this.runs.read(id);
    const predictions = await this.runs.predictions(id);
    const dataSet = await this.dataSetOf(record, data ?? record.data.file);
    const answers = matchPredictions(dataSet, predictions, `Run ${record.id}`);
    // The journal is ahead of run.json while the run goes on.
    return { record: { ...record, scored: predictions.length }, dataSet, answers, report: reportOf(answers) };
  }

  private async dataSetOf(record: RunRecord, file: string): Promise<DataSet> {
    const { dataSet, sha256 } = await this.files.readDataSet(file);
    if (sha256 !== record.data.sha256) {
      throw new UserError(
        'bad-data',
        `${file} is not the file that run ${record.id} scored: its SHA-256 differs, so it was changed since. ` +
          'Restore the file, or evaluate again.',
      );
    }
    return dataSet;
  }
}
