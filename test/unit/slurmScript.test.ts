import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { secondsOf, slurmSettingsSchema } from '../../src/core/jobs/slurmSettings';
import { jobScript } from '../../src/executors/slurm/jobScript';
import { quoted } from '../../src/executors/slurm/quoted';

const job = { name: 'evaluate', arguments: ['evaluate', '--data', 'd.txt'], cwd: '/home/ada', folder: '/home/ada/jobs/1' };
const program = { command: '/usr/bin/node', arguments: ['/opt/blindspot/cli.js'] };
const scriptOf = (settings: Readonly<Record<string, unknown>>, jobs = [job]): string => jobScript({ program, jobs, settings: slurmSettingsSchema.parse(settings) });
const directives = (script: string): string[] => script.split('\n').filter((line) => line.startsWith('#SBATCH'));

describe('the script of a job', () => {
  it('asks for what the settings say, and for nothing else', () => {
    const settings = { partition: 'gpu', account: 'nlp', qos: 'long', constraint: 'a100&ib', gpus: 'a100:2', cpus: 4, memory: '16G', time: '4:00:00', sbatch: ['--exclude=node7'], modules: ['cuda/12.1'], setup: ['export HF_HOME=/scratch'] };
    const script = scriptOf(settings);
    expect(directives(script)).toEqual([
      '#SBATCH --job-name=evaluate',
      '#SBATCH --partition=gpu',
      '#SBATCH --account=nlp',
      '#SBATCH --qos=long',
      '#SBATCH --constraint=a100&ib',
      '#SBATCH --gres=gpu:a100:2',
      '#SBATCH --cpus-per-task=4',
      '#SBATCH --mem=16G',
      '#SBATCH --time=4:00:00',
      '#SBATCH --output=slurm.log',
      '#SBATCH --open-mode=append',
      '#SBATCH --requeue',
      '#SBATCH --signal=B:USR1@120',
      '#SBATCH --exclude=node7',
    ]);
    expect(script).toContain('\nmodule load cuda/12.1 || end 1\nexport HF_HOME=/scratch\n');
    expect(directives(scriptOf({}))).toHaveLength(5);
  });

  it('leaves most of a short time limit to the work', () => {
    // A quarter of two minutes.
    expect(scriptOf({ time: '2' })).toContain('--signal=B:USR1@30\n');
  });

  it('has one case for each task of an array', () => {
    const script = scriptOf({}, [job, { ...job, folder: '/home/ada/jobs/2' }]);
    expect(directives(script)).toContain('#SBATCH --array=0-1');
    expect(script).toMatch(/\n0\)\njob=.*\nfolder=\/home\/ada\/jobs\/1\n[^;]*;;\n1\)\njob=.*\nfolder=\/home\/ada\/jobs\/2\n/);
  });

  it('takes nothing from a name or a path for an option or a command', () => {
    const evil = "a'b\"c\n#SBATCH --uid=0\n$(touch gone); touch gone";
    const script = scriptOf({}, [{ name: evil, arguments: [evil], cwd: evil, folder: evil }]);
    expect(directives(script)).toEqual(directives(scriptOf({})).map((line) => line.replace('evaluate', 'a-b-c-SBATCH---uid-0-touch-gone-touch-gone')));
    expect(script.split('\n').filter((line) => line.includes('touch gone')).map((line) => line.slice(0, line.indexOf('=') + 2))).toEqual(['folder=$', 'cwd=$', 'command=(']);
  });
});

describe('settings that would be more than they seem', () => {
  it.each([
    [{ partition: 'gpu --uid=0' }, 'a partition may have no spaces'],
    [{ partition: '--uid=0' }, 'a partition may have no spaces'],
    [{ account: "x'" }, 'an account may have no spaces'],
    [{ gpus: 'all' }, 'a number is expected, or kind and number'],
    [{ memory: '16 G' }, 'a number with K, M, G or T is expected'],
    [{ time: 'soon' }, 'minutes are expected'],
    [{ sbatch: ['--output=/dev/null'] }, 'this option is set by Blindspot itself'],
    [{ sbatch: ['--exclude=n1 --output=x'] }, 'an option of sbatch is expected'],
    [{ modules: ['a\nb'] }, 'one line is expected'],
    [{ nodes: 2 }, 'nodes'],
  ])('are refused: %j', (settings, because) => {
    expect(slurmSettingsSchema.safeParse(settings).error?.message).toContain(because);
  });
});

describe('a time limit of Slurm', () => {
  // The forms of sbatch's manual.
  it.each([
    ['90', 5400],
    ['1:30', 90],
    ['4:00:30', 14_430],
    ['1-12', 129_600],
    ['1-12:30', 131_400],
    ['0-0:0:5', 5],
  ])('%s is %i seconds', (time, seconds) => {
    expect(secondsOf(time)).toBe(seconds);
  });
});

describe.skipIf(process.platform === 'win32')('in bash', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'slurm script '));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('every text comes through its quotes as it was, on one line', { timeout: 30_000 }, () => {
    const text = fc.string({ unit: fc.constantFrom(...Array.from({ length: 127 }, (_, code) => String.fromCharCode(code + 1)), 'é', '小', '😀') });
    // All in one call, because starting a program takes longer than all the rest.
    const values = fc.sample(text, { numRuns: 1000, seed: 1 });
    const words = values.map(quoted);
    expect(words.filter((word) => /[\n\r]/.test(word))).toEqual([]);
    const out = execFileSync('bash', { input: `printf '%s\\0' ${words.join(' ')}`, encoding: 'utf8' });
    expect(out.split('\0').slice(0, -1)).toEqual(values);
  });

  it('the script runs the program with its arguments, and keeps how it ended', { timeout: 30_000 }, () => {
    const mine = { name: 'x', arguments: ['-e', 'console.log(process.argv[1]); process.exit(5)', "it's\nodd"], cwd: folder, folder: path.join(folder, "a 'job'") };
    mkdirSync(mine.folder);
    const script = jobScript({ program: { command: process.execPath, arguments: [] }, jobs: [mine], settings: slurmSettingsSchema.parse({}) });
    expect(() => execFileSync('bash', ['-c', script], { env: { ...process.env, SLURM_JOB_ID: '12' } })).toThrow();
    expect(readFileSync(path.join(mine.folder, 'output'), 'utf8')).toBe("it's\nodd\n");
    expect(JSON.parse(readFileSync(path.join(mine.folder, 'exit.json'), 'utf8'))).toMatchObject({ job: '12', code: 5, stopped: null });
  });
});
