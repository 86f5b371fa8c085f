import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type * as z from 'zod';
import { fileEventSchema, trainerEventSchema, type FileEvent } from '../core/training/events';
import { UserError } from '../core/userError';
import type { AnswerJob, ImportedAdapter, ImportJob, MergeJob, Trainer, TrainerOptions, TrainingEvent, TrainingJob } from '../ports/trainer';
import { explain } from '../storage/systemError';
import { keptBytecode, trainerPython } from './environment';

export interface TrainerPlaces {
  /** The folder with the Python package and its requirements. */
  readonly trainer: string;
  /** Where Python environments are kept. */
  readonly environments: string;
}

interface FileWatch extends TrainerOptions {
  readonly onProgress?: (fraction: number) => void;
  readonly onWarning?: (message: string) => void;
}

/** How much of the trainer's standard error is kept for an error report, in characters. */
const lastWordsKept = 2000;
/** How long a step and a checkpoint may take after somebody wants an end, in milliseconds: a large model is slow. */
const farewellMs = 120_000;

/** The trainer as a child process that prints JSON Lines. */
export class PythonTrainer implements Trainer {
  private python: Promise<string> | undefined;

  constructor(private readonly places: TrainerPlaces) {}

  async prepare({ signal, onProgress }: Parameters<Trainer['prepare']>[0]): Promise<void> {
    await this.interpreter(signal, onProgress);
  }

  async *train({ folder, settings }: TrainingJob, { signal }: TrainerOptions): AsyncGenerator<TrainingEvent> {
    const file = path.join(folder, 'trainer.json');
    try {
      await writeFile(file, `${JSON.stringify({ ...settings, folder }, null, 2)}\n`);
    } catch (error) {
      throw explain(error, 'write', file);
    }
    for await (const event of this.run(trainerEventSchema, ['train', file], signal)) {
      if (event.type === 'error') throw new UserError(event.code, event.message);
      if (event.type !== 'stopped') yield event;
    }
  }

  async writeFloatBase(base: string, out: string, { signal }: TrainerOptions): Promise<void> {
    await this.workOnFile(['float-base', base, out], { signal });
  }

  async merge(job: MergeJob, options: Parameters<Trainer['merge']>[1]): ReturnType<Trainer['merge']> {
    const end = await this.workOnFile(['merge', JSON.stringify(job)], options);
    if (end?.type !== 'merged') throw silent();
    return end;
  }

  async importAdapter(job: ImportJob, options: Parameters<Trainer['importAdapter']>[1]): Promise<ImportedAdapter> {
    const end = await this.workOnFile(['import-adapter', JSON.stringify(job)], options);
    if (end?.type !== 'imported') throw silent();
    return end;
  }

  async answerWithFolder(job: AnswerJob, options: Parameters<Trainer['answerWithFolder']>[1]): Promise<void> {
    await this.workOnFile(['probe', JSON.stringify(job)], options);
  }

  /** @returns the last that was said but for progress and warnings */
  private async workOnFile(args: readonly string[], { signal, onProgress, onWarning }: FileWatch): Promise<FileEvent | undefined> {
    let end: FileEvent | undefined;
    for await (const event of this.run(fileEventSchema, args, signal)) {
      if (event.type === 'error') throw new UserError(event.code, event.message);
      if (event.type === 'tensor') onProgress?.(event.done / event.of);
      else if (event.type === 'warning') onWarning?.(event.message);
      else end = event;
    }
    return end;
  }

  private interpreter(signal: AbortSignal, onProgress: (doing: string) => void): Promise<string> {
    const { trainer, environments } = this.places;
    this.python ??= trainerPython({ folder: environments, trainer, environment: process.env, signal, onProgress });
    // Another attempt may find what is missing now.
    this.python.catch(() => (this.python = undefined));
    return this.python;
  }

  private async *run<Event extends { readonly type: string }>(schema: z.ZodType<Event>, args: readonly string[], signal: AbortSignal): AsyncGenerator<Event> {
    const python = await this.interpreter(signal, () => undefined);
    signal.throwIfAborted();
    const child = spawn(python, ['-m', 'blindspot_trainer', ...args], {
      cwd: this.places.trainer,
      env: { ...process.env, PYTHONUNBUFFERED: '1', PYTHONUTF8: '1', ...keptBytecode(this.places.environments) },
      stdio: ['ignore', 'pipe', 'pipe'],
      // Ctrl+C is for us, who then ask it to stop.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    const lastWords = keepLastWords(child);
    const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
    // Spawning that fails is told by the iteration below, which then ends.
    closed.catch(() => undefined);
    const dismiss = (): void => askToStop(child);
    signal.addEventListener('abort', dismiss, { once: true });
    let failed = false;
    try {
      for await (const line of createInterface({ input: child.stdout })) {
        const event = parse(schema, line);
        failed ||= event.type === 'error';
        yield event;
      }
      const [code, killer] = await closed;
      signal.throwIfAborted();
      if (code !== 0 && !failed) throw ended(code, killer, lastWords());
    } finally {
      signal.removeEventListener('abort', dismiss);
      if (child.exitCode === null && child.signalCode === null) {
        askToStop(child);
        await closed.catch(() => undefined);
      }
    }
  }
}

function parse<Event>(schema: z.ZodType<Event>, line: string): Event {
  try {
    return schema.parse(JSON.parse(line));
  } catch (error) {
    throw new UserError('trainer', `The trainer sent something that is no message of ours: ${line.slice(0, 200)}`, { cause: error });
  }
}

function keepLastWords(child: ChildProcess): () => string {
  let words = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-lastWordsKept);
  });
  return () => words.trim();
}

/** Lets it end its step and write a checkpoint, and ends it when that takes too long. */
function askToStop(child: ChildProcess): void {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), farewellMs);
  child.once('close', () => clearTimeout(timer));
}

function ended(code: number | null, killer: NodeJS.Signals | null, lastWords: string): UserError {
  if (killer === 'SIGKILL') {
    return new UserError('memory', 'The trainer was killed, most likely by the system because memory ran out. With "gradientCheckpointing": true it goes on from the last checkpoint in less memory; with a smaller "batchSize" and more "accumulation" it begins anew.');
  }
  return new UserError('trainer', `The trainer ended without a word (${killer ?? `exit code ${code}`}). ${lastWords.split('\n').at(-1) ?? ''}`);
}

function silent(): UserError {
  return new UserError('trainer', 'The trainer ended without saying what it made. Try again.');
}
