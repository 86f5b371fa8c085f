import { copyFile, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, startCli, type Outcome } from '../fixtures/cli';
import { tiedLlama, tinyAdapter, tinyLlama, wideAdapter } from '../fixtures/models';
import { trainerTools } from '../../scripts/trainerTools';

let folder: string;

beforeAll(async () => {
  await trainerTools();
  folder = await mkdtemp(path.join(tmpdir(), 'blind spot – fusion '));
  const rows = ['entailment', 'neutral', 'contradiction'].flatMap((label, place) =>
    Array.from({ length: 10 }, (_, n) => JSON.stringify({ id: `${label}${n}`, premise: `A man of ${n} sleeps.`, hypothesis: `He is ${place * n}.`, label })),
  );
  await writeFile(path.join(folder, 'pairs.jsonl'), `${rows.join('\n')}\n`);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function merge(...more: string[]): Promise<Outcome> {
  return runCli(folder, 'models', 'merge', '--model', await tinyLlama(), '--adapter', await tinyAdapter(), '--threads', '1', ...more);
}

interface Told {
  readonly bytes: { readonly merged: number; readonly base: number };
  readonly changed: number;
  readonly agreement: { readonly largest: number; readonly prompts: number; readonly sameAnswer: number };
  readonly accuracy: { readonly merged: { readonly total: number; readonly correct: number }; readonly pair: { readonly correct: number } } | null;
}

describe('blindspot models merge', { timeout: 120_000 }, () => {
  it('writes one model that answers as base and adapter do together', async () => {
    const outcome = await merge('--type', 'F16', '--out', 'whole.gguf', '--data', 'pairs.jsonl', '--limit', '20', '--json');
    expect(outcome).toMatchObject({ code: 0 });
    const told = JSON.parse(outcome.stdout) as Told;
    // Seven matrices in each of two layers. Without the adapter the answers are off by more than 1.
    expect(told).toMatchObject({ changed: 14, agreement: { prompts: 20, sameAnswer: 20 }, accuracy: { merged: { total: 20 } } });
    expect(told.agreement.largest).toBeLessThan(0.02);
    expect(told.accuracy?.merged.correct).toBe(told.accuracy?.pair.correct);
    expect(told.bytes.merged).toBeLessThan(0.55 * told.bytes.base);

    const evaluated = await runCli(folder, 'evaluate', '--model', 'whole.gguf', '--data', 'pairs.jsonl', '--threads', '1', '--gpu', 'off', '--json');
    expect(evaluated).toMatchObject({ code: 0 });
  });

  it('compares on prompts of its own where no data is named, and says sizes and differences', async () => {
    const outcome = await merge('--scale', '0.5', '--out', 'whole8.gguf');
    expect(outcome.stdout).toMatch(
      /whole8\.gguf: 14 matrices changed, Q8_0, \d+ MB \(the base: \d+ MB\)\.\nLabel log-probabilities differ from those of base and adapter by at most 0\.\d{4} \(mean 0\.\d{4}; same answer to \d\d of 50 prompts\)\.\n$/,
    );
  });

  it('refuses an adapter of another model before it writes anything', async () => {
    const outcome = await merge('--adapter', await wideAdapter(), '--out', 'wrong.gguf');
    expect(outcome).toMatchObject({ code: 1, stderr: expect.stringContaining('was made for another model') as string });
    expect(await readdir(folder)).not.toContainEqual(expect.stringContaining('wrong'));
  });

  it('does not write over what it reads', async () => {
    await copyFile(await tiedLlama(), path.join(folder, 'mine.gguf'));
    const outcome = await merge('--model', 'mine.gguf', '--out', './mine.gguf');
    expect(outcome).toMatchObject({ code: 2, stderr: expect.stringContaining('give the merged model another name') as string });
    expect(await readFile(path.join(folder, 'mine.gguf'))).toEqual(await readFile(await tiedLlama()));
  });

  it('cancelled, leaves nothing under the name', async () => {
    const running = startCli(folder, ['models', 'merge', '--model', await tinyLlama(), '--adapter', await tinyAdapter(), '--out', 'none.gguf', '--threads', '1']);
    await running.said(' %');
    running.process.kill('SIGTERM');
    expect(await running.outcome).toMatchObject({ code: 130 });
    expect(await readdir(folder)).not.toContainEqual(expect.stringContaining('none.gguf'));
  });
});
