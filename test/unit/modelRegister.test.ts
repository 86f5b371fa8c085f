import { mkdir, mkdtemp, readFile, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { ModelRegister, registered } from '../../src/storage/models/register';

describe('adding a model file', () => {
  it('names it after the file', () => {
    expect(registered([], { path: '/m/tuned.Q8_0.gguf' }, new Set()).added).toEqual({ id: 'tuned.Q8_0', path: '/m/tuned.Q8_0.gguf' });
  });

  it('numbers a name that the catalogue or another file has', () => {
    const first = registered([], { path: '/a/tuned.gguf' }, new Set(['tuned']));
    const second = registered(first.models, { path: '/b/tuned.gguf' }, new Set(['tuned']));
    expect(second.models.map((model) => model.id)).toEqual(['tuned-2', 'tuned-3']);
  });

  it('changes nothing when the file is already there', () => {
    const { models } = registered([], { path: '/a/tuned.gguf' }, new Set());
    expect(registered(models, { path: '/a/tuned.gguf' }, new Set()).models).toBe(models);
  });
});

describe('the register of model files', () => {
  let folder: string;
  beforeEach(async () => {
    folder = path.join(await mkdtemp(path.join(tmpdir(), 'register ü ')), 'models');
  });

  it('is empty before the first model and gives back what was written', async () => {
    const register = new ModelRegister(folder);
    expect(await register.read()).toEqual([]);
    await register.change(() => ({ models: [{ id: 'tuned', path: '/a/tuned.gguf' }], result: undefined }));
    expect(await register.read()).toEqual([{ id: 'tuned', path: '/a/tuned.gguf' }]);
  });

  it('keeps every change of those that are made at once, as by an editor and a terminal', async () => {
    const ids = Array.from({ length: 8 }, (_, at) => `m${at}`);
    await Promise.all(ids.map((id) => new ModelRegister(folder).change((models) => ({ models: [...models, { id, path: `/a/${id}.gguf` }], result: undefined }))));
    expect((await new ModelRegister(folder).read()).map(({ id }) => id).sort()).toEqual(ids);
    expect(await readdir(folder)).toEqual(['models.json']);
  });

  it('refuses a list that it does not understand, and leaves it as it is', async () => {
    const register = new ModelRegister(folder);
    await mkdir(folder);
    const file = path.join(folder, 'models.json');
    await writeFile(file, '{"models":[{"id":7}]}');
    await expect(register.read()).rejects.toMatchObject({ code: 'bad-data', message: expect.stringContaining(file) as string });
    expect(await readFile(file, 'utf8')).toBe('{"models":[{"id":7}]}');
  });

  it('says that a file stands where the folder should be', async () => {
    await writeFile(folder, '');
    const register = new ModelRegister(folder);
    expect(await register.read()).toEqual([]);
    await expect(register.change((models) => ({ models, result: undefined }))).rejects.toMatchObject({ code: 'disk', message: expect.stringContaining('a file stands') as string });
  });
});
