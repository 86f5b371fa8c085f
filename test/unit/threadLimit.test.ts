import { availableParallelism } from 'node:os';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { positive } from '../../src/cli/arguments';
import { limitThreads, requireCores } from '../../src/cli/threadLimit';

describe('threads', () => {
  it('may be as many as there are cores, and are as many when nobody says', () => {
    expect(() => {
      requireCores(8, 8);
      requireCores(undefined, 8);
    }).not.toThrow();
  });

  it.each([
    [9, 8, '9 threads were asked for, and 8 cores are there for them'],
    [1000, 2, '1,000 threads were asked for, and 2 cores are there for them'],
    [2, 1, '2 threads were asked for, and one core is there for them'],
  ])('beyond them are refused: %i on %i', (threads, cores, sentence) => {
    expect(() => {
      requireCores(threads, cores);
    }).toThrow(sentence);
  });
});

describe('--threads', () => {
  const ran = (...args: readonly string[]): boolean => {
    let done = false;
    const program = new Command('blindspot').exitOverride();
    limitThreads(program);
    program.command('evaluate').option('--threads <n>', '', positive).option('--executor <where>', '', 'local').action(() => {
      done = true;
    });
    program.parse(args, { from: 'user' });
    return done;
  };
  const tooMany = `--threads=${availableParallelism() + 1}`;

  it('is held to the cores before a command does anything', () => {
    expect(ran('evaluate', `--threads=${availableParallelism()}`)).toBe(true);
    expect(() => ran('evaluate', tooMany)).toThrow('threads were asked for');
  });

  it('of a job on Slurm is held to those of the machine that runs it, not of the one that submits it', () => {
    expect(ran('evaluate', tooMany, '--executor', 'slurm')).toBe(true);
  });
});
