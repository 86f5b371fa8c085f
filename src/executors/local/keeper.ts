// One job's keeper: starts it, and stops it when it is told to or when its own parent is gone, however that ended.
import { spawn, type ChildProcess } from 'node:child_process';
import { open, rm } from 'node:fs/promises';
import { constants } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { jobFiles, type ExitRecord, type StopReason } from '../../core/jobs/jobFolder';
import { killGroup } from '../../storage/processGroup';
import { replaceFile } from '../../storage/replaceFile';
import { isKept, lockForWriting } from '../../storage/writerLock';
import { jobLock } from './jobLock';
import { keeperRequestSchema, type KeeperRequest } from './keeperProtocol';

type Task = Extract<KeeperRequest, { type: 'keep' }>;

/** The shell's code for a program that cannot be started. */
const notStarted = 127;
/** The reason of its signal is a `StopReason`. */
const stop = new AbortController();
const isStopped = (): boolean => stop.signal.aborted;
const endWith = (why: StopReason): void => stop.abort(why);

process.on('message', (message) => {
  const request = keeperRequestSchema.parse(message);
  if (request.type === 'stop') endWith(request.why);
  else void keep(request).finally(() => process.exit());
});
process.on('disconnect', () => endWith('left'));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => endWith('cancelled'));

async function keep(task: Task): Promise<void> {
  // The keeper of an earlier process may still be waiting for its job to stop.
  while (await isKept(jobLock(task.folder))) {
    if (isStopped()) return;
    await pause(200);
  }
  const lock = await lockForWriting(jobLock(task.folder), 'a job');
  lock.lost.addEventListener('abort', () => endWith('left'), { once: true });
  try {
    // One that came too late leaves the record that is there: it may be a later attempt's.
    if (isStopped()) return;
    const exit = path.join(task.folder, jobFiles.exit);
    await rm(exit, { force: true });
    const begun = new Date().toISOString();
    const code = await run(task);
    const stopped = isStopped() ? (stop.signal.reason as StopReason) : null;
    const record: ExitRecord = { job: task.job, code, stopped, begun, ended: new Date().toISOString() };
    await lock.requireNoSuccessor();
    await replaceFile(exit, `${JSON.stringify(record)}\n`);
  } finally {
    await lock.release();
  }
}

/** @returns the program's exit code, as a shell counts it */
async function run(task: Task): Promise<number> {
  const output = await open(path.join(task.folder, jobFiles.output), 'w');
  const log = await open(path.join(task.folder, jobFiles.log), 'a');
  try {
    const child = spawn(task.command, task.arguments, {
      cwd: task.cwd,
      stdio: ['ignore', output.fd, log.fd],
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    const { code, problem } = await endOf(child, task.graceMs);
    if (problem !== undefined) await log.write(`${task.command} could not be started: ${problem}\n`);
    return code;
  } finally {
    await Promise.all([output.close(), log.close()]);
  }
}

function endOf(child: ChildProcess, graceMs: number): Promise<{ readonly code: number; readonly problem?: string }> {
  let timer: NodeJS.Timeout | undefined;
  const askToStop = (): void => {
    // The program stops what it started: its children would only die before they have told what they know.
    child.kill('SIGTERM');
    timer = setTimeout(() => killGroup(child), graceMs);
  };
  stop.signal.addEventListener('abort', askToStop, { once: true });
  // It may have come while the program was being started.
  if (stop.signal.aborted) askToStop();
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: notStarted, problem: error.message }));
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      stop.signal.removeEventListener('abort', askToStop);
      // What it left behind works for nobody. (Windows keeps no groups.)
      if (process.platform !== 'win32') killGroup(child);
      resolve({ code: code ?? 128 + (signal === null ? 0 : constants.signals[signal]) });
    });
  });
}
