import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { runCli } from '../fixtures/cli';
import { largeSetSize, writeLargeSet } from '../fixtures/largeSet';
import { tinyLlama } from '../fixtures/models';

const dataset = 'large.jsonl';
/** A third of what the set takes. */
const littleMemory = '--max-old-space-size=100';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'large sets – '));
  await writeLargeSet(path.join(folder, dataset));
});
afterEach(() => {
  vi.unstubAllEnvs();
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('a set of 300 MB is not held in memory', () => {
  it('where it is annotated', async () => {
    const child = fork(path.resolve('test/fixtures/annotateLargeSet.ts'), [folder, dataset], { execArgv: [littleMemory, '--import', 'tsx'] });
    const outcome = await new Promise((told, failed) => {
      child.once('message', told);
      child.once('exit', (code) => {
        failed(new Error(`It ended with ${code}.`));
      });
    });
    expect(outcome).toEqual({ decided: 20, total: largeSetSize, entailment: largeSetSize / 2, broken: 0 });
  });

  it('where two annotations of it are compared, and what was accepted is exported', async () => {
    const hash = createHash('sha256');
    await pipeline(createReadStream(path.join(folder, dataset)), hash);
    const sha256 = hash.digest('hex');
    const annotations = path.join(folder, '.blindspot', 'annotations');
    await mkdir(annotations, { recursive: true });
    const at = '2026-01-01T10:00:00.000Z';
    for (const [annotator, rare] of [['Anna', 'neutral'], ['Ben', 'contradiction']] as const) {
      // They disagree on every tenth.
      const decisions = Array.from({ length: largeSetSize }, (_, id) => ({ id: `g${id}`, decision: 'label', label: id % 10 === 0 ? rare : id % 2 === 0 ? 'entailment' : 'neutral', at }));
      const lines = [{ dataset, sha256, annotator, version: 1 }, ...decisions].map((line) => `${JSON.stringify(line)}\n`);
      await writeFile(path.join(annotations, `large.${annotator}.jsonl`), lines.join(''));
    }
    vi.stubEnv('NODE_OPTIONS', littleMemory);
    const { code, stdout } = await runCli(folder, 'annotations', '.blindspot/annotations/large.Anna.jsonl', '.blindspot/annotations/large.Ben.jsonl', '--export', 'accepted.jsonl', '--json');
    expect(code).toBe(0);
    const tenth = largeSetSize / 10;
    expect(JSON.parse(stdout)).toMatchObject({
      common: largeSetSize,
      pairs: [{ agreed: largeSetSize - tenth }],
      exported: { accepted: largeSetSize - tenth, discarded: 0, disputed: tenth, undecided: 0 },
    });
  });

  it('where generated pairs are looked for in it', async () => {
    const model = await tinyLlama();
    vi.stubEnv('NODE_OPTIONS', littleMemory);
    const { code, stderr } = await runCli(folder, 'generate', '--model', model, '--per-label', '1', '--max-tokens', '8', '--not-in', dataset, '--out', 'made.jsonl', '--gpu', 'off', '--threads', '1');
    expect([code, stderr]).toEqual([0, expect.any(String)]);
    const record = JSON.parse(await readFile(path.join(folder, 'made.generation.json'), 'utf8')) as { notIn: object[] };
    expect(record.notIn).toEqual([expect.objectContaining({ examples: largeSetSize, found: 0 })]);
  });
});
