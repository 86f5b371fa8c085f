import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError, type UserErrorCode } from '../../src/core/userError';
import { EngineClient } from '../../src/engine/client';
import type { LoadRequest } from '../../src/ports/engine';
import { loadRequest, scoreAll, somePrompts, startEngine } from '../fixtures/engine';
import { cutShort, encoder, foreignAdapter, pooledLlama, tiedLlama, tinyAdapter, tinyLlama, vocabulary, wideAdapter } from '../fixtures/models';

describe('the engine says in a sentence what is wrong with', () => {
  let engine: EngineClient;
  let folder: string;

  beforeAll(async () => {
    engine = startEngine();
    folder = await mkdtemp(join(tmpdir(), 'blindspot engine ü-'));
  });
  afterAll(async () => {
    await engine.dispose();
    await rm(folder, { recursive: true });
  });

  /** The whole message, with the folder's name left out. */
  async function refusal(request: LoadRequest): Promise<{ code: UserErrorCode; message: string }> {
    const error: unknown = await engine.load(request).then(
      () => new Error('It was loaded.'),
      (reason: unknown) => reason,
    );
    if (!(error instanceof UserError)) throw error;
    expect(error.message).not.toMatch(/\n| at .*:\d+:\d+/);
    return { code: error.code, message: error.message };
  }

  it('a file that is not there', async () => {
    const model = join(folder, 'none.gguf');
    expect(await refusal(loadRequest(model))).toEqual({
      code: 'not-found',
      message: `${model} cannot be opened (ENOENT): check the path and that you may read it.`,
    });
  });

  it('a folder', async () => {
    expect(await refusal(loadRequest(folder))).toEqual({
      code: 'not-found',
      message: `${folder} is a folder: give the .gguf file in it.`,
    });
  });

  it('a file that is not GGUF', async () => {
    const model = join(folder, 'notes.gguf');
    await writeFile(model, 'These are notes.');
    expect(await refusal(loadRequest(model))).toEqual({
      code: 'bad-model',
      message: `${model} is not a GGUF file (it does not begin with "GGUF"): convert it with llama.cpp's convert_hf_to_gguf.py.`,
    });
  });

  it('an empty file', async () => {
    const model = join(folder, 'empty.gguf');
    await writeFile(model, '');
    expect(await refusal(loadRequest(model))).toMatchObject({ code: 'bad-model' });
  });

  it('a GGUF that ends in the midst of its weights', async () => {
    const model = await cutShort(await tinyLlama(), 5_000_000, join(folder, 'half.gguf'));
    expect(await refusal(loadRequest(model))).toEqual({
      code: 'bad-model',
      message: expect.stringMatching(/half\.gguf is cut short: its header promises \d{8} bytes and 5000000 are there; download it again\.$/) as string,
    });
  });

  it.each([30, 300, 400_000])('a GGUF that ends in the midst of its header, after %i bytes', async (bytes) => {
    const model = await cutShort(await tinyLlama(), bytes, join(folder, `head-${bytes}.gguf`));
    const { code, message } = await refusal(loadRequest(model));
    expect(code).toBe('bad-model');
    expect(message).toMatch(/head-\d+\.gguf (is cut short|is a GGUF file whose header cannot be read|does not say its architecture)/);
  });

  it('an encoder', async () => {
    expect(await refusal(loadRequest(await encoder()))).toEqual({
      code: 'bad-model',
      message: expect.stringMatching(/is an encoder \(architecture "bert"\), which makes embeddings and cannot continue a text/) as string,
    });
  });

  it('a Llama that was made for embeddings', async () => {
    const model = await pooledLlama();
    expect(await refusal(loadRequest(model))).toEqual({
      code: 'bad-model',
      message: `${model} was made for embeddings (its header asks for pooling) and cannot continue a text: choose a Llama-family model that generates.`,
    });
  });

  it('a vocabulary without weights', async () => {
    expect(await refusal(loadRequest(await vocabulary()))).toMatchObject({
      code: 'bad-model',
      message: expect.stringContaining('holds a vocabulary and no weights') as string,
    });
  });

  it('an adapter that is given as the model', async () => {
    expect(await refusal(loadRequest(await tinyAdapter()))).toMatchObject({
      code: 'bad-model',
      message: expect.stringContaining('is an adapter, not a model') as string,
    });
  });

  it('labels that begin with the same token', async () => {
    const labels = { entailment: ' entailment', neutral: ' entailed', contradiction: ' contradiction' };
    expect(await refusal(loadRequest(await tinyLlama(), { labels }))).toEqual({
      code: 'bad-labels',
      message:
        'The labels " entailment" (entailment) and " entailed" (neutral) begin with the same token " ent" (875) in this model\'s vocabulary, so their first tokens do not tell them apart: evaluate a model with another vocabulary.',
    });
  });

  it('an adapter for another shape of model', async () => {
    const adapters = [{ file: await wideAdapter(), scale: 1 }];
    expect(await refusal(loadRequest(await tinyLlama(), { adapters }))).toEqual({
      code: 'bad-adapter',
      message: expect.stringMatching(
        /^The adapter .*wide-adapter\.gguf was made for another model than .*tiny-f32\.gguf: its change to blk\.0\.attn_q\.weight is 96 x 96 where the model has 64 x 64\. Choose the adapter's own base model\.$/,
      ) as string,
    });
  });

  it('an adapter for another architecture', async () => {
    const adapters = [{ file: await foreignAdapter(), scale: 1 }];
    expect(await refusal(loadRequest(await tinyLlama(), { adapters }))).toMatchObject({
      code: 'bad-adapter',
      message: expect.stringContaining('its architecture is "gemma" and the model\'s "llama". Choose the adapter\'s own base model.') as string,
    });
  });

  it('a model that is given as the adapter', async () => {
    const adapters = [{ file: await tiedLlama(), scale: 1 }];
    expect(await refusal(loadRequest(await tinyLlama(), { adapters }))).toMatchObject({
      code: 'bad-adapter',
      message: expect.stringContaining('is not a LoRA adapter') as string,
    });
  });

  it('a prompt that is longer than was allowed for, by its pair ID', async () => {
    const model = await engine.load(loadRequest(await tinyLlama(), { contextSize: 100 }));
    const long = { id: 'ex41', text: 'The doctor saw the lawyer. '.repeat(20) };
    await expect(scoreAll(model, [...somePrompts(3), long])).rejects.toMatchObject({
      code: 'bad-data',
      message: expect.stringMatching(/^The prompt of ex41 has \d+ tokens and the model takes 100: shorten the example or leave it out\.$/) as string,
    });
  });

  it('nothing at all, when a good model lies in a folder with spaces and letters beyond ASCII', async () => {
    const place = join(folder, 'meine Modelle – 模型');
    await mkdir(place);
    const [model, adapter] = [join(place, 'Läma 1.gguf'), join(place, 'Anpassung é.gguf')];
    await copyFile(await tinyLlama(), model);
    await copyFile(await tinyAdapter(), adapter);
    const loaded = await engine.load(loadRequest(model, { adapters: [{ file: adapter, scale: 1 }] }));
    expect(await scoreAll(loaded, somePrompts(2))).toHaveLength(2);
  });

  it('a model that was replaced by another one', async () => {
    const first = await engine.load(loadRequest(await tinyLlama()));
    await engine.load(loadRequest(await tinyLlama()));
    await expect(scoreAll(first, somePrompts(1))).rejects.toMatchObject({ code: 'usage' });
  });
});

describe('an engine that does not come up', () => {
  it('is reported with what its process last said', async () => {
    const entry = join(await mkdtemp(join(tmpdir(), 'engine-')), 'engine.mjs');
    await writeFile(entry, 'console.error("no such library"); process.exit(3);');
    const engine = new EngineClient({ entry });
    await expect(engine.load(loadRequest('any.gguf'))).rejects.toMatchObject({
      code: 'engine',
      message: `The engine at ${entry} did not start (exit code 3; it last said: no such library): reinstall, or build again.`,
    });
  });

  it('is given up after its time', async () => {
    const entry = join(await mkdtemp(join(tmpdir(), 'engine-')), 'engine.mjs');
    await writeFile(entry, 'setInterval(() => undefined, 1000); process.on("disconnect", () => process.exit());');
    const engine = new EngineClient({ entry, startTimeout: 500 });
    await expect(engine.load(loadRequest('any.gguf'))).rejects.toMatchObject({
      code: 'engine',
      message: expect.stringContaining('no answer within 0.5 s') as string,
    });
  });

  it('is refused when it speaks another version of the protocol', async () => {
    const entry = join(await mkdtemp(join(tmpdir(), 'engine-')), 'engine.mjs');
    await writeFile(entry, 'process.send({ type: "ready", protocol: 99 }); process.on("disconnect", () => process.exit());');
    await expect(new EngineClient({ entry }).load(loadRequest('any.gguf'))).rejects.toMatchObject({
      code: 'engine',
      message: expect.stringContaining('speaks version 99 of the protocol') as string,
    });
  });
});
