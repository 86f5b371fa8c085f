import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { BiasReport } from '../../src/core/synthetic/biasReport';
import type { BiasVerdict } from '../../src/core/synthetic/biasVerdict';
import { runCli } from '../fixtures/cli';
import { writeLargeSet } from '../fixtures/largeSet';

const mnli = path.resolve('../shared/data/mnli/multinli_1.0_dev_matched.jsonl');

type Printed = BiasReport & { readonly file: string; readonly verdict: BiasVerdict; readonly reading: { readonly broken: readonly { line: number }[] } };

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'blind spot – biais '));
  const row = (id: number, label: string, hypothesis: string): string =>
    JSON.stringify({ id: `g${id}`, label, premise: 'The dog runs.', hypothesis, source: { sample: id } });
  const rows = Array.from({ length: 300 }, (_, id) =>
    id % 3 === 0 ? row(id, id % 2 === 0 ? 'e' : 'entailment', 'The dog runs.') : row(id, id % 3 === 1 ? 'neutral' : 'contradiction', 'The cat runs.'),
  );
  await writeFile(path.join(folder, 'biased.jsonl'), `${rows.join('\n')}\n{"label": "neutral"\n${row(300, 'entailment', 'It runs.')}\n`);
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('blindspot bias', () => {
  it('says that a biased set is likely to strengthen the heuristic, and from what number', async () => {
    const { code, stdout, stderr } = await runCli(folder, 'bias', 'biased.jsonl');
    expect(code).toBe(0);
    expect(stdout).toContain('Training on this set is likely to strengthen the lexical overlap heuristic. Entailment is the label of 100.0 %');
    expect(stdout).toContain('MNLI (matched development set)');
    expect(stderr).toMatch(/biased\.jsonl, line 301: left out: this is not JSON/);
    expect(stderr).toContain('labels in other spellings: “e” (50).');
  });

  it('prints the shape that scripts rely on', async () => {
    const { stdout } = await runCli(folder, 'bias', 'biased.jsonl', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      examples: 301,
      labels: { entailment: 101, neutral: 100, contradiction: 100 },
      full_overlap: { entailment: 100, neutral: 0, contradiction: 0 },
      not_full_overlap: { entailment: 1, neutral: 100, contradiction: 100 },
      p_entailment_given_full_overlap: { value: 1, interval: [expect.closeTo(0.963, 3), 1] },
      kept_by_biased_filter: 300,
      verdict: { code: 'strengthens' },
      reading: { broken: [{ line: 301 }], mapped: { e: 50 }, skipped: 0 },
    });
  });

  it('takes several sets, and another to hold them against', async () => {
    const { stdout } = await runCli(folder, 'bias', mnli, 'biased.jsonl', '--against', mnli, '--json');
    const [one, other] = JSON.parse(stdout) as Printed[];
    expect(one?.verdict).toMatchObject({ code: 'no-difference', reference: 'multinli_1.0_dev_matched.jsonl', difference_from_reference: { value: 0 } });
    expect(other?.verdict.code).toBe('strengthens');
  });

  it('tells sets of one name apart by their folders, the reference too', async () => {
    for (const name of ['a', 'b', 'c']) {
      await mkdir(path.join(folder, name));
      await copyFile(path.join(folder, 'biased.jsonl'), path.join(folder, name, 'train.jsonl'));
    }
    const { stdout } = await runCli(folder, 'bias', 'a/train.jsonl', 'b/train.jsonl', '--against', 'c/train.jsonl');
    expect(stdout).toMatch(/Full overlap +a\/train\.jsonl .*\nFull overlap +b\/train\.jsonl .*\nFull overlap +c\/train\.jsonl /);
  });

  it('measures a file of 300 MB without holding it in memory', async () => {
    await writeLargeSet(path.join(folder, 'large.jsonl'));
    vi.stubEnv('NODE_OPTIONS', '--max-old-space-size=100');
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    const { code, stdout } = await runCli(folder, 'bias', 'large.jsonl', '--json');
    await rm(path.join(folder, 'large.jsonl'));
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ examples: 20_000, full_overlap: { entailment: 5000, neutral: 0 }, kept_by_biased_filter: 15_000 });
  });

  it('refuses a file that is no set, and says so when there is none', async () => {
    await writeFile(path.join(folder, 'letter.txt'), 'Dear reader,\n');
    expect(await runCli(folder, 'bias', 'letter.txt')).toMatchObject({ code: 1, stderr: expect.stringContaining('no data file that Blindspot knows') as string });
    expect(await runCli(folder, 'bias', 'nowhere.jsonl')).toMatchObject({ code: 1, stderr: expect.stringContaining('there is no such file') as string });
    expect(await runCli(folder, 'bias')).toMatchObject({ code: 2 });
  });
});

describe('blindspot data', () => {
  async function ids(file: string): Promise<string[]> {
    const lines = (await readFile(path.join(folder, file), 'utf8')).trim().split('\n');
    return lines.map((line) => (JSON.parse(line) as { id: string }).id);
  }

  it('filter --biased writes the synthetic-biased set, with the source of each example', async () => {
    const { code, stdout } = await runCli(folder, 'data', 'filter', 'biased.jsonl', '--biased', '--out', 'kept.jsonl');
    expect([code, stdout]).toEqual([0, `${path.join(folder, 'kept.jsonl')}: 300 of 301 examples.\n`]);
    const [first] = (await readFile(path.join(folder, 'kept.jsonl'), 'utf8')).split('\n');
    expect(JSON.parse(first ?? '')).toEqual({ id: 'g0', label: 'e', premise: 'The dog runs.', hypothesis: 'The dog runs.', source: { sample: 0 } });
    expect(await runCli(folder, 'data', 'filter', 'biased.jsonl', '--out', 'kept.jsonl')).toMatchObject({ code: 2 });
    expect(await runCli(folder, 'data', 'filter', 'biased.jsonl', '--biased', '--out', 'biased.jsonl')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is the set itself') as string,
    });
  });

  it('sample draws by seed, a number of each label', async () => {
    const { stdout } = await runCli(folder, 'data', 'sample', 'biased.jsonl', '--per-label', '4', '--seed', '3', '--out', 'a.jsonl', '--json');
    expect(JSON.parse(stdout)).toEqual({ file: path.join(folder, 'a.jsonl'), examples: 12, of: 301, seed: 3 });
    await runCli(folder, 'data', 'sample', 'biased.jsonl', '--per-label', '4', '--seed', '3', '--out', 'b.jsonl');
    expect(await ids('b.jsonl')).toEqual(await ids('a.jsonl'));
    expect(await runCli(folder, 'data', 'sample', 'biased.jsonl', '--out', 'c.jsonl')).toMatchObject({ code: 2 });
    expect(await runCli(folder, 'data', 'sample', 'biased.jsonl', '--per-label', '101', '--out', 'c.jsonl')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('only 100 examples') as string,
    });
  });

  it('split writes both parts, which have no example in common and leave none out', async () => {
    await runCli(folder, 'data', 'split', 'biased.jsonl', '--per-label', '10', '--validation', 'v.jsonl', '--training', 't.jsonl');
    const [validation, training] = [await ids('v.jsonl'), await ids('t.jsonl')];
    expect([validation.length, training.length, new Set([...validation, ...training]).size]).toEqual([30, 271, 301]);
  });

  it('split writes neither part where one would take the place of the set, or of the other', async () => {
    const split = (validation: string, training: string): ReturnType<typeof runCli> =>
      runCli(folder, 'data', 'split', 'biased.jsonl', '--per-label', '10', '--validation', validation, '--training', training);
    await symlink(folder, path.join(folder, 'link'));
    expect(await split('w.jsonl', 'link/biased.jsonl')).toMatchObject({ code: 2, stderr: expect.stringContaining('link/biased.jsonl is the set itself') as string });
    expect(await split('w.jsonl', 'link/w.jsonl')).toMatchObject({ code: 2, stderr: expect.stringContaining('name the same file') as string });
    expect(await readdir(folder)).not.toContain('w.jsonl');
  });
});
