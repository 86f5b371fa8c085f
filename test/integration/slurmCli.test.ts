import { copyFile, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HansReport } from '../../src/core/report/report';
import { trainerTools } from '../../scripts/trainerTools';
import { runCli, startCli } from '../fixtures/cli';
import { said } from '../fixtures/jobs';
import { tinyLlama } from '../fixtures/models';
import { pairs, quickSettings } from '../fixtures/pairs';
import { startSlurm, whyNoSlurm, type Cluster } from '../fixtures/slurm';

const whyNot = await whyNoSlurm();
if (whyNot !== null) console.warn(`The tests of --executor slurm are left out: ${whyNot}.`);

const run = promisify(execFile);
let cluster: Cluster;
let folder: string;

const evaluate = (...more: readonly string[]): string[] => ['evaluate', '--model', 'tiny model.gguf', '--data', 'hans.tsv', '--gpu', 'off', '--per-subcase', '1', '--executor', 'slurm', ...more];
/** A training on the pairs that an adapter of this name comes from. */
const configure = (name: string, more: object): Promise<void> =>
  writeFile(path.join(folder, `${name}.json`), JSON.stringify({ ...quickSettings, base: 'tiny model.gguf', data: 'pairs.jsonl', out: `${name}.gguf`, ...more }));

type SubmittedJob = Readonly<Record<'job' | 'folder' | 'script' | 'log' | 'output', string>>;

/** Submits a command, and waits until its job has come to a good end. */
async function carriedOut(...command: readonly string[]): Promise<SubmittedJob> {
  const submitted = await runCli(folder, ...command, '--cpus', '1', '--json');
  expect(submitted).toMatchObject({ code: 0, stderr: '' });
  const job = JSON.parse(submitted.stdout) as SubmittedJob;
  await expect.poll(() => said(job.folder, 'exit.json'), { timeout: patience }).toContain(`"job":"${job.job}"`);
  expect({ exit: await said(job.folder, 'exit.json'), log: await readFile(job.log, 'utf8') }).toMatchObject({ exit: expect.stringContaining('"code":0') as string });
  return job;
}

/** A training starts Python and torch, which takes a minute where other programs have the cores. */
const patience = 300_000;

describe.skipIf(whyNot !== null)('a command with --executor slurm', () => {
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'blind spot on Slurm '));
    await trainerTools();
    await writeFile(path.join(folder, 'pairs.jsonl'), pairs.map((pair) => `${JSON.stringify(pair)}\n`).join(''));
    await copyFile(await tinyLlama(), path.join(folder, 'tiny model.gguf'));
    expect(await runCli(folder, 'data', 'make', 'hans', '--per-subcase', '2', '--seed', '1', '--out', 'hans.tsv')).toMatchObject({ code: 0 });
    cluster = await startSlurm(2);
  });
  afterAll(async () => {
    await cluster.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('says how to find the job, which does what the command would have done', async () => {
    const job = await carriedOut(...evaluate());
    expect(await readFile(job.script, 'utf8')).toMatch(/ evaluate '--model=tiny model\.gguf' --data=hans\.tsv --per-subcase=1 --gpu=off --json --threads=1\)\n/);
    expect(JSON.parse(await readFile(job.output, 'utf8'))).toMatchObject({ examples: 30 });
    expect(await readFile(job.log, 'utf8')).toContain('30 examples scored');
  });

  it('trains there as here, and writes there with what it has trained', { timeout: patience }, async () => {
    await configure('writer', { task: 'generator', epochs: 1, learningRate: 1e-3, checkPrompts: 0 });
    const training = await carriedOut('train', 'writer.json', '--executor', 'slurm');
    // 120 pairs, eight at a time.
    expect(JSON.parse(await readFile(training.output, 'utf8'))).toMatchObject({ state: 'finished', progress: { step: 15 } });
    const request = ['--model', 'tiny model.gguf', '--adapter', 'writer.gguf', '--per-label', '2', '--max-tokens', '16', '--gpu', 'off', '--out', 'written.jsonl'];
    const generation = await carriedOut('generate', ...request, '--executor', 'slurm');
    expect(JSON.parse(await readFile(generation.output, 'utf8'))).toMatchObject({ file: path.join(folder, 'written.jsonl'), state: 'finished', samples: 6 });
  });

  it('follows the job where that is wanted, and prints its result as its own', async () => {
    const followed = await runCli(folder, ...evaluate('--cpus', '1', '--out', 'followed', '--wait', '--json'));
    expect(followed).toMatchObject({ code: 0, stderr: expect.stringMatching(/^Submitted as job \d+\.\n {2}script .*\n {2}progress {2}tail -F '.*log'\n.*30 examples scored/s) as string });
    expect((JSON.parse(followed.stdout) as HansReport).examples).toBe(30);
  });

  it('leaves the job alone at Ctrl+C, and tells why it waits', async () => {
    await mkdir(path.join(folder, '.blindspot'), { recursive: true });
    await writeFile(path.join(folder, 'held.json'), JSON.stringify({ cpus: 1, sbatch: ['--hold'] }));
    const cli = startCli(folder, evaluate('--slurm', 'held.json', '--wait'));
    await cli.said('It is held and does not start until "scontrol release" lets it.');
    cli.process.kill('SIGINT');
    const { code, stderr } = await cli.outcome;
    const id = /Submitted as job (\d+)/.exec(stderr)?.[1] ?? '';
    expect(code).toBe(130);
    expect(stderr).toContain(`Job ${id} goes on by itself. To cancel it: scancel ${id}\n`);
    expect(stderr).not.toContain('Cancelled.');
    expect((await run('squeue', ['--noheader', '--job', id, '--format=%T'])).stdout).toBe('PENDING\n');
    await run('scancel', [id]);
  });

  it('says what is wrong before anything is submitted', async () => {
    const jobs = (): Promise<string[]> => readdir(path.join(folder, '.blindspot', 'jobs'));
    const before = await jobs();
    expect(await runCli(folder, ...evaluate('--adapter', 'none.gguf'))).toMatchObject({ code: 1, stderr: expect.stringMatching(/Cannot read .*none\.gguf: there is no such file/) as string });
    expect(await runCli(folder, ...evaluate('--time', 'soon'))).toMatchObject({ code: 2, stderr: expect.stringContaining('--time: minutes are expected') as string });
    expect(await runCli(folder, 'generate', '--model', 'tiny model.gguf', '--per-label', '1', '--out', 'x.jsonl', '--gpus', '1')).toMatchObject({ code: 2, stderr: expect.stringContaining('add --executor slurm') as string });
    expect(await runCli(folder, 'train', 'none.json', '--executor', 'slurm')).toMatchObject({ code: 1, stderr: expect.stringContaining('Cannot read the configuration') as string });
    await configure('from none', { start: 'none.gguf' });
    expect(await runCli(folder, 'train', 'from none.json', '--executor', 'slurm')).toMatchObject({ code: 1, stderr: expect.stringMatching(/Cannot read .*none\.gguf: there is no such file/) as string });
    await writeFile(path.join(folder, 'wrong.json'), JSON.stringify({ partitoin: 'gpu' }));
    expect(await runCli(folder, ...evaluate('--slurm', 'wrong.json'))).toMatchObject({ code: 2, stderr: expect.stringMatching(/wrong\.json is no file of settings of Slurm\. .*partitoin/) as string });
    expect(await jobs()).toEqual(before);
  });

  it('passes on that Slurm refuses it', async () => {
    expect(await runCli(folder, ...evaluate('--partition', 'gpu'))).toMatchObject({ code: 1, stderr: expect.stringMatching(/^blindspot: Slurm refused the job: invalid partition specified: gpu;.*choose one of them/s) as string });
  });
});
