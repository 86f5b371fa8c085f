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

/** What takes time to compute of a run. */
type Joined = Pick<RunResults, 'answers' | 'report'> & { readonly scored: number };

interface Kept {
  readonly id: string;
  readonly journalStamp: string;
  readonly dataSet: DataSet;
  readonly joined: Promise<Joined>;
}

/** Two runs are what a comparison shows. */
const mostKept = 2;

/**
 * Runs as they are read: nothing here needs a model. Those that were asked for last are kept, because
 * several views show the same one.
 */
export class RunLibrary {
  private kept: readonly Kept[] = [];

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
    const dataSet = await this.dataSetOf(record, data ?? record.data.file);
    const { scored, answers, report } = await this.joined(id, dataSet);
    // The journal is ahead of run.json while the run goes on.
    return { record: { ...record, scored }, dataSet, answers, report };
  }

  private async joined(id: string, dataSet: DataSet): Promise<Joined> {
    const journalStamp = await this.runs.journalStamp(id);
    const known = this.kept.find((kept) => kept.id === id && kept.journalStamp === journalStamp && kept.dataSet === dataSet);
    if (known !== undefined) return known.joined;
    const joined = this.join(id, dataSet);
    const kept = { id, journalStamp, dataSet, joined };
    this.kept = [kept, ...this.kept.filter((other) => other.id !== id)].slice(0, mostKept);
    joined.catch(() => (this.kept = this.kept.filter((other) => other !== kept)));
    return joined;
  }

  private async join(id: string, dataSet: DataSet): Promise<Joined> {
    const predictions = await this.runs.predictions(id);
    const answers = matchPredictions(dataSet, predictions, `Run ${id}`);
    return { scored: predictions.length, answers, report: reportOf(answers) };
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
