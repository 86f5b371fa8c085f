import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, startCli } from '../fixtures/cli';
import { tinyLlama } from '../fixtures/models';

let folder: string;
let model: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'full disks '));
  model = await tinyLlama();
  expect(await runCli(folder, 'data', 'make', 'hans', '--per-subcase', '20', '--seed', '1', '--out', 'hans.tsv')).toMatchObject({ code: 0 });
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** One thread: llama.cpp's threads wait for each other by spinning, which is slow while other tests use the cores. */
const evaluate = (...more: string[]): string[] => ['evaluate', '--model', model, '--data', 'hans.tsv', '--gpu', 'off', '--threads', '1', ...more];

async function journalIds(run: string): Promise<string[]> {
  const text = await readFile(path.join(folder, run, 'predictions.jsonl'), 'utf8');
  return text.split('\n').slice(0, -1).map((line) => (JSON.parse(line) as { id: string }).id);
}

describe('a disk that will not take it', () => {
  const mounted: string[] = [];
  const mount = async (name: string, options: string): Promise<string> => {
    const place = path.join(folder, name);
    await mkdir(place);
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', place]);
    mounted.push(place);
    return place;
  };
  afterAll(() => {
    for (const place of mounted) execFileSync('umount', [place]);
  });
  const asRoot = process.getuid?.() === 0;

  it.runIf(asRoot)('because it is full: one sentence, the scored part stays readable, and the run goes on when there is room', async () => {
    const place = await mount('small', 'size=64k');
    const { code, stderr } = await runCli(folder, ...evaluate('--out', path.join(place, 'run')));
    expect(code).toBe(1);
    expect(stderr).toMatch(/blindspot: Cannot write .*: the disk is full\. Free some space and try again/);
    const kept = await journalIds('small/run');
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.length).toBeLessThan(600);

    execFileSync('mount', ['-o', 'remount,size=8m', place]);
    expect(await runCli(folder, ...evaluate('--out', path.join(place, 'run')))).toMatchObject({ code: 0 });
    const all = await journalIds('small/run');
    expect(all.slice(0, kept.length)).toEqual(kept);
    expect(new Set(all).size).toBe(600);
  });

  it.runIf(asRoot)('because the one for temporary files is full: says which', async () => {
    const place = await mount('temporary', 'size=4k');
    const { code, stderr } = await startCli(folder, evaluate('--out', 'elsewhere'), { TMPDIR: place }).outcome;
    expect(code).toBe(1);
    expect(stderr).toMatch(/blindspot: The engine could not write into the folder for temporary files, .*temporary.*: make room there/);
  });

  it.runIf(asRoot).each([
    ['run'],
    // As in a workspace that has no runs yet.
    ['.blindspot/runs/first'],
  ])('because it is read-only: one sentence, also with folders above it to make (%s)', async (run) => {
    const place = await mount(`sealed ${mounted.length}`, 'ro,size=64k');
    const { code, stderr } = await runCli(folder, ...evaluate('--out', path.join(place, run)));
    expect(code).toBe(1);
    expect(stderr).toMatch(/blindspot: Cannot make the folder .*: it is on a read-only disk/);
  });
});
