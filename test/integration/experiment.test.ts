import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../fixtures/cli';
import { buildSimulation, ended, Simulation } from '../fixtures/simulation';

/*
 * The whole way with the real driver, journal and executor, and a stand-in for the program. By hand: two seeds, each
 * with one starting point to train and 2 x 3 continuations, so 14 classifiers and the base, on two tests: 30; draws: each
 * seed's starting point, two of the original condition, synthetic and biased: 10, and what the generator learns; the
 * split, the generator, its set and the filter: 59 jobs.
 */
const grid = { startingPoints: [0, 20], augmentationSizes: [0, 10], seeds: [1, 2], generator: { examples: 50 }, generation: { perLabel: 20 } };
const jobs = 59;

let folder: string;

beforeAll(async () => {
  await buildSimulation();
  folder = await mkdtemp(path.join(tmpdir(), 'blindspot experiment '));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('an experiment', { timeout: 600_000 }, () => {
  it('comes to the same figure with failing jobs and a driver that is killed twice, and does no job twice', async () => {
    const calm = await Simulation.make(path.join(folder, 'calm'), grid);
    const figure = await calm.toTheEnd();
    expect(await calm.finished()).toHaveLength(jobs);

    const rough = await Simulation.make(path.join(folder, 'rough'), grid);
    await rough.killedAfter(12, { failures: '0.05/3', milliseconds: 100 });
    await rough.killedAfter(30, { failures: '0.05/3', milliseconds: 100 });
    expect(await rough.toTheEnd({ failures: '0.05/3' })).toEqual(figure);
    const done = await rough.finished();
    expect(done).toHaveLength(jobs);
    expect(new Set(done).size).toBe(jobs);
    expect(await rough.ends()).toEqual(Array(jobs).fill(1));
    expect((await rough.events()).filter(({ type }) => type === 'began').length).toBeGreaterThanOrEqual(3);
    expect((await rough.events()).some(({ type }) => type === 'failed')).toBe(true);
  });

  it('refuses a second driver, and goes on for nobody else while the first one lives', async () => {
    const simulation = await Simulation.make(path.join(folder, 'two'), grid);
    const first = simulation.start({ milliseconds: 200 });
    const end = ended(first);
    await expect.poll(async () => (await simulation.events()).length, { timeout: 60_000 }).toBeGreaterThan(1);
    const second = await ended(simulation.start());
    expect(second.code).not.toBe(0);
    expect(second.stderr).toMatch(/The experiment in .*simulated is being written by a simulated drive \(process \d+/);
    first.kill('SIGKILL');
    await end;
  });

  it('is ended by a command, which waits until nobody carries it out', async () => {
    const simulation = await Simulation.make(path.join(folder, 'ended'), grid);
    const drive = simulation.start({ milliseconds: 200 });
    const end = ended(drive);
    await expect.poll(async () => (await simulation.events()).length, { timeout: 60_000 }).toBeGreaterThan(1);
    expect(await runCli(simulation.folder, 'experiment', 'stop', simulation.file)).toMatchObject({ code: 0, stdout: 'simulated: stopped.\n' });
    expect(drive.exitCode ?? drive.signalCode).not.toBeNull();
    await end;
  });

  it('stops at a failed job only what depends on it', async () => {
    const simulation = await Simulation.make(path.join(folder, 'failing'), { ...grid, seeds: [1], conditions: ['original'] });
    // Everything fails, so the split does, and nothing else is begun.
    expect((await ended(simulation.start({ failures: '1/1' }))).code).toBe(1);
    const events = await simulation.events();
    // The split and the base's two tests depend on nothing; each is tried twice.
    expect(events.filter(({ type }) => type === 'failed')).toHaveLength(6);
    expect(events.filter(({ type }) => type === 'submitted')).toHaveLength(6);
  });

  it('says what is stale when a data file changes under it, and mixes nothing', async () => {
    const simulation = await Simulation.make(path.join(folder, 'changed'), { ...grid, seeds: [1], conditions: ['original'] });
    await simulation.toTheEnd();
    const matched = path.join(simulation.folder, 'multinli_1.0_dev_matched.jsonl');
    await writeFile(matched, (await readFile(matched, 'utf8')).split('\n').slice(3).join('\n'));
    const refused = await ended(simulation.start());
    expect(refused.code).toBe(1);
    // The base and three classifiers: a starting point, and a continuation of each.
    expect(refused.stderr).toContain('multinli_1.0_dev_matched.jsonl has changed since this experiment began, so 4 finished jobs are stale.');
  });

  it('says that there is no Slurm where it is to run there, and then runs here', async () => {
    const content = { ...grid, seeds: [1], conditions: ['original'] };
    const away = await Simulation.make(path.join(folder, 'nowhere'), content, { executor: 'slurm' });
    const there = process.env['PATH'];
    process.env['PATH'] = folder;
    const refused = await ended(away.start()).finally(() => (process.env['PATH'] = there));
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/Slurm is not there: its command \w+ was not found\. Run this on a machine of the cluster/);
    expect((await away.events()).map(({ type }) => type)).toEqual(['began']);
    const here = await Simulation.make(path.join(folder, 'nowhere'), content);
    await here.toTheEnd();
    // Four classifiers on two tests, three trainings with their draws, and the split.
    expect(await here.finished()).toHaveLength(15);
  });
});
