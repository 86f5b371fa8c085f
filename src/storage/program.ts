import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { killGroup } from './processGroup';

export interface ProgramOptions {
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
  /** Hears each line of its standard output and its standard error, as it comes. */
  readonly onLine?: (line: string) => void;
}

export interface ProgramEnd {
  readonly code: number | null;
  /** The end of what it wrote to standard output. */
  readonly output: string;
  /** The end of what it wrote to standard error. */
  readonly complaint: string;
}

/** Of each, in characters. */
const kept = 8192;

/**
 * Runs a program to its end. Aborting the signal ends it together with what it started.
 *
 * @throws the system's error when it cannot be started, or the signal's reason.
 */
export function runProgram(command: string, args: readonly string[], options: ProgramOptions): Promise<ProgramEnd> {
  const { signal } = options;
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const child = spawn(command, args, {
      cwd: options.folder,
      env: options.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that it can be ended with its children.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    if (options.onLine) for (const input of [child.stdout, child.stderr]) createInterface({ input }).on('line', options.onLine);
    const end = (): void => killGroup(child);
    signal?.addEventListener('abort', end, { once: true });
    let output = '';
    let complaint = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-kept);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaint = (complaint + text).slice(-kept);
    });
    child.on('error', (error) => {
      signal?.removeEventListener('abort', end);
      reject(error);
    });
    child.on('close', (code) => {
      signal?.removeEventListener('abort', end);
      if (signal?.aborted) reject(signal.reason as Error);
      else resolve({ code, output: output.trim(), complaint: complaint.trim() });
    });
  });
}
