import { copyFile, cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HansReport } from '../../src/core/report/report';
import type { RunRecord } from '../../src/core/runs/record';
import { runCli, startCli } from '../fixtures/cli';
import { killEngine } from '../fixtures/engine';
import { cutShort, encoder, movedAdapter, tinyAdapter, tinyLlama, wideAdapter, wordlessLlama } from '../fixtures/models';

let folder: string;
let model: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'blind spot – tête à tête '));
  model = path.join(folder, 'mein kleines Modell – 小.gguf');
  await copyFile(await tinyLlama(), model);
  const made = await runCli(folder, 'data', 'make', 'hans', '--per-subcase', '20', '--seed', '1', '--out', 'hans.tsv');
  expect(made).toMatchObject({ code: 0, stdout: expect.stringContaining('600 examples, seed 1') as string });
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Of the warnings in a report's JSON. */
const codesOf = (json: string): readonly string[] => (JSON.parse(json) as { warnings: { code: string }[] }).warnings.map(({ code }) => code);

/** One thread: llama.cpp's threads wait for each other by spinning, which is slow while other tests use the cores. */
const evaluate = (...more: string[]): string[] => [
  ...['evaluate', '--model', model, '--data', 'hans.tsv', '--gpu', 'off', '--threads', '1'],
  ...more,
];

async function journalIds(run: string): Promise<string[]> {
  const text = await readFile(path.join(folder, run, 'predictions.jsonl'), 'utf8').catch(() => '');
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => (JSON.parse(line) as { id: string }).id);
}

async function record(run: string): Promise<RunRecord> {
  return JSON.parse(await readFile(path.join(folder, run, 'run.json'), 'utf8')) as RunRecord;
}

async function untilScored(run: string, count: number): Promise<void> {
  while ((await journalIds(run)).length < count) await pause(20);
}

describe('blindspot evaluate', () => {
  it('scores a stratified sample, and report says the same from the journal alone', async () => {
    const scored = await runCli(folder, ...evaluate('--per-subcase', '2', '--json'));
    expect(scored).toMatchObject({ code: 0 });
    const { run, ...report } = JSON.parse(scored.stdout) as HansReport & { run: string };
    expect(report.examples).toBe(60);
    expect(Object.values(report.subcases).every(({ total }) => total === 2)).toBe(true);
    expect(run).toMatch(/^mein-kleines-Modell-小-hans-[0-9a-f]{8}$/);

    const reported = await runCli(folder, 'report', run, '--json');
    expect(JSON.parse(reported.stdout)).toEqual(report);
  });

  it('writes down what was run: sums, prompt, label tokens, threads, versions', async () => {
    const { stdout } = await runCli(folder, ...evaluate('--per-subcase', '2', '--json'));
    const { run } = JSON.parse(stdout) as { run: string };
    const { source, data, selection, state } = await record(`.blindspot/runs/${run}`);
    if (source.kind !== 'model') throw new Error('not a model');
    expect(state).toBe('finished');
    expect(selection).toEqual({ kind: 'per-subcase', count: 2, seed: 1 });
    expect(data).toMatchObject({ format: 'hans', examples: 600, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
    expect(source.labelTokens.bos).toEqual({ id: 1, text: '<s>' });
    expect(source.labelTokens.labels.entailment.tokens[0]?.text).toBe(' ent');
    expect(source.prompt.endsWith('The relationship between premise and hypothesis is')).toBe(true);
  });

  it('run again does not score again', async () => {
    await runCli(folder, ...evaluate('--per-subcase', '2', '--out', 'again'));
    const before = await record('again');
    const second = await runCli(folder, ...evaluate('--per-subcase', '2', '--out', 'again'));
    expect(second.code).toBe(0);
    expect(second.stderr).not.toContain('Loading the model');
    expect(await record('again')).toEqual(before);
  });

  it('goes on after a SIGKILL where the journal ends: nothing twice, nothing missing, the same scores', async () => {
    const first = startCli(folder, evaluate('--out', 'killed'));
    await untilScored('killed', 60);
    first.process.kill('SIGKILL');
    await first.outcome;
    const before = await journalIds('killed');
    expect(before.length).toBeLessThan(600);

    expect(await runCli(folder, ...evaluate('--out', 'killed', '--resume'))).toMatchObject({ code: 0 });
    const ids = await journalIds('killed');
    expect(ids.slice(0, before.length)).toEqual(before);
    expect(new Set(ids).size).toBe(600);
    expect(ids).toHaveLength(600);

    const undisturbed = JSON.parse((await runCli(folder, ...evaluate('--json'))).stdout) as { run: string };
    const { run, ...whole } = undisturbed;
    expect(JSON.parse((await runCli(folder, 'report', 'killed', '--json')).stdout)).toEqual(whole);
    expect(run).toBeTruthy();
  });

  it('goes on with another engine when the first was killed, and scores nothing twice', async () => {
    const running = startCli(folder, evaluate('--out', 'crashed'));
    await untilScored('crashed', 60);
    killEngine(running.process.pid);
    const { code, stderr } = await running.outcome;
    expect(code).toBe(0);
    expect(stderr).toContain('The engine stopped (killed by SIGKILL) and was started again (1 of 3)');
    const ids = await journalIds('crashed');
    expect([ids.length, new Set(ids).size]).toEqual([600, 600]);
  });

  it('cancelled by Ctrl+C keeps what it scored, says so and exits with 130', async () => {
    const running = startCli(folder, evaluate('--out', 'cancelled'));
    await untilScored('cancelled', 30);
    running.process.kill('SIGINT');
    const { code, stderr } = await running.outcome;
    expect(code).toBe(130);
    expect(stderr).toContain('Cancelled. The same command goes on');
    expect(await record('cancelled')).toMatchObject({ state: 'cancelled' });
    expect((await journalIds('cancelled')).length).toBeGreaterThanOrEqual(30);
  });

  it('comes to its end when nobody reads any more what it tells, as in a terminal that was closed', async () => {
    const unread = startCli(folder, evaluate('--per-subcase', '3', '--out', 'unread', '--json'));
    unread.process.stderr?.destroy();
    expect(await unread.outcome).toMatchObject({ code: 0, stdout: expect.stringContaining('"heuristics"') as string });
    expect(await record('unread')).toMatchObject({ state: 'finished' });
  });

  it('is refused while another process writes to the run, with the name of that process', async () => {
    const first = startCli(folder, evaluate('--out', 'held'));
    await untilScored('held', 1);
    const second = await runCli(folder, ...evaluate('--out', 'held'));
    expect(second.code).toBe(1);
    expect(second.stderr).toMatch(new RegExp(`is being written by blindspot evaluate \\(process ${first.process.pid} on `));
    first.process.kill('SIGINT');
    await first.outcome;
  });

  it('warns of an adapter that says it was trained on another file, and keeps what it said', async () => {
    const outcome = await runCli(folder, ...evaluate('--limit', '5', '--adapter', await movedAdapter(), '--out', 'moved', '--json'));
    expect(outcome).toMatchObject({ code: 0, stderr: expect.stringMatching(/moved-adapter\.gguf was trained on another file than .*小\.gguf \(SHA-256 abababababab…, not/) as string });
    expect((await record('moved')).source).toMatchObject({ adapter: { base: 'ab'.repeat(32) } });
    for (const { stdout } of [outcome, await runCli(folder, 'report', 'moved', '--json')]) {
      expect(codesOf(stdout)).toContain('other-base');
    }
  });

  it('is told in its report where the same model was also run in another quantisation', async () => {
    await runCli(folder, ...evaluate('--limit', '5', '--seed', '77', '--json'));
    const runs = path.join(folder, '.blindspot', 'runs');
    const [name = ''] = await readdir(runs);
    const text = await readFile(path.join(runs, name, 'run.json'), 'utf8');
    await cp(path.join(runs, name), path.join(runs, 'coarser'), { recursive: true });
    await writeFile(path.join(runs, 'coarser', 'run.json'), text.replace(/"quantization": ?"[^"]+"/, '"quantization": "Q2_K"'));
    const report = await runCli(folder, 'report', name);
    expect(report.stdout).toMatch(/Warning: ".*" was also run in Q2_K on this data, and here in /);
    expect(codesOf((await runCli(folder, 'report', name, '--json')).stdout)).toContain('quantization-differs');
  });

  it('with an adapter is another run with other scores', async () => {
    const plain = await runCli(folder, ...evaluate('--limit', '30', '--out', 'plain', '--json'));
    const adapted = await runCli(folder, ...evaluate('--limit', '30', '--adapter', await tinyAdapter(), '--out', 'adapted', '--json'));
    expect([plain.code, adapted.code]).toEqual([0, 0]);
    const [one, other] = await Promise.all(['plain', 'adapted'].map((run) => readFile(path.join(folder, run, 'predictions.jsonl'), 'utf8')));
    expect(one).not.toEqual(other);
  });
});

describe('wrong use', () => {
  it.each([
    ['an unknown option', ['evaluate', '--model', 'x', '--data', 'y', '--modle', 'x'], "unknown option '--modle'"],
    ['a missing option', ['evaluate', '--model', 'x'], "required option '--data"],
    ['two selections at once', ['evaluate', '--model', 'x', '--data', 'y', '--limit', '1', '--per-subcase', '1'], 'cannot be used with option'],
    ['a number that is none', ['evaluate', '--model', 'x', '--data', 'y', '--limit', 'many'], 'A number is expected'],
  ])('with %s exits with 2', async (_, args, message) => {
    const { code, stderr } = await runCli(folder, ...args);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe('bad input exits with 1 and one sentence, without a stack trace:', () => {
  const bad = async (args: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await runCli(folder, ...args);
    expect(stdout).toBe('');
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(code).toBe(1);
    const told = stderr.split('\n').filter((line) => line.startsWith('blindspot: '));
    expect(told).toHaveLength(1);
    return told[0] ?? '';
  };

  it('a model that is not there', async () => {
    expect(await bad(['evaluate', '--model', 'no-such.gguf', '--data', 'hans.tsv'])).toContain('There is no model file');
  });

  it('more threads than there are cores', async () => {
    const threads = availableParallelism() + 1;
    expect(await bad(['evaluate', '--model', model, '--data', 'hans.tsv', '--limit', '1', '--out', 'wide', '--threads', String(threads)])).toContain(`${threads} threads were asked for`);
    await writeFile(path.join(folder, 'wide.json'), JSON.stringify({ task: 'classifier', base: model, data: 'hans.tsv', out: 'wide.gguf', threads }));
    expect(await bad(['train', 'wide.json'])).toContain(`${threads} threads were asked for`);
  });

  it('and with --verbose where in the program it was found', async () => {
    const { code, stderr } = await runCli(folder, '--verbose', 'evaluate', '--model', 'no-such.gguf', '--data', 'hans.tsv');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^blindspot: There is no model file.*\n[\s\S]*\n\s+at /m);
  });

  it('a file that is no GGUF, and leaves no run behind', async () => {
    await writeFile(path.join(folder, 'letter.gguf'), 'Dear reader, this is a letter and no model.');
    expect(await bad(['evaluate', '--model', 'letter.gguf', '--data', 'hans.tsv', '--out', 'nothing'])).toMatch(/letter\.gguf.*not a GGUF/);
    expect(await readdir(folder)).not.toContain('nothing');
  });

  it.each([
    ['a GGUF that is cut short', () => tinyLlama().then((whole) => cutShort(whole, 5_000_000, path.join(folder, 'half.gguf'))), /half\.gguf is cut short/],
    ['an encoder', encoder, /encoder\.gguf/],
    ['labels that begin with one token', wordlessLlama, /begin with the same token/],
  ])('%s', async (_, file, sentence) => {
    expect(await bad(['evaluate', '--model', await file(), '--data', 'hans.tsv', '--gpu', 'off', '--threads', '1'])).toMatch(sentence);
  });

  it('an adapter of another model', async () => {
    expect(await bad(evaluate('--adapter', await wideAdapter()))).toContain('wide-adapter.gguf');
  });

  it('an empty data file, and one of another kind', async () => {
    await writeFile(path.join(folder, 'empty.tsv'), '');
    await writeFile(path.join(folder, 'letter.txt'), 'Dear reader');
    expect(await bad(['evaluate', '--model', model, '--data', 'empty.tsv'])).toContain('empty.tsv is empty');
    expect(await bad(['evaluate', '--model', model, '--data', 'letter.txt'])).toContain('this is no data file that Blindspot knows');
  });

  it('a row cut short, by file, line and field', async () => {
    const lines = (await readFile(path.join(folder, 'hans.tsv'), 'utf8')).split('\n');
    await writeFile(path.join(folder, 'torn.tsv'), [lines[0], lines[1], (lines[2] ?? '').slice(0, 40)].join('\n'));
    expect(await bad(['report', 'letter.txt', '--data', 'torn.tsv'])).toMatch(/torn\.tsv, line 3: field "heuristic" is missing: the row has 2 of 11 fields/);
  });

  it('prediction files with unknown, repeated or missing ids, or another header', async () => {
    const write = (name: string, text: string): Promise<void> => writeFile(path.join(folder, name), text);
    await write('unknown.csv', 'pairID,gold_label\nzz1,entailment\n');
    await write('repeated.csv', 'pairID,gold_label\nex0,entailment\nex0,entailment\n');
    await write('missing.csv', 'pairID,gold_label\nex0,entailment\n');
    await write('header.csv', 'id;label\nex0;entailment\n');
    const report = (name: string): string[] => ['report', name, '--data', 'hans.tsv'];
    expect(await bad(report('repeated.csv'))).toContain('pair ID "ex0" comes twice');
    expect(await bad([...report('unknown.csv'), '--partial'])).toContain('1 pair ID is not in the data file, first "zz1"');
    expect(await bad(report('missing.csv'))).toContain('599 examples of the data file have no prediction, first "ex1"');
    expect(await bad(report('header.csv'))).toContain('a prediction file begins with the header "pairID,gold_label"');
    expect(await runCli(folder, ...report('missing.csv'), '--partial')).toMatchObject({ code: 0 });
  });

  it('a data file that was changed since the run', async () => {
    await copyFile(path.join(folder, 'hans.tsv'), path.join(folder, 'changing.tsv'));
    await runCli(folder, 'evaluate', '--model', model, '--data', 'changing.tsv', '--gpu', 'off', '--threads', '1', '--limit', '5', '--out', 'changing');
    await writeFile(path.join(folder, 'changing.tsv'), (await readFile(path.join(folder, 'hans.tsv'), 'utf8')).replace('.', '!'));
    expect(await bad(['report', './changing'])).toMatch(/changing\.tsv is not the file that run .* scored: its SHA-256 differs/);
  });

  it('a folder that holds another run', async () => {
    await runCli(folder, ...evaluate('--limit', '5', '--out', 'taken'));
    expect(await bad(evaluate('--limit', '6', '--out', 'taken'))).toContain('holds another run');
  });

  it('--resume with nothing to go on with', async () => {
    expect(await bad(evaluate('--limit', '7', '--resume'))).toContain('There is no earlier run of this model');
  });
});
