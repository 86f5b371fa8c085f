import { execFileSync } from 'node:child_process';
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, startCli } from '../fixtures/cli';
import { killEngine } from '../fixtures/engine';
import { tinyLlama } from '../fixtures/models';

/*
 * A model of random weights writes no examples, so what is compared is what it did write: the rejected
 * samples hold every text, in the order of the samples.
 */

const perLabel = 40;
let folder: string;
let model: string;
let undisturbed: Made;

interface Made {
  readonly set: string;
  readonly rejected: string;
}

/** One thread: llama.cpp's threads wait for each other by spinning, which is slow while other tests use the cores. */
const generate = (out: string, ...more: string[]): string[] => [
  ...['generate', '--model', model, '--per-label', String(perLabel), '--seed', '5', '--max-tokens', '24', '--gpu', 'off', '--threads', '1'],
  ...['--examples', 'real.jsonl', '--shots', '2', '--out', `${out}.jsonl`],
  ...more,
];

const read = (name: string): Promise<string> => readFile(path.join(folder, name), 'utf8');
const made = async (out: string): Promise<Made> => ({ set: await read(`${out}.jsonl`), rejected: await read(`${out}.rejected.jsonl`) });
const record = async (out: string): Promise<Record<string, unknown>> => JSON.parse(await read(`${out}.generation.json`)) as Record<string, unknown>;

async function samplesOf(out: string): Promise<string[]> {
  return (await read(`${out}.samples.jsonl`).catch(() => '')).split('\n').slice(0, -1);
}

async function untilSampled(out: string, count: number): Promise<void> {
  while ((await samplesOf(out)).length < count) await pause(20);
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'blind spot – génération '));
  model = await tinyLlama();
  const rows = ['entailment', 'neutral', 'contradiction'].flatMap((label) =>
    ['The lawyer', 'A doctor', 'The judge'].map((who) => JSON.stringify({ premise: `${who} saw the actor.`, hypothesis: `${who} was there.`, label })),
  );
  await writeFile(path.join(folder, 'real.jsonl'), `${rows.join('\n')}\n`);
  expect(await runCli(folder, ...generate('whole'))).toMatchObject({ code: 0 });
  undisturbed = await made('whole');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('blindspot generate', () => {
  it('makes the same set again, byte for byte', async () => {
    expect(undisturbed.rejected.split('\n')).toHaveLength(3 * perLabel + 1);
    await runCli(folder, ...generate('again'));
    expect(await made('again')).toEqual(undisturbed);
  });

  it('writes down how the set was made and what became of the samples', async () => {
    expect(await record('whole')).toMatchObject({
      state: 'finished',
      seed: 5,
      perLabel,
      shown: { shots: 2, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
      sampling: { temperature: 1, topP: 1, minP: 0, maxTokens: 24, grammar: false },
      counts: { samples: 3 * perLabel, total: 3 * perLabel, kept: 0 },
    });
    expect((await readdir(folder)).filter((name) => name.startsWith('whole.'))).toEqual([
      'whole.generation.json',
      'whole.jsonl',
      'whole.rejected.jsonl',
      'whole.samples.jsonl',
    ]);
  });

  it('cancelled by Ctrl+C leaves a set of what there is, exits with 130, and comes out the same when it goes on', async () => {
    const running = startCli(folder, generate('cancelled'));
    await untilSampled('cancelled', 20);
    running.process.kill('SIGINT');
    const { code, stderr } = await running.outcome;
    expect(code).toBe(130);
    expect(stderr).toContain('Cancelled. The same command goes on');
    const samples = (await samplesOf('cancelled')).length;
    expect(samples).toBeLessThan(3 * perLabel);
    expect(await record('cancelled')).toMatchObject({ state: 'cancelled', counts: { samples } });
    expect((await made('cancelled')).rejected.split('\n')).toHaveLength(samples + 1);

    expect(await runCli(folder, ...generate('cancelled'))).toMatchObject({ code: 0 });
    expect(await made('cancelled')).toEqual(undisturbed);
  });

  it('killed in the middle of a line goes on after the last whole one', async () => {
    const running = startCli(folder, generate('killed'));
    await untilSampled('killed', 20);
    running.process.kill('SIGKILL');
    await running.outcome;
    await appendFile(path.join(folder, 'killed.samples.jsonl'), `{"sample":"neutral-${perLabel - 1}","text":"The l`);
    expect(await runCli(folder, ...generate('killed'))).toMatchObject({ code: 0 });
    expect(await made('killed')).toEqual(undisturbed);
  });

  it('goes on with a new engine when its engine is killed', async () => {
    const running = startCli(folder, generate('crashed'));
    await untilSampled('crashed', 20);
    killEngine(running.process.pid);
    const { code, stderr } = await running.outcome;
    expect(code).toBe(0);
    expect(stderr).toContain('The engine stopped (killed by SIGKILL) and was started again (1 of 3)');
    expect(await made('crashed')).toEqual(undisturbed);
  });

  it('killed while it makes a set larger leaves the yield of the set that is there', async () => {
    await runCli(folder, ...generate('grown', '--per-label', '5'));
    const { counts: before } = (await record('grown')) as { counts: { labels: object; rejected: object } };
    const running = startCli(folder, generate('grown', '--per-label', '5000', '--not-in', 'real.jsonl', '--label-check', 'none'));
    await untilSampled('grown', 60);
    running.process.kill('SIGKILL');
    await running.outcome;
    const { labels, rejected } = before;
    expect(labels).toEqual({ entailment: { samples: 5, kept: 0 }, neutral: { samples: 5, kept: 0 }, contradiction: { samples: 5, kept: 0 } });
    expect(await record('grown')).toMatchObject({ state: 'running', notIn: [], labelCheck: false, counts: { total: 15_000, labels, rejected } });
    expect((await made('grown')).rejected.split('\n')).toHaveLength(16);
  });

  it('whose engine fails leaves a set of what there is, with its yield', async () => {
    const running = startCli(folder, generate('failed', '--per-label', '5000'));
    await untilSampled('failed', 20);
    const killing = setInterval(() => {
      killEngine(running.process.pid);
    }, 200);
    const { code, stderr } = await running.outcome.finally(() => {
      clearInterval(killing);
    });
    expect([code, stderr]).toEqual([1, expect.stringContaining('blindspot: The engine ')]);
    const samples = (await samplesOf('failed')).length;
    const { state, counts } = (await record('failed')) as { state: string; counts: { samples: number; labels: Record<string, { samples: number }> } };
    expect([state, counts.samples]).toEqual(['failed', samples]);
    expect(Object.values(counts.labels).reduce((sum, label) => sum + label.samples, 0)).toBe(samples);
    expect((await made('failed')).rejected.split('\n')).toHaveLength(samples + 1);
  });

  it('says which lines of the sets that it reads are left out, and uses the others with their labels in any spelling', async () => {
    const row = (premise: string, label: string): string => JSON.stringify({ premise, hypothesis: 'Somebody was there.', label });
    await writeFile(path.join(folder, 'torn.jsonl'), [row('A', '0'), '{"premise":"B"', row('C', 'n'), row('D', 'perhaps'), row('E', 'contradictory'), ''].join('\n'));
    const { code, stderr } = await runCli(folder, ...generate('torn-shown', '--per-label', '1', '--examples', 'torn.jsonl', '--shots', '1', '--not-in', 'torn.jsonl'));
    expect(code).toBe(0);
    expect(stderr.match(/torn\.jsonl, line 2: left out: this is not JSON .* The other broken lines: 1\./g)).toHaveLength(2);
    expect(await record('torn-shown')).toMatchObject({ notIn: [{ examples: 3 }] });
  });

  it('needs no model to sort the samples out again, nor to make a smaller set of them', async () => {
    const { code, stderr } = await runCli(folder, ...generate('whole', '--per-label', '10', '--not-in', 'real.jsonl'));
    expect(code).toBe(0);
    expect(stderr).not.toContain('Loading the model');
    const lines = undisturbed.rejected.split('\n');
    expect((await made('whole')).rejected.split('\n')).toEqual([...lines.slice(0, 30), '']);
    await runCli(folder, ...generate('whole'));
    expect(await made('whole')).toEqual(undisturbed);
  });
});

describe('blindspot generate refuses', () => {
  const bad = async (...args: string[]): Promise<string> => {
    const { code, stderr } = await runCli(folder, ...args);
    expect(code).not.toBe(0);
    return stderr;
  };

  it('to mix what was generated in different ways', async () => {
    expect(await bad(...generate('whole', '--seed', '6'))).toMatch(/whole\.jsonl was generated in another way: with another model, adapter, seed/);
    expect(await bad(...generate('whole', '--temperature', '0.7'))).toContain('was generated in another way');
    expect(await made('whole')).toEqual(undisturbed);
  });

  it('to write over a file that it did not make', async () => {
    expect(await bad(...generate('real'))).toMatch(/real\.jsonl is there already, and has no record of a generation beside it/);
    expect(await read('real.jsonl')).toContain('The lawyer saw the actor.');
  });

  it('a second writer, by the name of the first', async () => {
    const running = startCli(folder, generate('held', '--per-label', '5000'));
    await untilSampled('held', 20);
    expect(await bad(...generate('held', '--per-label', '5000'))).toMatch(/held\.jsonl is being written by blindspot generate \(process \d+ on /);
    running.process.kill('SIGINT');
    expect(await running.outcome).toMatchObject({ code: 130 });
  });

  it('a journal that somebody changed, by line', async () => {
    await runCli(folder, ...generate('changed', '--per-label', '5'));
    const lines = await samplesOf('changed');
    await writeFile(path.join(folder, 'changed.samples.jsonl'), [lines[0], 'oh', ...lines.slice(1), ''].join('\n'));
    expect(await bad(...generate('changed', '--per-label', '5'))).toMatch(/changed\.samples\.jsonl, line 2: this is no sample, and lines follow it/);
  });

  it('a model that cannot be loaded, and then goes on with another as if nothing had been', async () => {
    await writeFile(path.join(folder, 'no.gguf'), 'GGUF');
    expect(await bad(...generate('fresh', '--model', 'no.gguf'))).toMatch(/no\.gguf/);
    expect((await readdir(folder)).filter((name) => name.startsWith('fresh.'))).toEqual([]);
    await writeFile(path.join(folder, 'fresh.samples.jsonl'), '');
    expect(await runCli(folder, ...generate('fresh', '--per-label', '2'))).toMatchObject({ code: 0 });
  });

  it('a setting that no sampling has, by its option, and leaves nothing behind', async () => {
    expect(await bad(...generate('wrong', '--top-p', '0'))).toContain("option '--top-p <share>' argument '0' is invalid. A share above 0 and at most 1 is expected.");
    expect(await bad(...generate('wrong', '--per-label', '2000000000'))).toContain('A whole number from 1 to 1,000,000 is expected.');
    expect(await bad(...generate('wrong', '--seed', '9007199254740990'))).toContain('A whole number of at most 2251799813685247 is expected.');
    expect((await readdir(folder)).filter((name) => name.startsWith('wrong.'))).toEqual([]);
  });

  it('more tokens than there is room for, and then makes the set with fewer', async () => {
    expect(await bad(...generate('roomless', '--per-label', '2', '--max-tokens', '9000'))).toContain('which leaves no room for 9000 more');
    expect(await runCli(folder, ...generate('roomless', '--per-label', '2'))).toMatchObject({ code: 0 });
    expect((await made('roomless')).rejected.split('\n')).toHaveLength(7);
  });

  it('more examples to show than there are, and a number of them without a file', async () => {
    expect(await bad(...generate('few', '--shots', '4'))).toMatch(/real\.jsonl has 3 examples of entailment, and 4 of each label are to be shown/);
    expect(await bad('generate', '--model', model, '--per-label', '1', '--out', 'x.jsonl', '--shots', '4')).toContain('name the file with --examples');
    expect(await bad('generate', '--model', model, '--per-label', '1', '--out', 'x.txt')).toMatch(/x\.txt does not end in \.jsonl/);
  });
});

describe('a disk that is full', () => {
  const place = (): string => path.join(folder, 'small');
  afterAll(() => {
    if (process.getuid?.() === 0) execFileSync('umount', [place()]);
  });

  it.runIf(process.getuid?.() === 0)('ends it with one sentence, and with room it goes on to the same set', async () => {
    await mkdir(place());
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=20k', 'tmpfs', place()]);
    const { code, stderr } = await runCli(folder, ...generate('small/set'));
    expect(code).toBe(1);
    expect(stderr).toMatch(/blindspot: Cannot write .*: the disk is full\. Free some space and try again; what was written before is kept/);
    expect((await samplesOf('small/set')).length).toBeGreaterThan(0);

    execFileSync('mount', ['-o', 'remount,size=8m', place()]);
    expect(await runCli(folder, ...generate('small/set'))).toMatchObject({ code: 0 });
    expect(await made('small/set')).toEqual(undisturbed);
  });
});
