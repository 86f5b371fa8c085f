import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { WheelShelf } from '../fixtures/wheelShelf';

const shelf = new WheelShelf();

describe('a models folder that cannot be written', () => {
  it('is named when a file stands in its place', async () => {
    await writeFile(shelf.folder, '');
    await expect(shelf.store().pull('tiny')).rejects.toMatchObject({
      code: 'disk',
      message: expect.stringContaining(`The models folder ${shelf.folder} cannot be written: a file stands`) as string,
    });
  });
});

describe.runIf(canMount())('a disk of two megabytes', () => {
  beforeEach(async () => {
    await mkdir(shelf.folder);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', shelf.folder]);
    return () => execFileSync('umount', [shelf.folder]);
  });

  it('is found too small before anything is downloaded', async () => {
    await expect(shelf.store().pull('tiny')).rejects.toMatchObject({
      code: 'disk',
      message: expect.stringMatching(/^Tiny needs 8 MB and .* has 2 MB free: make room/) as string,
    });
  });

  it('is told to be full when that shows only on the way', async () => {
    await expect(shelf.store({ bytes: 1000 }).pull('tiny')).rejects.toMatchObject({
      code: 'disk',
      message: expect.stringContaining('the disk is full') as string,
    });
    expect(await shelf.files()).not.toContain('tiny.gguf');
  });
});

describe.runIf(canMount())('a disk that is read-only', () => {
  it('is told to be that, also when there is no models folder yet', async () => {
    const disk = await mkdtemp(path.join(tmpdir(), 'blindspot-sealed-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'ro,size=64k', 'tmpfs', disk]);
    onTestFinished(async () => {
      execFileSync('umount', [disk]);
      await rm(disk, { recursive: true });
    });
    shelf.folder = path.join(disk, 'data', 'models');
    await expect(shelf.store().pull('tiny')).rejects.toMatchObject({
      code: 'disk',
      message: expect.stringContaining(`The models folder ${shelf.folder} cannot be written: the disk is read-only`) as string,
    });
  });
});

function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe('what --model means', () => {
  it('is a file, or the ID of a model that is there, or a sentence with what to do', async () => {
    const models = shelf.store();
    const file = path.join(shelf.folder, 'mine.gguf');
    await mkdir(shelf.folder, { recursive: true });
    await writeFile(file, 'GGUF');
    expect(await models.resolve(file)).toBe(file);
    await expect(models.resolve('tiny')).rejects.toThrow('fetch it with `blindspot models pull tiny`');
    await expect(models.resolve('nothing')).rejects.toThrow('or one of these ids: tiny.');

    const added = await models.add(file);
    expect(await models.resolve(added.id)).toBe(file);
    await rm(file);
    await expect(models.resolve(added.id)).rejects.toThrow(`The file of the model mine is gone: ${file}`);
  });

  it('is any of several files that were added at once, until it is taken from the list', async () => {
    const models = shelf.store();
    await mkdir(shelf.folder, { recursive: true });
    const names = ['one', 'two', 'three'];
    const filesOf = names.map((name) => path.join(shelf.folder, `${name}.gguf`));
    for (const file of filesOf) await writeFile(file, 'GGUF');
    await Promise.all(filesOf.map((file) => models.add(file)));
    const own = async (): Promise<string[]> => (await models.list()).filter(({ origin }) => origin === 'own').map(({ id }) => id).sort();
    expect(await own()).toEqual([...names].sort());
    await models.forget('two');
    expect(await own()).toEqual(['one', 'three']);
    expect(await readFile(path.join(shelf.folder, 'two.gguf'), 'utf8')).toBe('GGUF');
  });

  it('is never a file that is no GGUF, when that is added', async () => {
    const file = path.join(shelf.place, 'tiny_model-1.0-py3-none-any.whl');
    await expect(shelf.store().add(file)).rejects.toMatchObject({ code: 'bad-model', message: expect.stringContaining(file) as string });
    await expect(shelf.store().add('nowhere.gguf')).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('a licence that must be accepted', () => {
  const licence = { name: 'Strict Licence', url: 'https://example.org/licence', mustBeAccepted: true };

  it('is asked for before anything is downloaded', async () => {
    const pulling = shelf.store({ licence }).pull('tiny');
    await expect(pulling).rejects.toMatchObject({ code: 'usage', message: expect.stringContaining(licence.url) as string });
    expect(await shelf.store({ licence }).pull('tiny', { licenceAccepted: true })).toMatchObject({ downloaded: true });
  });
});
