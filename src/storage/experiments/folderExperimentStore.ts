import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { formatEvent, parseEvent, type ExperimentEvent } from '../../core/experiment/events';
import type { Job } from '../../core/experiment/job';
import { endOf, type JobEnd } from '../../core/experiment/standing';
import type { JobHandle } from '../../core/jobs/job';
import { jobFiles, statusOf } from '../../core/jobs/jobFolder';
import { binaryLabels, labels } from '../../core/nli/label';
import { plainName } from '../../core/plainName';
import type { Driver, ExampleCounts, ExperimentStore, OpenExperiment } from '../../ports/experimentStore';
import { readExitRecord } from '../exitRecord';
import { folderSize } from '../folderSize';
import { Journal, readJournal, type JournalForm } from '../journal';
import { JournalTail } from '../journalTail';
import { makeFolder } from '../makeFolder';
import { replaceFile } from '../replaceFile';
import { explain, systemCode } from '../systemError';
import { FolderTrainingStore } from '../trainings/folderTrainingStore';
import { holderOf, lockForWriting, lockOfFolder, type Locked } from '../writerLock';

const journalFile = 'journal.jsonl';
const countsFile = 'counts.json';
const countsSchema = z.record(z.string(), z.partialRecord(z.enum([...labels, ...binaryLabels]), z.int()));
/** What `blindspot train --json` says of where it has trained. */
const trainingSchema = z.object({ id: z.string().min(1) });
const journalForm: JournalForm<ExperimentEvent> = {
  format: formatEvent,
  parse: parseEvent,
  broken: { code: 'bad-run', what: 'event of an experiment', remedy: 'Remove the line: a job that it spoke of is looked at again.' },
};

/** Experiments as folders: `journal.jsonl`, and a folder a job under `jobs/`. */
export class FolderExperimentStore implements ExperimentStore {
  /** @param workspace absolute path of the folder that jobs run in */
  constructor(private readonly workspace: string) {}

  folderOf(name: string): string {
    return `.blindspot/experiments/${plainName(name)}`;
  }

  async events(name: string): Promise<readonly ExperimentEvent[]> {
    return (await readJournal(path.join(this.placeOf(name), journalFile), journalForm)).entries;
  }

  /** Counts that cannot be read only cost another reading of the files. */
  async counts(name: string): Promise<ExampleCounts> {
    const text = await readFile(path.join(this.placeOf(name), countsFile), 'utf8').catch(() => '{}');
    try {
      return countsSchema.parse(JSON.parse(text));
    } catch {
      return {};
    }
  }

  async keepCounts(name: string, counts: ExampleCounts): Promise<void> {
    await makeFolder(this.placeOf(name));
    await writeIfOther(path.join(this.placeOf(name), countsFile), `${JSON.stringify(counts, null, 2)}\n`);
  }

  async open(name: string, holder: string): Promise<OpenExperiment> {
    const folder = this.placeOf(name);
    await makeFolder(folder);
    const lock = await lockForWriting(lockOf(folder), holder);
    try {
      const journal = await Journal.open(path.join(folder, journalFile), journalForm);
      return {
        earlier: journal.done,
        append: async (events) => {
          await lock.requireNoSuccessor();
          await journal.append(events);
        },
        prepare: async (job) => {
          const own = this.within(job);
          await makeFolder(own);
          for (const [file, content] of Object.entries(job.files)) await writeIfOther(path.join(own, file), content);
          return own;
        },
        hasOutput: (job) => this.hasOutput(job),
        bytesOf: async (job) => (await folderSize(this.within(job))) + (await this.trainingBytes(job)),
        lost: lock.lost,
        close: async () => {
          await journal.close();
          await lock.release();
        },
      };
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  /** The journal as it grows. */
  journalOf(name: string): JournalTail<ExperimentEvent> {
    return new JournalTail(path.join(this.placeOf(name), journalFile), journalForm);
  }

  async driverOf(name: string): Promise<Driver | undefined> {
    return holderOf(lockOf(this.placeOf(name)));
  }

  async endOf(job: Job, handle: JobHandle): Promise<JobEnd | undefined> {
    const record = await readExitRecord(handle);
    return record === undefined ? undefined : endOf(job, statusOf(record), await this.hasOutput(job));
  }

  /** Of the folder that a training keeps beside its job's, most of them its checkpoint. Where nothing is told of it, they only are not counted. */
  private async trainingBytes(job: Job): Promise<number> {
    if (job.kind !== 'train' && job.kind !== 'train-generator') return 0;
    try {
      const { id } = trainingSchema.parse(JSON.parse(await readFile(path.join(this.within(job), jobFiles.output), 'utf8')));
      return await folderSize(new FolderTrainingStore(path.join(this.workspace, '.blindspot', 'training')).folderOf(id));
    } catch {
      return 0;
    }
  }

  private hasOutput(job: Job): Promise<boolean> {
    return isThere(path.join(this.within(job), job.output));
  }

  private within({ folder }: Job): string {
    return path.join(this.workspace, ...folder.split('/'));
  }

  private placeOf(name: string): string {
    return path.join(this.workspace, ...this.folderOf(name).split('/'));
  }
}

function lockOf(folder: string): Locked {
  return lockOfFolder(folder, { what: 'The experiment' });
}

async function writeIfOther(file: string, content: string): Promise<void> {
  try {
    if ((await readFile(file, 'utf8').catch(() => undefined)) !== content) await replaceFile(file, content);
  } catch (error) {
    throw explain(error, 'write', file);
  }
}

async function isThere(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return false;
    throw explain(error, 'read', file);
  }
}
