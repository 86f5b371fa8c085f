import { readFile, readdir, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { plainName } from '../../core/plainName';
import { formatJournalLine, parseJournalLine } from '../../core/runs/journalLine';
import { runRecordSchema, type RunRecord } from '../../core/runs/record';
import { runTitle } from '../../core/runs/title';
import type { Prediction } from '../../core/scoring/prediction';
import { UserError } from '../../core/userError';
import type { OpenRun, RunStore, RunTarget } from '../../ports/runStore';
import { stampOf } from '../fileStamp';
import { identityHash } from '../identityHash';
import { Journal, readJournal, type JournalForm } from '../journal';
import { makeFolder } from '../makeFolder';
import { whereNow } from '../movedFile';
import { writeRecordFile } from '../recordFile';
import { explain, systemCode } from '../systemError';
import { holderOf, isHeld, lockForWriting, type Holder, type Locked } from '../writerLock';

const recordFile = 'run.json';
const journalFile = 'predictions.jsonl';
/** In the order of scoring. */
const predictionJournal: JournalForm<Prediction> = {
  format: formatJournalLine,
  parse: parseJournalLine,
  broken: { code: 'bad-run', what: 'prediction', remedy: 'Remove the line, or delete the run and evaluate again.' },
};

/**
 * Runs as folders of plain files: `run.json` and `predictions.jsonl`. A folder's name ends in a hash of the
 * run's identity, so that the same command always finds the same run again.
 */
export class FolderRunStore implements RunStore {
  /** Where data files are looked for that are gone from where they were. */
  private readonly workspace: string;

  /** @param root the folder that holds a folder a run, usually `.blindspot/runs` of a workspace */
  constructor(private readonly root: string) {
    this.workspace = path.resolve(root, '..', '..');
  }

  async list(): ReturnType<RunStore['list']> {
    const names = await readdir(this.root, { withFileTypes: true }).catch((error: unknown) => {
      if (systemCode(error) === 'ENOENT') return [];
      throw explain(error, 'list the runs in', this.root);
    });
    const runs: RunRecord[] = [];
    const problems: string[] = [];
    for (const entry of names.filter((name) => name.isDirectory())) {
      try {
        runs.push(await this.read(entry.name));
      } catch (error) {
        // A folder without run.json is a run that another process is just beginning.
        if (error instanceof UserError && error.code !== 'not-found') problems.push(error.message);
        else if (!(error instanceof UserError)) throw error;
      }
    }
    runs.sort((a, b) => (a.times.started < b.times.started ? 1 : -1));
    return { runs, problems };
  }

  /** @param run an ID, or a path of a run's folder */
  async read(run: string): Promise<RunRecord> {
    const folder = this.folderOf(run);
    // A run is known by its folder, which may have been renamed since.
    const look = async (): Promise<RunRecord> => {
      const record = await readRecord(folder);
      return { ...record, id: this.idOf(folder), data: { ...record.data, file: await whereNow(record.data.file, this.workspace) } };
    };
    const first = await look();
    if (first.state !== 'running' || (await isHeld(lockOf(folder)))) return first;
    // Its writer may have ended meanwhile, and has said how before it let go of the lock.
    const record = await look();
    if (record.state !== 'running') return record;
    return {
      ...record,
      state: 'failed',
      problem: 'The process that scored ended without a word. Evaluate the same again: it goes on where it stopped.',
    };
  }

  /** The process that writes to a run; undefined when none does. */
  async holderOf(run: string): Promise<Holder | undefined> {
    return holderOf(lockOf(this.folderOf(run)));
  }

  async predictions(run: string): Promise<readonly Prediction[]> {
    const folder = this.folderOf(run);
    const { entries } = await readJournal(path.join(folder, journalFile), predictionJournal);
    if (entries.length === 0) await requireRun(folder);
    return entries;
  }

  async journalStamp(run: string): Promise<string> {
    const folder = this.folderOf(run);
    const file = path.join(folder, journalFile);
    try {
      return JSON.stringify(await stampOf(file));
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') throw explain(error, 'read the journal', file);
      await requireRun(folder);
      return 'none';
    }
  }

  async find(target: RunTarget): Promise<RunRecord | undefined> {
    const folder = this.targetFolder(target);
    let record: RunRecord;
    try {
      record = await this.read(folder);
    } catch (error) {
      if (error instanceof UserError && error.code === 'not-found') return undefined;
      throw error;
    }
    if (record.identity === identityHash(target.identity)) return record;
    throw new UserError(
      'different-run',
      `${folder} holds another run (${runTitle(record)}), with another model, data file, selection or prompt. Choose another folder.`,
    );
  }

  async open(target: RunTarget, holder: string): Promise<OpenRun> {
    const folder = this.targetFolder(target);
    await makeFolder(folder);
    const lock = await lockForWriting(lockOf(folder), holder);
    try {
      const earlier = (await this.find(target)) ?? null;
      const journal = await Journal.open(path.join(folder, journalFile), predictionJournal);
      let used = earlier !== null || journal.done.length > 0;
      if (target.folder !== undefined && earlier === null && used) {
        await journal.close();
        throw new UserError('different-run', `${folder} holds predictions (${journalFile}) and no ${recordFile} that says whose they are. Delete them, or choose another folder.`);
      }
      return {
        id: this.idOf(folder),
        identity: identityHash(target.identity),
        folder,
        earlier,
        done: journal.done,
        lost: lock.lost,
        append: async (predictions) => {
          used = true;
          await lock.requireNoSuccessor();
          await journal.append(predictions);
        },
        write: async (record) => {
          used = true;
          await writeRecordFile(path.join(folder, recordFile), record, lock);
        },
        close: async () => {
          await journal.close();
          const leave = !used && (await lock.isOurs());
          if (leave) await rm(path.join(folder, journalFile), { force: true });
          await lock.release();
          // No more than an empty folder: one that the user chose may hold files of theirs.
          if (leave) await rmdir(folder).catch(() => undefined);
        },
      };
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  private targetFolder(target: RunTarget): string {
    return target.folder === undefined ? path.join(this.root, folderName(target)) : path.resolve(target.folder);
  }

  /** The name of a folder among the others, or the path of one elsewhere. */
  private idOf(folder: string): string {
    return path.dirname(folder) === path.resolve(this.root) ? path.basename(folder) : folder;
  }

  /** An ID among the others cannot hold a separator, so anything that does is a path. */
  folderOf(run: string): string {
    return run.includes('/') || run.includes(path.sep) ? path.resolve(run) : path.join(this.root, run);
  }
}

function lockOf(folder: string): Locked {
  return {
    target: folder,
    lockPath: path.join(folder, 'run.lock'),
    holderFile: path.join(folder, 'holder.json'),
    name: `The run in ${folder}`,
    whenHeld: 'Wait for it to end, or stop it.',
    whenLost: 'Run the same command again.',
  };
}

/** A run that has only just begun has a record and no journal; one that is gone has neither. */
async function requireRun(folder: string): Promise<void> {
  await readRecord(folder);
}

async function readRecord(folder: string): Promise<RunRecord> {
  const file = path.join(folder, recordFile);
  try {
    return parseRecord(await readFile(file, 'utf8'), file);
  } catch (error) {
    throw explain(error, 'read the run', file);
  }
}

function parseRecord(text: string, file: string): RunRecord {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UserError('bad-run', `${file} is not JSON. Mend it, or delete the run and evaluate again.`, { cause: error });
  }
  const parsed = runRecordSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new UserError('bad-run', `${file}: field "${field}" is missing or of the wrong kind. Mend it, or delete the run and evaluate again.`);
}

function folderName(target: RunTarget): string {
  return `${plainName(target.name).slice(0, 80)}-${identityHash(target.identity).slice(0, 8)}`;
}
