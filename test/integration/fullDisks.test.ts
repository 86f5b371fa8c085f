import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { hubDownload } from '../../src/engine/hubDownload';
import { runCli, startCli } from '../fixtures/cli';
import { downloadProgram } from '../fixtures/downloadProgram';
import { startFileServer } from '../fixtures/fileServer';
import { tinyLlama } from '../fixtures/models';

let folder: string;
let model: string;
let program: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'full disks '));
  model = await tinyLlama();
  program = await downloadProgram();
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

  it.runIf(asRoot)('because a download filled it: says so, and goes on to the file as it is when there is room', async () => {
    const content = randomBytes(48 * 1024 * 1024 + 12_345);
    const server = await startFileServer(content);
    onTestFinished(() => server.close());
    server.bytesPerStep = 256 * 1024;
    const place = await mount('full', 'size=30m');
    const download = () => hubDownload({ program })({ kind: 'hub', uri: server.uri('model.gguf') }, { folder: place, fileName: 'model.gguf' }, {});
    await expect(download()).rejects.toMatchObject({ code: 'disk', message: expect.stringMatching(/^The disk became full while .*model\.gguf was downloaded: make room/) as string });
    expect(await readdir(place)).toEqual(['model.gguf.ipull']);

    execFileSync('mount', ['-o', 'remount,size=100m', place]);
    server.served = 0;
    const file = await readFile((await download()).path);
    expect(createHash('sha256').update(file).digest('hex')).toBe(createHash('sha256').update(content).digest('hex'));
    expect(server.served).toBeLessThan(content.length * 0.75);
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
