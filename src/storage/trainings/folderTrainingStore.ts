import { readFile, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { jsonOf } from '../../core/jsonOf';
import { plainName } from '../../core/plainName';
import { probeScoreSchema, trainerEventSchema, type ProbeScore, type TrainerEvent } from '../../core/training/events';
import { trainingRecordSchema, type TrainingIdentity, type TrainingRecord } from '../../core/training/record';
import { UserError } from '../../core/userError';
import type { OpenTraining, TrainingStore, Workbench } from '../../ports/trainingStore';
import { identityHash } from '../identityHash';
import type { JournalForm } from '../journal';
import { JournalTail } from '../journalTail';
import { makeFolder } from '../makeFolder';
import { readRecordFile, writeRecordFile } from '../recordFile';
import { explain, systemCode } from '../systemError';
import { writeWholeFile } from '../wholeFile';
import { holderOf, isHeld, lockForWriting, lockOfFolder, type Holder, type Locked, type WriterLock } from '../writerLock';

const recordFile = 'training.json';
/** The trainer's, with the answers to `probes.jsonl`. */
const scoresFile = 'probes.scores.jsonl';
const progressForm: Pick<JournalForm<TrainerEvent>, 'parse' | 'broken'> = {
  parse: (line) => trainerEventSchema.safeParse(jsonOf(line)).data,
  broken: { code: 'bad-run', what: 'event of the trainer', remedy: 'Remove the line.' },
};
/** What decides what a model in Hugging Face's format computes. */
const baseFile = /\.safetensors$|^(config|tokenizer|tokenizer_config)\.json$|^tokenizer\.model$/;

/** Trainings as folders: `training.json`, the texts, the checkpoint and `progress.jsonl` of the trainer. */
export class FolderTrainingStore implements TrainingStore {
  /** @param root the folder that holds a folder a training, usually `.blindspot/training` */
  constructor(private readonly root: string) {}

  async filesOf(base: string): Promise<readonly string[]> {
    try {
      if (!(await stat(base)).isDirectory()) return [base];
      const names = (await readdir(base)).filter((name) => baseFile.test(name)).sort();
      if (names.some((name) => name.endsWith('.safetensors'))) return names.map((name) => path.join(base, name));
    } catch (error) {
      throw explain(error, 'read the base', base);
    }
    throw new UserError('bad-model', `${base} is no model in Hugging Face's format: it has no .safetensors file. Choose a folder with weights, or a GGUF.`);
  }

  /** All trainings that can be read, the one begun last first; the others are told as sentences. */
  async list(): Promise<{ readonly trainings: readonly TrainingRecord[]; readonly problems: readonly string[] }> {
    const names = await readdir(this.root, { withFileTypes: true }).catch((error: unknown) => {
      if (systemCode(error) === 'ENOENT') return [];
      throw explain(error, 'list the trainings in', this.root);
    });
    const trainings: TrainingRecord[] = [];
    const problems: string[] = [];
    for (const { name } of names.filter((entry) => entry.isDirectory())) {
      try {
        const record = await this.read(name);
        if (record !== null) trainings.push(record);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        problems.push(error.message);
      }
    }
    trainings.sort((a, b) => (a.times.started < b.times.started ? 1 : -1));
    return { trainings, problems };
  }

  /** @returns null while there is no record yet @throws UserError `bad-run` or `disk` */
  async read(id: string): Promise<TrainingRecord | null> {
    const folder = this.folderOf(id);
    const look = async (): Promise<TrainingRecord | null> => {
      const record = await readRecord(path.join(folder, recordFile));
      return record && { ...record, id };
    };
    const first = await look();
    if (first?.state !== 'running' || (await isHeld(lockOf(folder)))) return first;
    // Its writer may have ended meanwhile, and has said how before it let go of the lock.
    const record = await look();
    if (record?.state !== 'running') return record;
    return { ...record, state: 'failed', problem: 'The process that trained ended without a word. Resume the training: it goes on from its last checkpoint.' };
  }

  /** The process that trains; undefined when none does. */
  async holderOf(id: string): Promise<Holder | undefined> {
    return holderOf(lockOf(this.folderOf(id)));
  }

  /** How far a training came, step by step. One that is resumed writes it anew, without the steps that it does again. */
  progressOf(id: string): JournalTail<TrainerEvent> {
    return new JournalTail(path.join(this.folderOf(id), 'progress.jsonl'), progressForm);
  }

  folderOf(id: string): string {
    return path.join(this.root, id);
  }

  async open(name: string, identity: TrainingIdentity, holder: string): Promise<OpenTraining> {
    const hash = identityHash(identity);
    const id = `${plainName(name).slice(0, 80)}-${hash.slice(0, 8)}`;
    const folder = this.folderOf(id);
    await makeFolder(folder);
    const lock = await lockForWriting(lockOf(folder), holder);
    try {
      return openTraining({ id, identity: hash, folder, earlier: await readRecord(path.join(folder, recordFile)) }, lock);
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  workbench(file: string): Promise<Workbench> {
    return workbenchFor(file);
  }
}

async function workbenchFor(file: string): Promise<Workbench> {
  const folder = `${file}.work`;
  await rm(folder, { recursive: true, force: true });
  await makeFolder(folder);
  return {
    folder,
    scoresFile: path.join(folder, scoresFile),
    ...filesIn(folder),
    deliver: async (name) => {
      try {
        await rename(path.join(folder, name), file);
      } catch (error) {
        throw explain(error, 'write', file);
      }
    },
    clear: () => rm(folder, { recursive: true, force: true }),
  };
}

function lockOf(folder: string): Locked {
  return lockOfFolder(folder, { what: 'The training' });
}

function openTraining(opened: Pick<OpenTraining, 'id' | 'identity' | 'folder' | 'earlier'>, lock: WriterLock): OpenTraining {
  return {
    ...opened,
    ...filesIn(opened.folder),
    write: (record) => writeRecordFile(path.join(opened.folder, recordFile), record, lock),
    lost: lock.lost,
    close: () => lock.release(),
  };
}

function filesIn(folder: string): Pick<OpenTraining, 'writeLines' | 'probeScores' | 'remove'> {
  const within = (name: string): string => path.join(folder, name);
  return {
    writeLines: async (name, lines, signal) => {
      await writeWholeFile(within(name), lines, signal);
      return within(name);
    },
    probeScores: () => readScores(within(scoresFile)),
    remove: (name) => rm(within(name), { force: true }),
  };
}

function readRecord(file: string): Promise<TrainingRecord | null> {
  return readRecordFile(file, { schema: trainingRecordSchema, what: 'record of a training', remedy: 'Restore it, or delete the folder to begin anew.' });
}

async function readScores(file: string): Promise<readonly ProbeScore[]> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw explain(error, 'read', file);
  }
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line, at) => {
      const parsed = probeScoreSchema.safeParse(jsonOf(line));
      if (parsed.success) return parsed.data;
      throw new UserError('bad-run', `${file}, line ${at + 1}: this is no answer of the trainer. Run the same command again, which writes it anew.`);
    });
}
