import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { estimateOf, type Estimate } from '../../core/training/estimate';
import type { TrainingConfig } from '../../core/training/config';
import type { TrainerEvent, TrainingProgress } from '../../core/training/events';
import { UserError } from '../../core/userError';
import type { JournalTail } from '../../storage/journalTail';
import { FolderTrainingStore } from '../../storage/trainings/folderTrainingStore';
import type { Program } from '../shared/cliProgram';

export const measuredSteps = 20;

const lookMilliseconds = 200;
const lastWordsKept = 2000;

/**
 * Does the first steps of a training, in a folder that is thrown away.
 *
 * @param config with absolute paths
 * @param programOf the command line for a configuration
 * @param onSaid hears what the program says of what it does: the first time it fetches gigabytes
 * @throws UserError `trainer` with what the program said when it failed, or the signal's reason
 */
export async function measure(config: TrainingConfig, programOf: (file: string) => Program, onSaid: (line: string) => void, signal: AbortSignal): Promise<Estimate> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'blindspot-measure-'));
  try {
    const file = path.join(folder, 'measured.json');
    const { validation: _, ...rest } = config;
    await writeFile(file, JSON.stringify({ ...rest, out: path.join(folder, 'adapter.gguf'), checkPrompts: 0 }));
    const estimate = estimateOf(await firstSteps(programOf(file), folder, onSaid, signal));
    if (estimate === null) throw new UserError('trainer', 'No step was done, so there is nothing to estimate from. Try again.');
    return estimate;
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function firstSteps({ execPath, args, environment }: Program, folder: string, onSaid: (line: string) => void, signal: AbortSignal): Promise<readonly TrainingProgress[]> {
  const child = spawn(execPath, args, { cwd: folder, env: { ...process.env, ...environment }, stdio: ['ignore', 'ignore', 'pipe'], windowsHide: true });
  let lastWords = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-lastWordsKept);
    onSaid(lastLineOf(lastWords));
  });
  const closed = once(child, 'close') as Promise<[number | null]>;
  const running: { now: boolean } = { now: true };
  void closed.catch(() => undefined).then(() => (running.now = false));
  const steps: TrainingProgress[] = [];
  const store = new FolderTrainingStore(path.join(folder, '.blindspot', 'training'));
  let tail: JournalTail<TrainerEvent> | undefined;
  try {
    while (running.now && !signal.aborted && steps.length < measuredSteps) {
      await pause(lookMilliseconds);
      tail ??= await firstOf(store, folder);
      if (tail === undefined) continue;
      for await (const events of tail.read(() => undefined)) steps.push(...events.filter((event) => event.type === 'progress'));
    }
  } finally {
    // It ends its step and its trainer, which writes a checkpoint that nobody needs.
    child.kill('SIGTERM');
  }
  const [code] = await closed;
  signal.throwIfAborted();
  if (steps.length === 0 && code !== 0) throw new UserError('trainer', `The measurement failed: ${lastLineOf(lastWords)}`);
  return steps;
}

function lastLineOf(text: string): string {
  return (text.trim().split(/[\r\n]/).at(-1) ?? '').replace(/^blindspot: /, '');
}

async function firstOf(store: FolderTrainingStore, folder: string): Promise<JournalTail<TrainerEvent> | undefined> {
  const [id] = await readdir(path.join(folder, '.blindspot', 'training')).catch(() => []);
  return id === undefined ? undefined : store.progressOf(id);
}
