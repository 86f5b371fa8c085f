import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { trainerBytes } from '../../src/core/training/trainerRoom';
import { sizeWhenSetUp, trainerPython, type EnvironmentOptions } from '../../src/training/environment';
import { Fetching } from '../../src/training/fetching';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'trainer é '));
  await mkdir(path.join(folder, 'trainer'));
  await writeFile(path.join(folder, 'trainer', 'requirements.txt'), 'torch==2.0\n');
});
afterEach(() => rm(folder, { recursive: true }));

const looking = () => ({ folder: path.join(folder, 'environments'), trainer: path.join(folder, 'trainer'), environment: { PATH: `${folder}:/usr/bin:/bin` }, signal: new AbortController().signal });

/** An environment is called after the packages in it. */
const place = () => path.join(looking().folder, createHash('sha256').update('torch==2.0\n').digest('hex').slice(0, 12));

it('counts the trainer as set up only while the Python is there that it was set up with', async () => {
  const programs = path.join(place(), process.platform === 'win32' ? 'Scripts' : 'bin');
  await mkdir(programs, { recursive: true });
  await writeFile(path.join(place(), 'installed'), '');
  expect(await sizeWhenSetUp(looking())).toBeNull();
  await writeFile(path.join(programs, process.platform === 'win32' ? 'python.exe' : 'python'), 'x'.repeat(100_000));
  expect(await sizeWhenSetUp(looking())).toBeGreaterThanOrEqual(100_000);
});

describe.runIf(process.platform === 'linux')('setting up the trainer', () => {
  /** A program that says what uv says, and does nothing else. */
  async function standInForUv(install: string): Promise<void> {
    const file = path.join(folder, 'uv');
    await writeFile(file, `#!/bin/sh\ncase "$1" in\n--version) echo "uv 0.13.9" ;;\nvenv) for last; do :; done; mkdir -p "$last/bin"; touch "$last/bin/python" ;;\npip) ${install} ;;\nesac\n`);
    await chmod(file, 0o755);
  }

  const settingUp = (more: Partial<EnvironmentOptions> = {}): Promise<string> => trainerPython({ ...looking(), onProgress: () => undefined, ...more });

  it('tells what is fetched now, and how far the disk has filled', async () => {
    await standInForUv('echo " Downloading torch (858.1MiB)" >&2; echo "Downloading numpy (16.0MiB)" >&2; sleep 1.5; echo " Downloaded numpy" >&2; echo "Prepared 2 packages in 3s" >&2');
    const told: string[] = [];
    expect(await settingUp({ onProgress: (doing) => told.push(doing) })).toBe(path.join(place(), 'bin', 'python'));
    expect(told[0]).toBe('Making a Python environment for the trainer');
    const about = told.filter((line) => line.startsWith('Setting up the trainer (once): ')).map((line) => line.replace(/^.*?: /, ''));
    expect(about[0]).toMatch(/^fetching torch \(858\.1MiB\); about \d+ MB of 6\.0 GB on the disk$/);
    expect(about.join('\n')).toMatch(/^fetching torch \(858\.1MiB\) and 1 more; about /m);
    expect(about.join('\n')).toMatch(/^fetching torch \(858\.1MiB\), 1 is there; about /m);
    expect(about.at(-1)).toMatch(/^installing what was fetched; about /);
    expect(await readdir(looking().folder)).toEqual([path.basename(place())]);
  });

  it('ends at once when it is cancelled, and leaves nothing of it on the disk', async () => {
    await standInForUv('echo "Downloading torch (858.1MiB)" >&2; sleep 60');
    const stop = new AbortController();
    const begun = Date.now();
    const set = settingUp({
      signal: stop.signal,
      onProgress: (doing) => {
        if (doing.includes('torch')) stop.abort(new Error('cancelled'));
      },
    });
    await expect(set).rejects.toThrow('cancelled');
    expect(Date.now() - begun).toBeLessThan(20_000);
    await pause(50);
    expect(await readdir(looking().folder)).toEqual([]);
  });

  it.runIf(process.getuid?.() === 0)('says how much room it takes, and where there is too little', async () => {
    await standInForUv('exit 1');
    const small = looking().folder;
    await mkdir(small);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=50m', 'tmpfs', small]);
    try {
      await expect(settingUp()).rejects.toMatchObject({
        code: 'disk',
        message: `To set up the trainer takes about 6.0 GB, and ${small} has 52 MB free. Make room there, or name another folder in the variable BLINDSPOT_TRAINER.`,
      });
    } finally {
      execFileSync('umount', [small]);
    }
  });

  it('takes three times as much on Linux, where torch comes with CUDA', () => {
    expect([trainerBytes('linux'), trainerBytes('darwin')]).toEqual([6e9, 2e9]);
  });
});

describe('what is being fetched', () => {
  const after = (...lines: string[]): string => {
    const fetching = new Fetching();
    for (const line of lines) fetching.hear(line);
    return fetching.describe();
  };

  it('is known by what pip says', () => {
    const pip = ['Collecting numpy==2.2.6', '  Downloading numpy-2.2.6-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl (16.8 MB)', 'Collecting nvidia-cublas', '  Downloading nvidia_cublas-13.0-py3-none-manylinux_2_27_x86_64.whl (366 MB)'];
    expect(after(pip[0] ?? '')).toBe('asking the package index');
    expect(after(...pip.slice(0, 2))).toBe('fetching numpy (16.8 MB)');
    expect(after(...pip)).toBe('fetching nvidia-cublas (366 MB), 1 is there');
    expect(after(...pip, 'Installing collected packages: numpy, nvidia-cublas')).toBe('installing what was fetched');
  });
});
