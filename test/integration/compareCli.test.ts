import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HansComparison, NliComparison } from '../../src/core/compare/comparison';
import type { FailuresJson } from '../../src/core/failures/json';
import { DiskFiles } from '../../src/storage/diskFiles';
import { DigestCache } from '../../src/storage/fileDigest';
import { FolderRunStore } from '../../src/storage/runs/folderRunStore';
import { importPredictions } from '../../src/workflows/importPredictions';
import { runCli } from '../fixtures/cli';

const shared = path.resolve('../shared/data/hans');
const hans = path.join(shared, 'heuristics_evaluation_set.txt');
const bert = path.join(shared, 'bert_preds.txt');

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'blind spot – à deux '));
  const ids = (await readFile(bert, 'utf8')).split('\n').slice(1, -1).map((line) => line.split(',')[0] ?? '');
  const predictions = (of: readonly string[], label: string): string => `pairID,gold_label\n${of.map((id) => `${id},${label}\n`).join('')}`;
  await writeFile(path.join(folder, 'always.txt'), predictions(ids, 'entailment'));
  await writeFile(path.join(folder, 'half.txt'), predictions(ids.slice(0, 15_000), 'neutral'));
  const line = (id: string, label: string): string => `${JSON.stringify({ id, premise: `p ${id}`, hypothesis: `h ${id}`, label })}\n`;
  await writeFile(path.join(folder, 'three.jsonl'), line('1', 'entailment') + line('2', 'neutral') + line('3', 'contradiction'));
  await writeFile(path.join(folder, 'elsewhere.jsonl'), line('x', 'entailment') + line('y', 'neutral'));
  await writeFile(path.join(folder, 'three-way.txt'), 'pairID,gold_label\n1,entailment\n2,contradiction\n3,contradiction\n');
  await writeFile(path.join(folder, 'two-way.txt'), 'pairID,gold_label\n1,entailment\n2,non-entailment\n3,entailment\n');
  await writeFile(path.join(folder, 'x.txt'), 'pairID,gold_label\nx,entailment\ny,neutral\n');
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** A run in the folder's `.blindspot/runs`, and its ID. */
async function importedRun(predictions: string, data: string): Promise<string> {
  const record = await importPredictions(
    { predictions: path.resolve(folder, predictions), data: path.resolve(folder, data), partial: true },
    {
      runs: new FolderRunStore(path.join(folder, '.blindspot', 'runs')),
      files: new DiskFiles(new DigestCache(folder)),
      versions: { blindspot: '0', node: '20' },
      now: () => 0,
      holder: 'test',
    },
  );
  return record.id;
}

describe('blindspot compare', () => {
  it("sets BERT's published predictions against always saying entailment: all of .164 is lost, .0536 won", async () => {
    const { code, stdout } = await runCli(folder, 'compare', bert, 'always.txt', '--data', hans, '--json');
    expect(code).toBe(0);
    const { common, cells, subcases, overall } = JSON.parse(stdout) as HansComparison;
    expect(common).toBe(30_000);
    // .9464 and .1640 of 5,000 are 4,732 and 820.
    expect(cells.lexical_overlap.entailment).toMatchObject({ a: 0.9464, b: 1, delta: 0.0536, fixed: 268, broken: 0 });
    expect(cells.lexical_overlap['non-entailment']).toMatchObject({ a: 0.164, b: 0, delta: -0.164, fixed: 0, broken: 820, within_band: true });
    expect(cells.lexical_overlap['non-entailment'].band?.sd).toBe(0.123);
    // 820 changes of one kind: 2 × 2^-820.
    expect(cells.lexical_overlap['non-entailment'].p).toBeCloseTo(2 ** -819, 250);
    expect(Object.keys(subcases)).toHaveLength(30);
    // 16,439 against 15,000 of 30,000: (820 + 193 + 806) lost, (268 + 34 + 78) won.
    expect(overall).toMatchObject({ fixed: 380, broken: 1819 });
  });

  it('says it in words, with the table and what the figures mean', async () => {
    const { stdout } = await runCli(folder, 'compare', bert, 'always.txt', '--data', hans);
    expect(stdout).toContain('A: bert_preds on heuristics_evaluation_set\nB: always on heuristics_evaluation_set\n');
    expect(stdout).toMatch(/^Lexical overlap +non-entailment +5,000 +16\.4 % +0\.0 % +−16\.4 +0 +820 +< \.001 +< \.001 +±34\.1$/m);
    expect(stdout).toContain('Lexical overlap, non-entailed: −16.4 points, p < .001, but within what a change of seed alone does (±34.1 points over 100 BERT seeds).');
    expect(stdout).toContain('Warning: B: 100.0 % of the answers are "entailment".');
    expect(stdout).toContain('McCoy, Min & Linzen 2020');
  });

  it('compares a run with a prediction file on what they have in common, and says what it left out', async () => {
    const run = await importedRun('half.txt', hans);
    const { code, stdout } = await runCli(folder, 'compare', run, bert, '--data', hans);
    expect(code).toBe(0);
    expect(stdout).toContain('Compared on the 15,000 examples that both runs have; 0 of A and 15,000 of B are left out');
  });

  it('lists what was broken as text and as JSON', async () => {
    const listed = await runCli(folder, 'compare', bert, 'always.txt', '--data', hans, '--failures', 'broken', '--subcase', 'ln_passive');
    expect(listed.code).toBe(0);
    expect(listed.stdout).toContain('Broken: right in bert_preds on heuristics_evaluation_set, wrong in always on heuristics_evaluation_set\n1,819 of 30,000 examples; shown: ');
    const { stdout } = await runCli(folder, 'compare', bert, 'always.txt', '--data', hans, '--failures', 'fixed', '--heuristic', 'lexical_overlap', '--json');
    const { failed, failures } = JSON.parse(stdout) as FailuresJson;
    expect([failed, failures.length]).toEqual([380, 268]);
    expect(failures[0]).toMatchObject({ gold: 'entailment', predicted: 'contradiction', other: { predicted: 'entailment' } });
  });

  it('takes a run of other data than --data names from its own data file, and refuses two without a common example', async () => {
    const other = await importedRun('x.txt', 'elsewhere.jsonl');
    const { code, stdout, stderr } = await runCli(folder, 'compare', other, 'three-way.txt', '--data', 'three.jsonl');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^blindspot: x on elsewhere and three-way on three have no example in common \(same pair ID.*\n$/);
  });

  it('compares three-way with two-way answers on two labels, and says so', async () => {
    const { stdout } = await runCli(folder, 'compare', 'three-way.txt', 'two-way.txt', '--data', 'three.jsonl', '--json');
    // Three-way, A has two of three right; on two labels, all.
    expect(JSON.parse(stdout)).toMatchObject({ two_way: true, overall: { a: 1, fixed: 0, broken: 1 } } satisfies { two_way: true; overall: Partial<NliComparison['overall']> });
    const { stdout: text } = await runCli(folder, 'compare', 'three-way.txt', 'two-way.txt', '--data', 'three.jsonl');
    expect(text).toContain('Compared on two labels');
  });

  it('is told in one sentence what is wrong: no data file, no such run, a filter without a list', async () => {
    expect(await runCli(folder, 'compare', bert, 'always.txt')).toMatchObject({ code: 2, stderr: expect.stringContaining('name the data file with --data') as string });
    expect(await runCli(folder, 'compare', 'nothing', 'always.txt', '--data', hans)).toMatchObject({ code: 1, stderr: expect.stringContaining('nothing') as string });
    expect(await runCli(folder, 'compare', bert, 'always.txt', '--data', hans, '--gold', 'neutral')).toMatchObject({ code: 2, stderr: expect.stringContaining('Add --failures.') as string });
  });
});

describe('blindspot report --failures', () => {
  it("lists BERT's failures of one subcase with the line of the data file", async () => {
    const { code, stdout } = await runCli(folder, 'report', bert, '--data', hans, '--failures', '--subcase', 'ln_passive');
    expect(code).toBe(0);
    // All of it: BERT's accuracy on ln_passive is 0.
    expect(stdout).toContain('ln_passive (lexical overlap, gold non-entailment): 1,000 of 1,000');
    const [, id = '', line = ''] = /^ {2}(ex\d+), line (\d+), temp\d+$/m.exec(stdout) ?? [];
    const row = (await readFile(hans, 'utf8')).split('\n')[Number(line) - 1];
    expect(row?.split('\t')).toContain(id);
  });

  it('gives the same as JSON, all 13,561 of them', async () => {
    const { stdout } = await runCli(folder, 'report', bert, '--data', hans, '--failures', '--json');
    const { failed, failures } = JSON.parse(stdout) as FailuresJson;
    // Wrong: 268 + 34 + 78 entailed, 4,180 + 4,807 + 4,194 non-entailed.
    expect([failed, failures.length]).toEqual([13_561, 13_561]);
  });

  it('refuses a filter that cannot be meant', async () => {
    expect(await runCli(folder, 'report', bert, '--data', hans, '--failures', '--heuristic', 'overlap')).toMatchObject({ code: 2 });
    expect(await runCli(folder, 'report', bert, '--data', hans, '--failures', '--confidence-at-least', '90')).toMatchObject({ code: 2, stderr: expect.stringContaining('between 0 and 1') as string });
    expect(await runCli(folder, 'report', bert, '--data', hans, '--failures', '--confidence-at-least', '0.9')).toMatchObject({ code: 2, stderr: expect.stringContaining('hold labels and no probabilities') as string });
    expect(await runCli(folder, 'report', bert, '--data', hans, '--template', 'temp1')).toMatchObject({ code: 2, stderr: expect.stringContaining('Add --failures.') as string });
  });
});
