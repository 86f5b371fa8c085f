import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { writePng } from '../../src/storage/experiments/svgPicture';

afterEach(() => vi.unstubAllEnvs());

it('does not take an earlier picture for one that the browser failed to draw', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'picture é '));
  try {
    const file = path.join(folder, 'figure.png');
    await writeFile(file, 'an earlier picture');
    // A program that is no browser ends with an error and draws nothing.
    vi.stubEnv('CHROMIUM', process.execPath);
    await expect(writePng(file, '<svg/>', new AbortController().signal)).rejects.toThrow(/drew no .*figure\.png \(exit code 9\)\. .* Write an \.svg instead\./);
    expect(await readFile(file, 'utf8')).toBe('an earlier picture');
  } finally {
    await rm(folder, { recursive: true });
  }
});
