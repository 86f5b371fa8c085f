import { formatJournalLine, parseJournalLine } from '../../core/runs/journalLine';
import type { Prediction } from '../../core/scoring/prediction';
import { UserError } from '../../core/userError';
import { GrowingFile } from '../growingFile';
import { linesOf } from '../lines';
import { explain, systemCode } from '../systemError';

interface JournalContent {
  readonly predictions: readonly Prediction[];
  /** Does the file end in a line that is no prediction? */
  readonly torn: boolean;
}

/**
 * The journal of a run, `predictions.jsonl`: a line an example, in the order of scoring. A process
 * that dies while it writes leaves a torn last line, which is not counted and, on opening, cut off.
 *
 * @throws UserError `bad-run` when a line other than the last is broken: then somebody else changed the file.
 */
export async function readJournal(file: string): Promise<JournalContent> {
  const predictions: Prediction[] = [];
  let broken: number | undefined;
  let number = 0;
  try {
    // A line may be torn in the middle of a letter.
    for await (const lines of linesOf(file, { malformed: 'replace' })) {
      for (const line of lines) {
        number += 1;
        if (broken !== undefined) {
          throw new UserError(
            'bad-run',
            `${file}, line ${broken}: this is no prediction, and lines follow it. Remove the line, or delete the run and evaluate again.`,
          );
        }
        const prediction = parseJournalLine(line);
        if (prediction === undefined) broken = number;
        else predictions.push(prediction);
      }
    }
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return { predictions: [], torn: false };
    throw explain(error, 'read the journal', file);
  }
  return { predictions, torn: broken !== undefined };
}

/** A journal open for appending by its one writer. */
export class Journal {
  private constructor(
    private readonly file: GrowingFile,
    /** What was in it on opening. */
    readonly done: readonly Prediction[],
  ) {}

  static async open(file: string): Promise<Journal> {
    const { predictions, torn } = await readJournal(file);
    return new Journal(await GrowingFile.open(file, { torn, doing: 'write the journal' }), predictions);
  }

  /** Resolves when the lines are on disk; when they do not fit there, none of them stays behind. */
  async append(predictions: readonly Prediction[]): Promise<void> {
    await this.file.append(predictions.map(formatJournalLine));
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}
