import { UserError, type UserErrorCode } from '../core/userError';
import { GrowingFile } from './growingFile';
import { linesOf } from './lines';
import { explain, systemCode } from './systemError';

/** What stands in a journal, an entry a line. */
export interface JournalForm<Entry> {
  readonly format: (entry: Entry) => string;
  /** Undefined for a line that is no entry. */
  readonly parse: (line: string) => Entry | undefined;
  /** What a reader is told of a line that is no entry and is not the last: what it is not, and what to do. */
  readonly broken: { readonly code: UserErrorCode; readonly what: string; readonly remedy: string };
}

interface JournalContent<Entry> {
  readonly entries: readonly Entry[];
  /** Does the file end in a line that is no entry? */
  readonly torn: boolean;
}

/**
 * A journal: a line an entry, in the order of arrival. A process that dies while it writes leaves a torn
 * last line, which is not counted and, on opening, cut off.
 *
 * @throws UserError when a line other than the last is broken: then somebody else changed the file.
 */
export async function readJournal<Entry>(file: string, { parse, broken }: JournalForm<Entry>): Promise<JournalContent<Entry>> {
  const entries: Entry[] = [];
  let brokenLine: number | undefined;
  let number = 0;
  try {
    // A line may be torn in the middle of a letter.
    for await (const lines of linesOf(file, { malformed: 'replace' })) {
      for (const line of lines) {
        number += 1;
        if (brokenLine !== undefined) {
          throw new UserError(broken.code, `${file}, line ${brokenLine}: this is no ${broken.what}, and lines follow it. ${broken.remedy}`);
        }
        const entry = parse(line);
        if (entry === undefined) brokenLine = number;
        else entries.push(entry);
      }
    }
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return { entries: [], torn: false };
    throw explain(error, 'read the journal', file);
  }
  return { entries, torn: brokenLine !== undefined };
}

/** A journal open for appending by its one writer. */
export class Journal<Entry> {
  private constructor(
    private readonly file: GrowingFile,
    private readonly form: JournalForm<Entry>,
    /** What was in it on opening. */
    readonly done: readonly Entry[],
  ) {}

  static async open<Entry>(file: string, form: JournalForm<Entry>): Promise<Journal<Entry>> {
    const { entries, torn } = await readJournal(file, form);
    return new Journal(await GrowingFile.open(file, { torn, doing: 'write the journal' }), form, entries);
  }

  /** Resolves when the lines are on disk; when they do not fit there, none of them stays behind. */
  async append(entries: readonly Entry[]): Promise<void> {
    await this.file.append(entries.map(this.form.format));
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}
