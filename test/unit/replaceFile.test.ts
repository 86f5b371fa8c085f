import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ModelRegister } from '../../src/storage/models/register';
import { replaceFile } from '../../src/storage/replaceFile';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'replaced é '));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const permissionsOf = async (file: string): Promise<number> => (await stat(file)).mode & 0o777;

describe('a file that is replaced', () => {
  it('has the new content, and nothing is left beside it', async () => {
    const file = path.join(folder, 'list.json');
    await replaceFile(file, 'é'.repeat(100_000));
    await replaceFile(file, 'new');
    expect(await readFile(file, 'utf8')).toBe('new');
    expect(await readdir(folder)).toEqual(['list.json']);
  });

  it.skipIf(process.platform === 'win32')('keeps its permissions, or gets those that are asked for', async () => {
    const file = path.join(folder, 'list.json');
    await writeFile(file, 'old');
    await chmod(file, 0o622);
    await replaceFile(file, 'new');
    expect(await permissionsOf(file)).toBe(0o622);
    await replaceFile(file, 'new', { mode: 0o757 });
    expect(await permissionsOf(file)).toBe(0o757);
  });

  it.skipIf(process.platform === 'win32')('through a link is what the link leads to', async () => {
    const file = path.join(folder, 'list.json');
    await writeFile(path.join(folder, 'elsewhere.json'), 'old');
    await symlink('elsewhere.json', file);
    await replaceFile(file, 'new');
    expect(await readFile(path.join(folder, 'elsewhere.json'), 'utf8')).toBe('new');
    expect((await readdir(folder)).sort()).toEqual(['elsewhere.json', 'list.json']);
  });

  it('at the same time by several has the content of one of them as a whole', async () => {
    const file = path.join(folder, 'list.json');
    const contents = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(300_000));
    await Promise.all(contents.map((content) => replaceFile(file, content)));
    expect(contents).toContain(await readFile(file, 'utf8'));
    expect(await readdir(folder)).toEqual(['list.json']);
  });

  it.runIf(process.getuid?.() === 0)('stays as it was on a disk that has room for a part of the new content only, which is told', async () => {
    const place = path.join(folder, 'small');
    await mkdir(place);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', place]);
    try {
      const register = new ModelRegister(place);
      const models = (number: number) => Array.from({ length: number }, (_, at) => ({ id: `model-${at}`, path: `/models/${at}.gguf` }));
      const become = (number: number) => register.change(() => ({ models: models(number), result: undefined }));
      await become(3);
      // 16 pages: one for the list, 14 for this, and one that is free. 200 models take more than two.
      await writeFile(path.join(place, 'filler'), Buffer.alloc(14 * 4096));
      await expect(become(200)).rejects.toThrow('the disk is full');
      expect(await register.read()).toEqual(models(3));
      expect((await readdir(place)).sort()).toEqual(['filler', 'models.json']);
    } finally {
      execFileSync('umount', [place]);
    }
  });
});
