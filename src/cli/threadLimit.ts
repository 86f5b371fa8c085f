import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { count } from '../core/report/format';
import { UserError } from '../core/userError';

/** Holds `--threads` of every command to the cores that are there; that of a job for another machine is held to them there. */
export function limitThreads(program: Command): void {
  program.hook('preAction', (_, command) => {
    const { threads, executor } = command.opts<{ threads?: number; executor?: string }>();
    if (executor !== 'slurm') requireCores(threads);
  });
}

/**
 * llama.cpp's threads wait for each other by spinning: beyond the cores they stop each other, and the machine.
 *
 * @throws UserError `engine` where there are fewer cores than threads
 */
export function requireCores(threads: number | undefined, cores = availableParallelism()): void {
  if (threads === undefined || threads <= cores) return;
  const there = cores === 1 ? 'one core is' : `${count(cores)} cores are`;
  throw new UserError('engine', `${count(threads)} threads were asked for, and ${there} there for them, where more would only stop each other: ask for ${count(cores)} at most, or leave the number out for as many as there are cores.`);
}
