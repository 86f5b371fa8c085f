import { mkdtemp, realpath, symlink } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../fixtures/cli';
import { encoder, movedAdapter, tinyLlama, vocabulary, wordlessLlama } from '../fixtures/models';

let folder: string;
beforeAll(async () => {
  folder = await realpath(await mkdtemp(path.join(tmpdir(), 'cards é ')));
  await symlink(await tinyLlama(), path.join(folder, 'tiny.gguf'));
  await symlink(await wordlessLlama(), path.join(folder, 'wordless.gguf'));
  await symlink(await movedAdapter(), path.join(folder, 'moved.gguf'));
});

describe('blindspot models card', () => {
  it('says what a file is and how the labels begin, and loads nothing', async () => {
    const { code, stdout } = await runCli(folder, 'models', 'card', 'tiny.gguf');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^random-tiny\n\nArchitecture {3}llama, 2 layers, \d+ wide\n/);
    expect(stdout).toMatch(/^Context {8}2,048 tokens$/m);
    expect(stdout).toMatch(/^Tokenizer {6}SentencePiece, 32,000 tokens$/m);
    // Llama-2's vocabulary: " ent" "ail" "ment", as its tokenizer.model has them.
    expect(stdout).toMatch(/^ {2}entailment {4}" ent" \(\d+\) "ail" \(\d+\) "ment" \(\d+\)$/m);
    expect(stdout).toContain('Before a prompt stands "<s>" (1).');
  });

  it('says why a model cannot tell the labels apart', async () => {
    const { code, stdout } = await runCli(folder, 'models', 'card', 'wordless.gguf');
    expect(code).toBe(0);
    expect(stdout).toContain('begin with the same token');
  });

  it('of an adapter names its rank and the file that it was trained on', async () => {
    const { stdout } = await runCli(folder, 'models', 'card', 'moved.gguf', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ header: { kind: 'adapter', architecture: 'llama', layers: 2, adapter: { base: 'ab'.repeat(32) } }, tokens: null, sha256: null });
  });

  it('describes what cannot be run too, and refuses what is no model', async () => {
    expect((await runCli(folder, 'models', 'card', await encoder())).stdout).toContain('is an encoder');
    expect((await runCli(folder, 'models', 'card', await vocabulary())).stdout).toContain('holds a vocabulary and no weights');
    const { code, stderr } = await runCli(folder, 'models', 'card', 'nothing.gguf');
    expect(code).toBe(1);
    expect(stderr).toContain('There is no model file');
  });
});

describe('blindspot models add', () => {
  it('knows an adapter from a model by the file', async () => {
    expect(JSON.parse((await runCli(folder, 'models', 'add', 'moved.gguf', '--json')).stdout)).toMatchObject({ id: 'moved', kind: 'adapter' });
    expect(JSON.parse((await runCli(folder, 'models', 'add', 'tiny.gguf', '--json')).stdout)).toMatchObject({ id: 'tiny', kind: 'model' });
  });
});

describe('blindspot models list', () => {
  it('says of each model what it needs, what its licence is and whether its sum is published', async () => {
    const { models } = JSON.parse((await runCli(folder, 'models', 'list', '--json')).stdout) as { models: { id: string; sha256?: string | null; memory?: number; licence?: { url: string } }[] };
    const llama = models.find(({ id }) => id === 'llama-2-7b-q8_0');
    expect(llama).toMatchObject({ sha256: expect.stringMatching(/^f1415d11/) as string, memory: 7_161_089_728 * 1.25 + 150e6, licence: { url: 'https://ai.meta.com/llama/license/' } });
  });

  it('says so to people too, with the licence’s link', async () => {
    const { stdout } = await runCli(folder, 'models', 'list');
    expect(stdout).toMatch(/^llama-2-7b-q8_0\n {4}Llama 2 7B \(Q8_0, 7\.2 GB; needs 9\.1 GB of .* memory\)\n {4}Llama 2 Community License, https:\/\/ai\.meta\.com\/llama\/license\/, to be accepted\n {4}not here yet: /m);
    expect(stdout).toMatch(/^tiny\n {4}tiny\.gguf \(your own, .*; needs .* of .* memory\)\n {4}.*tiny\.gguf$/m);
  });
});

describe('blindspot doctor', () => {
  it('finds an engine that works, and names no private path', async () => {
    const { code, stdout } = await runCli(folder, 'doctor', '--gpu', 'off', '--json');
    expect(code).toBe(0);
    const { findings } = JSON.parse(stdout) as { findings: { subject: string; standing: string; found: string }[] };
    expect(findings.map(({ subject }) => subject)).toEqual(['Blindspot', 'Node.js', 'Machine', 'Engine', 'GPU', 'Models folder', 'Working folder', 'uv', 'Python', 'Trainer', 'Slurm']);
    expect(findings.find(({ subject }) => subject === 'Engine')).toMatchObject({ standing: 'works', found: expect.stringContaining('on the CPU') as string });
    expect(findings.find(({ subject }) => subject === 'Models folder')?.found).toMatch(/^<models folder>, .* free$/);
    for (const path of [folder, homedir()]) expect(stdout).not.toContain(`${path}/`);
  });

  it('is read by people too', async () => {
    const { stdout } = await runCli(folder, 'doctor', '--gpu', 'off');
    expect(stdout).toMatch(/^ok {2}Engine +llama\.cpp /m);
  });
});
