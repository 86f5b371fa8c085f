import { copyFile, mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunRecord } from '../../src/core/runs/record';
import { runCli } from '../fixtures/cli';
import { movedAdapter, tinyAdapter, tinyLlama, wideAdapter } from '../fixtures/models';

let folder: string;
let model: string;
let adapters: readonly [string, string];

const evaluate = (...more: readonly string[]): string[] => ['evaluate', '--model', model, '--gpu', 'off', '--threads', '1', '--per-subcase', '1', '--json', ...more];
/** A workspace of its own, with the same data. */
const workspace = async (name: string): Promise<string> => {
  const made = path.join(folder, name);
  await mkdir(made);
  for (const file of ['one.tsv', 'other.tsv']) await copyFile(path.join(folder, file), path.join(made, file));
  return made;
};
/** Of what `--json` printed: one report, or a list of them. */
const idsIn = (stdout: string): string[] => [JSON.parse(stdout) as { run: string } | { run: string }[]].flat().map(({ run }) => run);

/** Each run by its ID: its journal as it is, and its record without times and places. */
async function runsIn(place: string): Promise<Readonly<Record<string, unknown>>> {
  const root = path.join(place, '.blindspot', 'runs');
  const runs = (await readdir(root)).sort().map(async (id) => {
    const { times: _, data, ...record } = JSON.parse(await readFile(path.join(root, id, 'run.json'), 'utf8')) as RunRecord;
    return [id, { ...record, data: { ...data, file: path.basename(data.file) }, journal: await readFile(path.join(root, id, 'predictions.jsonl'), 'utf8') }] as const;
  });
  return Object.fromEntries(await Promise.all(runs));
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'many runs '));
  model = path.join(folder, 'model.gguf');
  await copyFile(await tinyLlama(), model);
  adapters = [await tinyAdapter(), await movedAdapter()];
  for (const [seed, file] of ['one.tsv', 'other.tsv'].entries()) {
    expect(await runCli(folder, 'data', 'make', 'hans', '--per-subcase', '2', '--seed', String(seed), '--out', file)).toMatchObject({ code: 0 });
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('evaluate with several adapters and data files', () => {
  it('makes of each, and of the base, the run that it makes of it alone', async () => {
    const [together, apart] = [await workspace('together'), await workspace('apart')];
    const outcome = await runCli(together, ...evaluate('--with-base', '--adapter', ...adapters, '--data', 'one.tsv', 'other.tsv'));
    expect(outcome).toMatchObject({ code: 0, stderr: expect.stringMatching(/^1 of 6: model on one\n.*^6 of 6: model \+ moved-adapter on other\n/ms) as string });
    expect(outcome.stderr.match(/Run \S+: 30 examples scored\./g)).toHaveLength(6);

    const alone: string[] = [];
    for (const adapter of [[], ...adapters.map((file) => ['--adapter', file])]) {
      for (const data of ['one.tsv', 'other.tsv']) alone.push(...idsIn((await runCli(apart, ...evaluate(...adapter, '--data', data))).stdout));
    }
    expect(idsIn(outcome.stdout)).toEqual(alone);
    expect(new Set(alone).size).toBe(6);
    expect(await runsIn(together)).toEqual(await runsIn(apart));
  });

  it('goes on with the others where one cannot be done, and ends with its reason', async () => {
    const place = await workspace('broken');
    const { code, stdout, stderr } = await runCli(place, ...evaluate('--adapter', adapters[0], await wideAdapter(), adapters[1], '--data', 'one.tsv'));
    expect(code).toBe(1);
    expect(idsIn(stdout)).toHaveLength(2);
    expect(stderr).toMatch(/^blindspot: 1 of 3 runs did not come to their end\. The first: The adapter .*wide-adapter\.gguf was made for another model/m);
  });

  it('goes on where it was cut off', async () => {
    const place = await workspace('again');
    const first = idsIn((await runCli(place, ...evaluate('--adapter', adapters[0], '--data', 'one.tsv'))).stdout);
    const before = await readFile(path.join(place, '.blindspot', 'runs', first[0] ?? '', 'run.json'), 'utf8');
    const both = await runCli(place, ...evaluate('--with-base', '--adapter', adapters[0], '--data', 'one.tsv'));
    expect(idsIn(both.stdout)[1]).toBe(first[0]);
    expect(await readFile(path.join(place, '.blindspot', 'runs', first[0] ?? '', 'run.json'), 'utf8')).toBe(before);
  });

  it('refuses one folder for all of them before anything is loaded', async () => {
    const place = await workspace('one folder');
    const refused = await runCli(place, ...evaluate('--adapter', ...adapters, '--data', 'one.tsv', '--out', 'run'));
    expect(refused).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('--out names the folder of one run, and these are 2. Leave it out') as string });
  });
});
