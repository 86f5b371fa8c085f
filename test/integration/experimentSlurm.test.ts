import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../fixtures/cli';
import { liveJobs, requeueOne, startSlurm, whyNoSlurm, type Cluster } from '../fixtures/slurm';
import { buildSimulation, ended, Simulation } from '../fixtures/simulation';

const whyNot = await whyNoSlurm();
if (whyNot !== null) console.warn(`The tests of an experiment on Slurm are left out: ${whyNot}.`);

/*
 * By hand: a starting point and two continuations to train, each on a draw of its own; they and the base on two tests;
 * and the split: 3 + 3 + 8 + 1 jobs.
 */
const grid = { startingPoints: [0, 20], augmentationSizes: [0, 10], conditions: ['original'], seeds: [1] };
const jobs = 15;
const cpus = 8;

let cluster: Cluster;
let folder: string;

const simulated = (name: string, more: object = {}): Promise<Simulation> => Simulation.make(path.join(folder, name), { ...grid, ...more }, { executor: 'slurm', atOnce: 20 });
const stop = (simulation: Simulation): ReturnType<typeof runCli> => runCli(simulation.folder, 'experiment', 'stop', simulation.file);

describe.skipIf(whyNot !== null)('an experiment on Slurm', { timeout: 300_000 }, () => {
  beforeAll(async () => {
    await buildSimulation();
    folder = await mkdtemp(path.join(tmpdir(), 'experiment on Slurm '));
    cluster = await startSlurm(cpus);
  });
  afterAll(async () => {
    await cluster.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('comes to the figure of one on this machine, with failing jobs, a driver that is killed and a job that is put back', async () => {
    const figure = await (await Simulation.make(path.join(folder, 'here'), grid)).toTheEnd();
    const rough = await simulated('there');
    const weather = { failures: '0.2/1', milliseconds: 1500 };
    await rough.killedAfter(4, weather);
    await requeueOne();
    expect(await rough.toTheEnd(weather)).toEqual(figure);
    expect(new Set(await rough.finished()).size).toBe(jobs);
    expect(await rough.finished()).toHaveLength(jobs);
    expect(await rough.ends()).toEqual(Array(jobs).fill(1));
    expect((await rough.events()).some(({ type }) => type === 'failed')).toBe(true);
  });

  it('is stopped by a command, its driver too, and goes on when it is run again', async () => {
    const simulation = await simulated('stopped');
    const drive = simulation.start({ milliseconds: 120_000 });
    const end = ended(drive);
    await expect.poll(async () => (await simulation.events()).length, { timeout: 60_000 }).toBe(1 + jobs);
    expect(await stop(simulation)).toMatchObject({ code: 0, stdout: `simulated: stopped; ${jobs} jobs cancelled.\n` });
    await end;
    await expect.poll(liveJobs, { timeout: 60_000 }).toEqual([]);
    expect((await simulation.events()).filter(({ type }) => type === 'stopped')).toHaveLength(jobs);
    expect(await stop(simulation)).toMatchObject({ code: 0, stdout: 'simulated: nothing to stop.\n' });
    await simulation.toTheEnd();
    expect(await simulation.finished()).toHaveLength(jobs);
  });

  it('says what has become of its jobs while nobody followed them, and goes on from there', async () => {
    const simulation = await simulated('left alone');
    const drive = simulation.start({ milliseconds: 3000 });
    const end = ended(drive);
    await expect.poll(async () => (await simulation.events()).length, { timeout: 60_000 }).toBeGreaterThanOrEqual(1 + jobs);
    drive.kill('SIGKILL');
    await end;
    const written = (await simulation.finished()).length;
    await expect.poll(liveJobs, { timeout: 120_000 }).toEqual([]);
    expect(await simulation.finished()).toHaveLength(written);
    expect(written).toBeLessThan(jobs);
    const status = await runCli(simulation.folder, 'experiment', 'status', simulation.file, '--json');
    expect(JSON.parse(status.stdout)).toMatchObject({ driver: null, counts: { finished: jobs, submitted: 0 } });
    await simulation.toTheEnd();
    expect(await simulation.finished()).toHaveLength(jobs);
    expect(await simulation.ends()).toEqual(Array(jobs).fill(1));
  });

  it('passes on that its partition is refused, and goes on once that is mended', async () => {
    const simulation = await simulated('refused', { slurm: { partition: 'gpu' } });
    const { code, stderr } = await ended(simulation.start());
    expect(code).toBe(1);
    expect(stderr).toMatch(/Slurm refused the job: invalid partition specified: gpu;.*"sinfo" lists the partitions; choose one of them\./s);
    expect((await simulation.events()).map(({ type }) => type)).toEqual(['began']);
    await writeFile(simulation.file, (await readFile(simulation.file, 'utf8')).replace('"gpu"', '"normal"'));
    await simulation.toTheEnd();
    expect(await simulation.finished()).toHaveLength(jobs);
  });

  it('says why the queue never starts a job', async () => {
    const simulation = await simulated('too wide', { resources: { evaluate: { cpus: cpus + 1 } } });
    const drive = simulation.start();
    let said = '';
    drive.stderr?.on('data', (text: Buffer) => (said += text.toString()));
    try {
      await expect.poll(() => said, { timeout: 60_000 }).toMatch(/test on MNLI matched: the base as it is: It asks for more than its partition allows, so it will not start: cancel it/);
    } finally {
      drive.kill('SIGKILL');
    }
    await ended(drive);
    expect(await stop(simulation)).toMatchObject({ code: 0 });
    await expect.poll(liveJobs, { timeout: 60_000 }).toEqual([]);
  });
});
