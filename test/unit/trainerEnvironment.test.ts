import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { trainerBytes } from '../../src/core/training/trainerRoom';
import { lockForWriting, lockOfFolder } from '../../src/storage/writerLock';
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

  describe('while another process does it', () => {
    /** Each call of `pip` leaves a line. */
    const installing = (seconds: number): Promise<void> => standInForUv(`echo once >> '${folder}/installed'; sleep ${seconds}`);
    const installations = async (): Promise<string> => readFile(path.join(folder, 'installed'), 'utf8').catch(() => '');
    const waiting = 'Waiting while another process sets up the trainer';

    it('waits, says so, and goes on as soon as that one is done', async () => {
      await installing(1);
      const told: string[][] = [[], [], []];
      const pythons = await Promise.all(told.map((lines) => settingUp({ onProgress: (doing) => lines.push(doing) })));
      expect(new Set(pythons)).toEqual(new Set([path.join(place(), 'bin', 'python')]));
      expect(await installations()).toBe('once\n');
      // One made it, and each of the others said once that it waits.
      expect(told.filter((lines) => lines.includes(waiting))).toEqual([[waiting], [waiting]]);
    });

    it('ends at once when it is cancelled', async () => {
      await mkdir(looking().folder);
      const lock = await lockForWriting(lockOfFolder(looking().folder, { what: 'It' }), 'a test');
      const stop = new AbortController();
      let cancelled = 0;
      const set = settingUp({
        signal: stop.signal,
        onProgress: () => {
          cancelled = Date.now();
          setTimeout(() => stop.abort(new Error('cancelled')), 10);
        },
      });
      await expect(set).rejects.toThrow('cancelled');
      expect(Date.now() - cancelled).toBeLessThan(1500);
      await lock.release();
    });

    it('does it itself when that one gives up', async () => {
      await installing(0);
      await mkdir(looking().folder);
      const lock = await lockForWriting(lockOfFolder(looking().folder, { what: 'It' }), 'a test');
      const told: string[] = [];
      await settingUp({
        onProgress: (doing) => {
          told.push(doing);
          if (doing === waiting) void lock.release();
        },
      });
      expect(told.slice(0, 2)).toEqual([waiting, 'Making a Python environment for the trainer']);
      expect(await installations()).toBe('once\n');
    });
  });

  /** Where environments are kept on a disk of so many megabytes. */
  const onDiskOf = async (megabytes: number, act: () => Promise<void>): Promise<void> => {
    const small = looking().folder;
    await mkdir(small);
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', small]);
    try {
      await act();
    } finally {
      execFileSync('umount', [small]);
    }
  };

  it.runIf(process.getuid?.() === 0)('says how much room it takes, and where there is too little', async () => {
    await standInForUv('exit 1');
    await onDiskOf(50, async () => {
      await expect(settingUp()).rejects.toMatchObject({
        code: 'disk',
        message: `To set up the trainer takes about 6.0 GB, and ${looking().folder} has 52 MB free. Make room there, or name another folder in the variable BLINDSPOT_TRAINER.`,
      });
      expect(await readdir(looking().folder)).toEqual([]);
    });
  });

  describe.runIf(process.getuid?.() === 0)('on a disk that is smaller than all of it, with a cache that has some', () => {
    /** What uv 0.13.9 wrote when it was asked what it would do. @param said how many it would fetch, where it says another number */
    const standInWithout = (fetched: readonly string[], { cache = looking().folder, said = fetched.length } = {}): Promise<void> => {
      const lines = [
        'DEBUG Registry requirement already cached: numpy==2.2.6',
        ...fetched.map((name) => `DEBUG Identified uncached distribution: ${name}==1.0`),
        ...(said === 0 ? [] : [`Would download ${said} ${said === 1 ? 'package' : 'packages'}`]),
        'Would install 70 packages',
        ' + torch==2.11.0',
      ];
      return standInForUv(`case "$*" in *--dry-run*) printf '${lines.join('\\n')}\\n' >&2 ;; esac ;;\ncache) echo '${cache}'`);
    };
    const refusal = (bytes: string): object => ({ code: 'disk', message: expect.stringMatching(`^To set up the trainer takes about ${bytes}, and `) as string });

    it.each([
      ['nothing is to be fetched', [], 150],
      ['torch is there, though others are not', ['transformers', 'peft'], 700],
    ])('is set up where %s', async (_, fetched, megabytes) => {
      await standInWithout(fetched);
      await onDiskOf(megabytes, async () => {
        expect(await settingUp()).toBe(path.join(place(), 'bin', 'python'));
      });
    });

    it.each([
      ['the links alone', [], '100 MB', 50],
      ['the rest', ['transformers', 'peft'], '600 MB', 500],
      ['all of it where torch is to be fetched', ['torch'], '6\\.0 GB', 700],
      ['all of it where what comes with torch is', ['nvidia-cublas'], '6\\.0 GB', 700],
    ])('is told the room for %s', async (_, fetched, bytes, megabytes) => {
      await standInWithout(fetched);
      await onDiskOf(megabytes, () => expect(settingUp()).rejects.toMatchObject(refusal(bytes)));
    });

    it('is told the room for all where the cache is on another disk', async () => {
      await standInWithout([], { cache: folder });
      await onDiskOf(700, () => expect(settingUp()).rejects.toMatchObject(refusal('6\\.0 GB')));
    });

    it('is told the room for all where uv copies', async () => {
      await standInWithout([]);
      await onDiskOf(700, () => expect(settingUp({ environment: { ...looking().environment, UV_LINK_MODE: 'copy' } })).rejects.toMatchObject(refusal('6\\.0 GB')));
    });

    it('is told the room for all where uv says more than it names', async () => {
      await standInWithout([], { said: 3 });
      await onDiskOf(700, () => expect(settingUp()).rejects.toMatchObject(refusal('6\\.0 GB')));
    });
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
