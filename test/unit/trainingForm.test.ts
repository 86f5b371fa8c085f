import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseTrainingConfig, trainingConfigSchema } from '../../src/core/training/config';
import { newDraft, readDraft, withSuggestion, type Draft } from '../../src/core/training/draft';
import { settingGroups } from '../../src/core/training/settings';
import { UserError } from '../../src/core/userError';
import { besideAdapter, configurationOf, holdsAnother, missingFiles, writeConfiguration } from '../../src/vscode/training/formFiles';
import { fromPageSchema, panelStateSchema } from '../../webview/fineTune/contract';

const files = { base: 'base.gguf', data: 'sub/my pairs.jsonl' };
const draft = newDraft('classifier', files);
const settings = settingGroups('classifier').flatMap((group) => group.settings);

describe('the form of a training', () => {
  it('has every setting of the schema but the task, with a sentence each', () => {
    expect(settings.map(({ name }) => name).sort()).toEqual(Object.keys(trainingConfigSchema.shape).filter((name) => name !== 'task').sort());
    expect(settings.filter(({ title, help }) => title === '' || !help.endsWith('.'))).toEqual([]);
  });

  it('begins with the study’s settings, which are the schema’s defaults', () => {
    expect(draft).toMatchObject({ rank: '64', alpha: '16', dropout: '0.1', warmupRatio: '0.3', gradientNorm: '0.3', weightDecay: '0.001', batchSize: '2', epochs: '1', schedule: 'cosine', groupByLength: true });
    expect(newDraft('generator', {})).toMatchObject({ batchSize: '6' });
    expect(readDraft('classifier', draft)).toEqual({ config: { task: 'classifier', ...files, out: 'adapters/base-my-pairs.gguf' }, problems: {} });
  });

  it('spares a generator what only a classifier has', () => {
    const names = settingGroups('generator').flatMap((group) => group.settings.map(({ name }) => name));
    expect(names).not.toContain('head');
    expect(names).not.toContain('softmax');
  });

  it('says only what differs from the study, in the schema’s own types', () => {
    const changed: Draft = { ...draft, rank: ' 16 ', learningRate: '6e-4', groupByLength: false, targets: ['q_proj', 'v_proj'], maxSteps: '20', epochs: '1' };
    expect(readDraft('classifier', changed).config).toEqual({ task: 'classifier', ...files, out: 'adapters/base-my-pairs.gguf', rank: 16, learningRate: 6e-4, groupByLength: false, targets: ['q_proj', 'v_proj'], maxSteps: 20 });
  });

  it('names what is wrong, setting by setting', () => {
    const wrong: Draft = { ...draft, data: ' ', rank: '1.5', alpha: '0', dropout: 'much', warmupRatio: '2', epochs: '-1', targets: [], out: 'adapter.bin' };
    expect(readDraft('classifier', { ...wrong, data: '' })).toEqual({
      config: null,
      problems: {
        data: 'This must be given.',
        out: 'The adapter is a GGUF: let its name end in .gguf',
        rank: 'A whole number is expected.',
        alpha: 'A number above 0 is expected.',
        dropout: 'A number is expected.',
        warmupRatio: 'A number of at most 1 is expected.',
        epochs: 'A number above 0 is expected.',
        targets: 'Choose at least one.',
      },
    });
    expect(readDraft('classifier', wrong).problems.data).toBe('This must be given.');
  });

  it('names the adapter after base and data until somebody names it otherwise', () => {
    expect(withSuggestion(draft, { ...draft, base: 'other.gguf' })['out']).toBe('adapters/other-my-pairs.gguf');
    const named = { ...draft, out: 'mine.gguf' };
    expect(withSuggestion(named, { ...named, base: 'other.gguf' })['out']).toBe('mine.gguf');
  });
});

describe('the files of the form', () => {
  let folder: string;
  const models = { resolve: async (name: string) => (name === 'smol' ? '/models/smol.gguf' : Promise.reject(new UserError('not-found', 'no such model'))) };

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'blindspot form é '));
    await mkdir(path.join(folder, 'sub'));
    for (const file of Object.values(files)) await writeFile(path.join(folder, file), '');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('are told missing by name; a model may be named by its ID', async () => {
    expect(await missingFiles(draft, folder, models)).toEqual({});
    expect(await missingFiles({ ...draft, base: 'smol' }, folder, models)).toEqual({});
    expect(await missingFiles({ ...draft, base: 'gone.gguf', data: 'gone.jsonl', validation: '' }, folder, models)).toEqual({
      base: 'There is no such file, and no model of this ID on this machine.',
      data: 'There is no such file.',
    });
  });

  it('stand in the configuration relative to it, so that the folder can move; those elsewhere by their whole path', async () => {
    const file = besideAdapter(path.join(folder, 'adapters', 'mine.gguf'));
    expect(path.basename(file)).toBe('mine.training.json');
    const text = await configurationOf('classifier', { ...draft, out: 'adapters/mine.gguf', validation: '/elsewhere/dev.jsonl' }, folder, file);
    expect(parseTrainingConfig(text, file)).toMatchObject({ base: '../base.gguf', data: '../sub/my pairs.jsonl', out: 'mine.gguf', validation: '/elsewhere/dev.jsonl' });
    const named = await configurationOf('classifier', { ...draft, base: 'smol' }, folder, path.join(folder, 'x.training.json'));
    expect(parseTrainingConfig(named, file)).toMatchObject({ base: 'smol', data: 'sub/my pairs.jsonl' });
  });

  it('are not written while something is wrong', async () => {
    await expect(configurationOf('classifier', { ...draft, rank: 'many' }, folder, 'x.json')).rejects.toThrow('rank: A number is expected.');
  });

  it('do not take the place of another configuration unasked', async () => {
    const file = path.join(folder, 'new folder', 'x.training.json');
    expect(await holdsAnother(file, 'one')).toBe(false);
    await writeConfiguration(file, 'one');
    expect([await readFile(file, 'utf8'), await holdsAnother(file, 'one'), await holdsAnother(file, 'other')]).toEqual(['one', false, true]);
  });
});

describe('what the form sends and keeps', () => {
  it('is obeyed only in the shapes of the contract', () => {
    expect(fromPageSchema.safeParse({ type: 'start', draft }).success).toBe(true);
    expect(fromPageSchema.safeParse({ type: 'start', draft: { rank: { $ref: 1 } } }).success).toBe(false);
    expect(fromPageSchema.safeParse({ type: 'choose', setting: 'seed', draft }).success).toBe(false);
    expect(panelStateSchema.safeParse({ task: 'classifier', draft }).success).toBe(true);
  });
});
