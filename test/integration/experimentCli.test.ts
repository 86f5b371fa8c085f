import { copyFile, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, type Outcome } from '../fixtures/cli';
import { tinyLlama } from '../fixtures/models';
import { pairs } from '../fixtures/pairs';

let folder: string;

const content = {
  preset: 'laptop',
  base: 'model.gguf',
  data: { training: 'pairs.jsonl', validationPerLabel: 2 },
  // The base alone: what training takes is measured in the same way, and for longer than a test may last.
  startingPoints: [0],
  augmentationSizes: [0],
  tests: { matched: { data: 'pairs.jsonl' }, hans: { data: 'hans.tsv' } },
  engine: { gpu: 'off', threads: 1 },
};

const experiment = (command: string, ...more: readonly string[]): Promise<Outcome> => runCli(folder, 'experiment', command, 'study.experiment.json', ...more);
const write = (more: object): Promise<void> => writeFile(path.join(folder, 'study.experiment.json'), JSON.stringify({ ...content, ...more }));

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'blind spot – étude '));
  await copyFile(await tinyLlama(), path.join(folder, 'model.gguf'));
  await writeFile(path.join(folder, 'pairs.jsonl'), pairs.map((pair) => `${JSON.stringify(pair)}\n`).join(''));
  expect(await runCli(folder, 'data', 'make', 'hans', '--per-subcase', '4', '--seed', '1', '--out', 'hans.tsv')).toMatchObject({ code: 0 });
  await write({});
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('blindspot experiment', () => {
  it('says where it was looked for when nothing of it was begun there', async () => {
    const said = `None of its jobs was begun in ${await realpath(folder)}.`;
    expect(await experiment('status')).toMatchObject({ code: 0, stderr: expect.stringContaining(said) as string });
  });

  it('asks to measure first, and then says how long it takes and what it leaves', async () => {
    const before = await experiment('plan');
    expect(before).toMatchObject({ code: 0, stdout: expect.stringContaining('so no time can be told: test a classifier.') as string });
    expect(before.stdout).toContain('Measure with `blindspot experiment measure FILE`');

    const measured = await experiment('measure');
    expect(measured).toMatchObject({ code: 0, stderr: expect.stringMatching(/finished: test on MNLI matched: the base.*finished: test on HANS: the base/s) as string });
    expect(measured.stdout).toMatch(/^study\.measure: 2 of 2 jobs finished\.$.*^To be done: 2 jobs, about .+ with 1 at a time .+ on the disk\.$/ms);
    expect(measured.stdout).not.toContain('Not measured');
    expect(JSON.parse((await experiment('status', '--json')).stdout)).toMatchObject({ counts: { waiting: 2, finished: 0 } });

    // Measured once, it is known.
    expect((await experiment('measure', '--json')).stderr).not.toContain('begun');
  });

  it('measures anew when the data is other data', async () => {
    expect(await experiment('measure')).toMatchObject({ code: 0 });
    const file = path.join(folder, 'pairs.jsonl');
    const before = await readFile(file, 'utf8');
    try {
      await writeFile(file, before.slice(before.indexOf('\n') + 1));
      expect(await experiment('measure')).toMatchObject({ code: 0, stderr: expect.stringContaining('finished: test on MNLI matched: the base') as string });
    } finally {
      await writeFile(file, before);
    }
  });

  it('draws the figure of what is done, in the form that the name of its file says', async () => {
    expect(await experiment('run')).toMatchObject({ code: 0, stdout: 'study: 2 of 2 jobs finished.\n' });
    const out = async (file: string): Promise<string> => {
      expect(await experiment('figure', '--out', file)).toMatchObject({ code: 0, stderr: expect.stringContaining(`${file} is written.`) as string });
      return readFile(path.join(folder, file), 'utf8');
    };
    expect(await out('figure é.svg')).toMatch(/^<svg xmlns=.*<title>study<\/title>.*<\/svg>\n$/s);
    // The base is where all three conditions begin: a row for each of them and of the five measures that these tests have.
    const rows = (await out('figure.csv')).trimEnd().split(/\r?\n/);
    expect(rows[0]).toMatch(/^Starting point,Condition,Size,Test,Accuracy,/);
    expect(rows.slice(1).map((row) => row.split(',').at(-1))).toEqual(Array(3 * 5).fill('done'));
    const json = await out('figure.json');
    expect((await experiment('figure', '--json')).stdout).toBe(json);
    expect(JSON.parse(json)).toMatchObject({ name: 'study', stale: null, comparisons: [], conclusion: { headline: expect.stringMatching(/^Nothing can be said yet/) as string } });
    expect(await experiment('figure', '--out', 'figure.pdf')).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('figure.pdf: a figure is an .svg, .png, .csv or .json.') as string });
    // A browser draws it, where there is one.
    const png = await experiment('figure', '--out', 'figure.png');
    if (png.code === 0) expect((await readFile(path.join(folder, 'figure.png'))).subarray(1, 4).toString()).toBe('PNG');
    else expect(png).toMatchObject({ code: 1, stderr: expect.stringContaining('none is on this machine. Install one, name it in CHROMIUM, or write an .svg.') as string });
  });

  it('says beside plan, status and figure what is stale, and has none of it in the figure', async () => {
    expect(await experiment('run')).toMatchObject({ code: 0 });
    const file = path.join(folder, 'pairs.jsonl');
    const before = await readFile(file, 'utf8');
    try {
      await writeFile(file, before.slice(before.indexOf('\n') + 1));
      const said = `${file} changed since the last drive: 1 finished job is stale.\n`;
      for (const command of ['plan', 'status', 'figure']) expect(await experiment(command)).toMatchObject({ code: 0, stderr: said });
      for (const command of ['plan', 'status', 'figure']) expect(JSON.parse((await experiment(command, '--json')).stdout)).toMatchObject({ stale: { files: [file], jobs: 1 } });
      expect((await experiment('figure')).stdout).toMatch(/MNLI matched .* not done/);
    } finally {
      await writeFile(file, before);
    }
  });

  it('has nothing to stop where nothing is in a queue, and needs neither Slurm nor data to say so', async () => {
    try {
      await write({ base: 'none.gguf', data: { training: 'none.jsonl' } });
      expect(await experiment('stop')).toMatchObject({ code: 0, stdout: 'study: nothing to stop.\n' });
    } finally {
      await write({});
    }
  });

  it.each([
    ['a model that is not there', { base: 'none.gguf' }, 1, /There is no model file .*none\.gguf/],
    ['data that is not there', { data: { training: 'none.jsonl' } }, 1, /none\.jsonl: there is no such file/],
    // 60 different pairs, of which six are held out.
    ['more examples than the data has', { startingPoints: [0, 55] }, 2, /startingPoints: 55 are asked for, and there are 54 to train on\./],
    ['an unknown setting, with the nearest known one', { augmentationSize: [3] }, 2, /augmentationSize: there is no such setting\. Did you mean "augmentationSizes"\?/],
  ])('refuses %s before anything begins', async (_what, more, code, message) => {
    try {
      await write(more);
      for (const command of ['plan', 'run']) expect(await experiment(command)).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(message) as string });
    } finally {
      await write({});
    }
  });
});
