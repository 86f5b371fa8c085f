import { rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { GenerationIdentity, GenerationRecord } from '../../core/synthetic/generationRecord';
import { formatEntry, parseEntry, type JournalEntry } from '../../core/synthetic/sample';
import { UserError } from '../../core/userError';
import type { GenerationStore, OpenGeneration } from '../../ports/generationStore';
import { identityHash } from '../identityHash';
import { Journal, type JournalForm } from '../journal';
import { makeFolder } from '../makeFolder';
import { writeRecordFile } from '../recordFile';
import { writeWholeFile } from '../wholeFile';
import { lockForWriting, type Locked } from '../writerLock';
import { readGenerationRecord, recordFileOf, setEnding } from './generationRecordFile';

const sampleJournal: JournalForm<JournalEntry> = {
  format: formatEntry,
  parse: parseEntry,
  broken: { code: 'bad-run', what: 'sample', remedy: 'Remove the line, or choose another file for the set.' },
};

/** A set `X.jsonl` with `X.rejected.jsonl`, the journal `X.samples.jsonl` and the record `X.generation.json` beside it. */
export class FileGenerationStore implements GenerationStore {
  async open(file: string, identity: GenerationIdentity, holder: string): Promise<OpenGeneration> {
    if (!file.endsWith(setEnding)) throw new UserError('usage', `${file} does not end in ${setEnding}: a generated set is JSON Lines. Choose another name.`);
    const beside = (name: string): string => file.slice(0, -setEnding.length) + name;
    const recordFile = recordFileOf(file);
    const hash = identityHash(identity);
    await makeFolder(path.dirname(file));
    const lock = await lockForWriting(lockOf(file, beside), holder);
    try {
      const found = await readGenerationRecord(recordFile);
      const [rejectedFile, journalFile] = [beside('.rejected.jsonl'), beside('.samples.jsonl')];
      const earlier = found?.identity === hash ? found : null;
      if (earlier === null) await requireNothing(file, [file, rejectedFile, journalFile], found);
      const journal = await Journal.open(journalFile, sampleJournal);
      let used = earlier !== null;
      return {
        identity: hash,
        earlier,
        done: journal.done,
        lost: lock.lost,
        append: async (entries) => {
          await lock.requireNoSuccessor();
          await journal.append(entries);
        },
        writeSet: async (kept, rejected) => {
          await lock.requireNoSuccessor();
          await writeWholeFile(rejectedFile, rejected);
          await writeWholeFile(file, kept);
        },
        write: async (record) => {
          used = true;
          await writeRecordFile(recordFile, record, lock);
        },
        close: async () => {
          await journal.close();
          if (!used && (await lock.isOurs())) await rm(journalFile, { force: true });
          await lock.release();
        },
      };
    } catch (error) {
      await lock.release();
      throw error;
    }
  }
}

function lockOf(file: string, beside: (name: string) => string): Locked {
  return {
    target: path.dirname(file),
    lockPath: beside('.generation.lock'),
    holderFile: beside('.generation.holder.json'),
    name: file,
    whenHeld: 'Wait for it to end, or stop it.',
    whenLost: 'Run the same command again.',
  };
}

/**
 * A generation that begins may write over nothing but what says nothing: a process that ends before its first sample
 * leaves an empty journal and a record, whatever way it was to sample in.
 *
 * @param found the record of another generation, where there is one
 * @throws UserError `different-run`
 */
async function requireNothing(set: string, files: readonly string[], found: GenerationRecord | null): Promise<void> {
  for (const file of files) {
    const present = await stat(file).catch(() => undefined);
    if (present === undefined || present.size === 0) continue;
    if (found === null) throw new UserError('different-run', `${file} is there already, and has no record of a generation beside it. Choose another file for the set.`);
    throw new UserError(
      'different-run',
      `${set} was generated in another way: with another model, adapter, seed, sampling, or other examples shown. Choose another file, or run the earlier command again.`,
    );
  }
}
