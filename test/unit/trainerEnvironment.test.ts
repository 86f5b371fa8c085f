import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { isSetUp } from '../../src/training/environment';

it('counts the trainer as set up only while the Python is there that it was set up with', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'trainer é '));
  try {
    const looking = { folder: path.join(folder, 'environments'), trainer: path.join(folder, 'trainer'), environment: { PATH: folder }, signal: new AbortController().signal };
    await mkdir(looking.trainer);
    await writeFile(path.join(looking.trainer, 'requirements.txt'), 'torch==2.0\n');
    // An environment is called after the packages in it.
    const place = path.join(looking.folder, createHash('sha256').update('torch==2.0\n').digest('hex').slice(0, 12));
    const programs = path.join(place, process.platform === 'win32' ? 'Scripts' : 'bin');
    await mkdir(programs, { recursive: true });
    await writeFile(path.join(place, 'installed'), '');
    expect(await isSetUp(looking)).toBe(false);
    await writeFile(path.join(programs, process.platform === 'win32' ? 'python.exe' : 'python'), '');
    expect(await isSetUp(looking)).toBe(true);
  } finally {
    await rm(folder, { recursive: true });
  }
});
