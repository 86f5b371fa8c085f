import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, startCliAsAnybody } from '../fixtures/cli';
import { tinyLlama } from '../fixtures/models';

let folder: string;
let model: string;
const denied: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'permissions é '));
  model = path.join(folder, 'model.gguf');
  await copyFile(await tinyLlama(), model);
  expect(await runCli(folder, 'data', 'make', 'hans', '--per-subcase', '2', '--seed', '1', '--out', 'hans.tsv')).toMatchObject({ code: 0 });
});
afterAll(async () => {
  for (const place of denied) await chmod(place, 0o755);
  await rm(folder, { recursive: true, force: true });
});

/** Takes permissions away until the tests have ended. */
async function deny(place: string, mode: number): Promise<string> {
  await chmod(place, mode);
  denied.push(place);
  return place;
}

const evaluate = (...more: string[]): string[] => ['evaluate', '--model', model, '--gpu', 'off', '--threads', '1', '--limit', '5', ...more];

/** The one sentence of a refusal. */
async function refusal(args: readonly string[], environment?: Readonly<Record<string, string>>): Promise<string> {
  const { code, stdout, stderr } = await startCliAsAnybody(folder, args, environment).outcome;
  expect(stdout).toBe('');
  expect(stderr).not.toMatch(/\n\s+at /);
  expect(code).toBe(1);
  const told = stderr.split('\n').filter((line) => line.startsWith('blindspot: '));
  expect(told).toHaveLength(1);
  return told[0] ?? '';
}

// Windows keeps other permissions, and lets nobody take them away so.
describe.skipIf(process.platform === 'win32')('without the permission, blindspot evaluate says where and what to do:', () => {
  it('to write into the folder of runs', async () => {
    const runs = path.join(folder, 'sealed', '.blindspot', 'runs');
    await mkdir(runs, { recursive: true });
    await deny(runs, 0o555);
    expect(await refusal(evaluate('--data', 'hans.tsv', '--out', path.join(runs, 'first')))).toBe(
      `blindspot: Cannot make the folder ${path.join(runs, 'first')}: you have no permission. Change the permissions, or choose another.`,
    );
  });

  it('to write into a run that was begun; what it scored is kept, and it goes on when one may', async () => {
    const run = path.join(folder, 'begun');
    const goOn = evaluate('--data', 'hans.tsv', '--out', run);
    expect(await runCli(folder, ...goOn)).toMatchObject({ code: 0 });
    const journal = path.join(run, 'predictions.jsonl');
    const begun = `${(await readFile(journal, 'utf8')).split('\n')[0] ?? ''}\n`;
    await writeFile(journal, begun);
    await writeFile(path.join(run, 'run.json'), (await readFile(path.join(run, 'run.json'), 'utf8')).replace('"finished"', '"cancelled"'));
    await deny(run, 0o555);
    expect(await refusal(goOn)).toBe(`blindspot: Cannot write into ${run}: you have no permission. Change the permissions, or choose another.`);
    expect(await readFile(journal, 'utf8')).toBe(begun);
    await chmod(run, 0o755);
    expect(await startCliAsAnybody(folder, goOn).outcome).toMatchObject({ code: 0 });
    const all = await readFile(journal, 'utf8');
    expect(all.startsWith(begun)).toBe(true);
    expect(all.trimEnd().split('\n')).toHaveLength(5);
  });

  it('to read the data file', async () => {
    const data = path.join(folder, 'secret.tsv');
    await copyFile(path.join(folder, 'hans.tsv'), data);
    await deny(data, 0o000);
    expect(await refusal(evaluate('--data', data))).toBe(`blindspot: Cannot read the data file ${data}: you have no permission. Change the permissions, or choose another.`);
  });

  it('to read the model', async () => {
    const secret = path.join(folder, 'secret.gguf');
    await copyFile(model, secret);
    await deny(secret, 0o000);
    expect(await refusal(['evaluate', '--model', secret, '--data', 'hans.tsv'])).toBe(`blindspot: Cannot read the model ${secret}: you have no permission. Change the permissions, or choose another.`);
  });

  it('to write temporary files', async () => {
    const temporary = path.join(folder, 'temporary');
    await mkdir(temporary);
    await deny(temporary, 0o555);
    expect(await refusal(evaluate('--data', 'hans.tsv', '--out', path.join(folder, 'elsewhere')), { TMPDIR: temporary })).toBe(
      `blindspot: Cannot make a folder for temporary files in ${temporary}: you have no permission. Change the permissions, or choose another.`,
    );
  });
});

describe.skipIf(process.platform === 'win32')('without the permission', () => {
  it('to write into the folder of models, as on a cluster where others keep it, blindspot evaluate works all the same', async () => {
    const models = path.join(folder, 'shared models');
    await mkdir(models);
    await deny(models, 0o555);
    const { outcome } = startCliAsAnybody(folder, evaluate('--data', 'hans.tsv', '--out', 'of shared models'), { BLINDSPOT_MODELS: models });
    expect(await outcome).toMatchObject({ code: 0 });
  });
});
