import { appendFile, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TrainingRecord } from '../../src/core/training/record';
import { FolderTrainingStore } from '../../src/storage/trainings/folderTrainingStore';
import { chartedTrainings, progressTable, shownTrainings } from '../../src/vscode/training/shownTrainings';
import { TrainingCurves } from '../../src/vscode/training/trainingCurves';
import { toPageSchema } from '../../webview/trainings/contract';
import { progress, trainingRecord } from '../fixtures/trainings';

let root: string;
let store: FolderTrainingStore;

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'blindspot-trainings-'));
  store = new FolderTrainingStore(root);
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function keep(record: TrainingRecord): Promise<string> {
  const folder = store.folderOf(record.id);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'training.json'), JSON.stringify(record));
  return path.join(folder, 'progress.jsonl');
}

const line = (step: number): string => `${JSON.stringify(progress(step))}\n`;

describe('the trainings of a folder', () => {
  it('are listed from their records, the one begun last first, and those that cannot be read as sentences', async () => {
    const later = trainingRecord('b');
    await keep(trainingRecord('a'));
    await keep({ ...later, times: { ...later.times, started: '2026-11-21T10:00:00.000Z' } });
    await mkdir(store.folderOf('begun just now'));
    await mkdir(store.folderOf('broken'));
    await writeFile(path.join(store.folderOf('broken'), 'training.json'), '{');
    const { trainings, problems } = await store.list();
    expect(trainings.map(({ id }) => id)).toEqual(['b-0123abcd', 'a-0123abcd']);
    expect(problems).toEqual([expect.stringContaining(path.join('broken', 'training.json'))]);
  });

  it('are none where there is no such folder', async () => {
    expect(await new FolderTrainingStore(path.join(root, 'none')).list()).toEqual({ trainings: [], problems: [] });
  });

  it('have failed when nobody trains any more that was to', async () => {
    await keep(trainingRecord('a', { state: 'running' }));
    expect(await store.read('a-0123abcd')).toMatchObject({ state: 'failed', problem: expect.stringContaining('Resume the training') as string });
  });

  it('are running while somebody holds them, and that one can be named', async () => {
    const open = await store.open('a', { base: [], dataSha256: '', validationSha256: null, templates: [], settings: {} }, 'a test');
    try {
      await open.write(trainingRecord('a', { id: open.id, state: 'running' }));
      expect((await store.read(open.id))?.state).toBe('running');
      expect(await store.holderOf(open.id)).toMatchObject({ program: 'a test', pid: process.pid });
    } finally {
      await open.close();
    }
    expect(await store.holderOf(open.id)).toBeUndefined();
  });
});

describe('the progress of a training', () => {
  const id = trainingRecord('a').id;
  const stepsOf = async (curves: TrainingCurves): Promise<number[]> => (await curves.read(id)).curve.points.map(({ step }) => step);

  it('is followed from where it was read to, whole lines at a time', async () => {
    const file = await keep(trainingRecord('a'));
    const curves = new TrainingCurves((name) => store.progressOf(name));
    expect(await stepsOf(curves)).toEqual([]);
    await writeFile(file, `${line(1)}${line(2).slice(0, 20)}`);
    expect(await stepsOf(curves)).toEqual([1]);
    await appendFile(file, `${line(2).slice(20)}${line(3)}`);
    expect(await stepsOf(curves)).toEqual([1, 2, 3]);
  });

  it('counts no line twice when it is read twice at once', async () => {
    await writeFile(await keep(trainingRecord('a')), line(1));
    const curves = new TrainingCurves((name) => store.progressOf(name));
    expect(await Promise.all([stepsOf(curves), stepsOf(curves)])).toEqual([[1], [1]]);
  });

  it('is read anew when the training was resumed from an earlier step', async () => {
    const file = await keep(trainingRecord('a'));
    await writeFile(file, `${line(1)}${line(2)}${line(3)}`);
    const curves = new TrainingCurves((name) => store.progressOf(name));
    await stepsOf(curves);
    // As the trainer does it: what the checkpoint does not have is left out of a file that takes the old one's place.
    await writeFile(`${file}.partial`, `${line(1)}${line(2)}${line(3)}${line(4)}`.replace(/.*"step":2.*\n/, ''));
    await rename(`${file}.partial`, file);
    expect(await stepsOf(curves)).toEqual([1, 3, 4]);
  });

  it('is shown as far as it can be read, with the line that is none', async () => {
    await writeFile(await keep(trainingRecord('a')), `${line(1)}<<<<<<< HEAD\n`);
    const curves = new TrainingCurves((name) => store.progressOf(name));
    expect((await curves.read(id)).problem).toContain('progress.jsonl, line 2');
  });
});

describe('the message that shows trainings', () => {
  const running = trainingRecord('now', { state: 'running' });
  const others = [trainingRecord('one'), trainingRecord('two', { state: 'finished', adapter: { file: '/w/two.gguf', sha256: 'a'.repeat(64) } }), trainingRecord('three', { state: 'failed', problem: 'The disk became full.' })];

  it('charts what is under way, else the newest, else what the reader chose and is still there', () => {
    expect(chartedTrainings([...others, running], null)).toEqual([running.id]);
    expect(chartedTrainings(others, null)).toEqual(['one-0123abcd']);
    expect(chartedTrainings(others, ['two-0123abcd', 'gone'])).toEqual(['two-0123abcd']);
    expect(chartedTrainings([], null)).toEqual([]);
  });

  it('fits the contract, and says of each how it stands and what can be done', async () => {
    await writeFile(await keep(running), `${line(40)}${JSON.stringify({ type: 'validation', step: 40, loss: 1, accuracy: 0.5 })}\n`);
    const curves = new TrainingCurves((name) => store.progressOf(name));
    const many = { trainings: [running, ...others], problems: ['One cannot be read.'], curves: new Map([[running.id, await curves.read(running.id)]]) };
    const message = shownTrainings(many, true);
    expect(toPageSchema.parse(message)).toEqual(message);
    expect(message.rows.map(({ title, standing, offers }) => [title, standing, offers])).toEqual([
      ['now', 'step 40 of 100, loss 1.000, 1,000 tokens a second, 1.0 GB, 1 min left', ['stop']],
      ['one', 'stopped after step 60 of 100', ['resume']],
      ['two', 'finished: 100 steps in 12 min 34 s', ['evaluate']],
      ['three', 'failed: The disk became full.', ['resume']],
    ]);
    expect(message.rows[0]?.accuracy).toBe(0.5);
    expect(message.leftOut).toEqual(['One cannot be read.']);
    expect(progressTable(many).rows).toEqual([['now', 40, '1', '1', '0.00002', '1000', '1000000000']]);
  });

  it('offers nothing in a folder that is not trusted', () => {
    expect(shownTrainings({ trainings: others, problems: [], curves: new Map() }, false).rows.flatMap(({ offers }) => offers)).toEqual([]);
  });

  it('tells adapters of the same name apart', () => {
    const twins = [trainingRecord('one', { id: 'one-11111111' }), trainingRecord('one', { id: 'one-22222222' })];
    expect(shownTrainings({ trainings: twins, problems: [], curves: new Map() }, true).rows.map(({ title }) => title)).toEqual(['one (11111111)', 'one (22222222)']);
  });
});
