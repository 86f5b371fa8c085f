import { open, type FileHandle } from 'node:fs/promises';
import { formatJournalLine, parseJournalLine } from '../../core/runs/journalLine';
import type { Prediction } from '../../core/scoring/prediction';
import { UserError } from '../../core/userError';
import { linesOf } from '../lines';
import { explain, systemCode } from '../systemError';

interface JournalContent {
  readonly predictions: readonly Prediction[];
  /** Bytes up to the end of the last whole line. */
  readonly bytes: number;
}

/**
 * The journal of a run, `predictions.jsonl`: a line an example, in the order of scoring. A process
 * that dies while it writes leaves a torn last line, which is not counted and, on opening, cut off.
 *
 * @throws UserError `bad-run` when a line other than the last is broken: then somebody else changed the file.
 */
export async function readJournal(file: string): Promise<JournalContent> {
  const predictions: Prediction[] = [];
  let bytes = 0;
  let broken: number | undefined;
  let number = 0;
  try {
    for await (const lines of linesOf(file)) {
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
        else {
          predictions.push(prediction);
          bytes += Buffer.byteLength(line) + 1;
        }
      }
    }
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return { predictions: [], bytes: 0 };
    throw explain(error, 'read the journal', file);
  }
  return { predictions, bytes };
}

/** A journal open for appending by its one writer. */
export class Journal {
  private constructor(
    private readonly file: string,
    private readonly handle: FileHandle,
    private bytes: number,
    /** What was in it on opening. */
    readonly done: readonly Prediction[],
  ) {}

  static async open(file: string): Promise<Journal> {
    const { predictions, bytes } = await readJournal(file);
    try {
      const handle = await open(file, 'a');
      // A whole last line that only lacks its line end is not torn: it gets its end here.
      const { size } = await handle.stat();
      if (size === bytes - 1) await handle.appendFile('\n');
      else await handle.truncate(bytes);
      return new Journal(file, handle, bytes, predictions);
    } catch (error) {
      throw explain(error, 'write the journal', file);
    }
  }

  /** Resolves when the lines are on disk; when they do not fit there, none of them stays behind. */
  async append(predictions: readonly Prediction[]): Promise<void> {
    const text = predictions.map((prediction) => `${formatJournalLine(prediction)}\n`).join('');
    try {
      await this.handle.appendFile(text);
      await this.handle.datasync();
      this.bytes += Buffer.byteLength(text);
    } catch (error) {
      await this.handle.truncate(this.bytes);
      throw explain(error, 'write the journal', this.file);
    }
  }

  async close(): Promise<void> {
    await this.handle.close();
  }
}
