import { describe, expect, it } from 'vitest';
import { cardText, type ModelCard } from '../../src/core/models/card';
import { catalogue } from '../../src/core/models/catalogue';
import { describeListed, describeFile, describeParameters, describeStray } from '../../src/core/models/describeModel';
import type { ModelHeader } from '../../src/core/models/header';
import type { ListedModel } from '../../src/core/models/listedModel';
import { memoryNeeded } from '../../src/core/models/memory';
import { shelve, type ShelvedFile } from '../../src/core/models/shelf';
import { identifyBases } from '../../src/workflows/modelShelf';

const header: ModelHeader = {
  kind: 'model',
  name: 'Tiny',
  architecture: 'llama',
  quantization: 'Q8_0',
  parameters: 134_515_008,
  contextSize: 8192,
  layers: 30,
  width: 576,
  tokenizer: { kind: 'gpt2', size: 49_152 },
  licence: 'apache-2.0',
  adapter: null,
};
const lora = { rank: 16, alpha: 32, matrices: 210, base: null };

function listed(id: string, more: Partial<ListedModel> = {}): ListedModel {
  return { id, title: id, path: `/models/${id}.gguf`, there: true, bytes: 10_000_000, part: 0, catalogue: null, kind: 'model', origin: 'own', ...more };
}

function model(id: string, more: Partial<ShelvedFile> = {}): ShelvedFile {
  return { model: listed(id), header, sha256: null, problem: null, ...more };
}

function adapter(id: string, base: string | null, shape: Partial<ModelHeader> = {}): ShelvedFile {
  return { model: listed(id, { kind: 'adapter' }), header: { ...header, ...shape, kind: 'adapter', adapter: { ...lora, base } }, sha256: null, problem: null };
}

const [one, two] = ['1'.repeat(64), '2'.repeat(64)];

describe('the models of a machine', () => {
  it('have their adapters under them, by the checksum that an adapter records', () => {
    const shelf = shelve([adapter('second', two), model('base', { sha256: two }), model('other', { sha256: one }), adapter('first', two)]);
    expect(shelf.models.map(({ file, adapters }) => [file.model.id, adapters.map((child) => child.model.id)])).toEqual([
      ['base', ['second', 'first']],
      ['other', []],
    ]);
    expect(shelf.strays).toEqual([]);
  });

  it('leave an adapter by itself whose base is another or not recorded, and say which models have its shape', () => {
    const shelf = shelve([model('base', { sha256: one }), model('wide', { header: { ...header, width: 2048 } }), adapter('of another', two), adapter('silent', null), adapter('narrow', null, { width: 64 })]);
    expect(shelf.strays.map(({ file, fits }) => [file.model.id, fits.map(({ id }) => id)])).toEqual([
      ['of another', ['base']],
      ['silent', ['base']],
      ['narrow', []],
    ]);
    expect(shelf.strays.map(describeStray)).toEqual(['rank 16 · 10 MB · fits base', 'rank 16 · 10 MB · fits base', 'rank 16 · 10 MB · fits no model here']);
  });

  it('have an adapter under its base also while that is still to be fetched', () => {
    const [small] = catalogue;
    const known = small ?? null;
    const toFetch = model('to fetch', { model: listed('to fetch', { there: false, catalogue: known, origin: 'catalogue' }), header: null });
    const shelf = shelve([toFetch, model('base', { sha256: one }), adapter('shipped', known?.sha256 ?? null), adapter('of another', two)]);
    expect(shelf.absent.map(({ model: { id }, adapters }) => [id, adapters.map((child) => child.model.id)])).toEqual([['to fetch', ['shipped']]]);
    expect(shelf.strays.map(({ file }) => file.model.id)).toEqual(['of another']);
  });

  it('know an adapter by its file, whatever it was added as', () => {
    const added = { ...adapter('added as a model', one), model: listed('added as a model') };
    expect(shelve([added, model('base', { sha256: one })]).models.map(({ adapters }) => adapters.length)).toEqual([1]);
  });

  it('count what can be fetched apart from a file of one’s own that is gone', () => {
    const [small] = catalogue;
    const files = [model('to fetch', { model: listed('to fetch', { there: false, catalogue: small ?? null, origin: 'catalogue' }), header: null }), model('gone', { model: listed('gone', { there: false, bytes: null }), header: null })];
    const shelf = shelve(files);
    expect(shelf.absent.map(({ model: { id } }) => id)).toEqual(['to fetch']);
    expect(shelf.models.map(({ file }) => describeFile(file))).toEqual(['gone']);
  });
});

describe('finding out whose adapter it is', () => {
  const digestsRead = async (files: readonly ShelvedFile[]): Promise<readonly string[]> => {
    const read: string[] = [];
    await identifyBases(files, { digests: { known: async () => undefined, sha256: async (file) => (read.push(file), one) } });
    return read;
  };

  it('reads only the files that have the shape of its base', async () => {
    expect(await digestsRead([model('base'), model('wide', { header: { ...header, width: 2048 } }), adapter('of another', two)])).toEqual(['/models/base.gguf']);
    expect(await digestsRead([model('base'), adapter('silent', null)])).toEqual([]);
  });

  it('reads a file of one’s own too that may be what the catalogue would fetch', async () => {
    const [small] = catalogue;
    const toFetch = model('to fetch', { model: listed('to fetch', { there: false, catalogue: small ?? null, origin: 'catalogue' }), header: null });
    expect(await digestsRead([toFetch, model('mine'), adapter('shipped', small?.sha256 ?? null)])).toEqual(['/models/mine.gguf']);
  });
});

describe('a model in a line', () => {
  it('says what it needs of the memory that is there', () => {
    // 4,081,004,224 bytes of weights, a quarter of it for caches, 150 MB for the program.
    expect(memoryNeeded(4_081_004_224)).toBe(5_251_255_280);
    const llama = catalogue.find(({ id }) => id === 'llama-2-7b-q4_k_m');
    expect(describeListed(listed('llama', { there: false, bytes: 4_081_004_224, catalogue: llama ?? null }), 16e9)).toBe('Q4_K_M · 4.1 GB · needs 5.3 GB of 16.0 GB memory');
  });

  it('says the same of one that is here, of which the catalogue may know nothing', () => {
    expect(describeListed(listed('mine', { bytes: 98_362_432 }), 16e9)).toBe('98 MB · needs 517 MB of 16.0 GB memory');
    expect(describeListed(listed('an adapter', { kind: 'adapter' }), 16e9)).toBe('10 MB');
    expect(describeListed(listed('gone', { there: false, bytes: null }), 16e9)).toBe('');
  });

  it('leaves 256 MiB for the caches of a small model', () => {
    expect(memoryNeeded(98_362_432)).toBe(98_362_432 + 268_435_456 + 150_000_000);
  });

  it('counts parameters as the field does', () => {
    expect([6_738_415_616, 134_515_008, 3_000].map(describeParameters)).toEqual(['6.7 B', '135 M', '3,000']);
  });
});

describe('a model’s card', () => {
  const card: ModelCard = {
    file: '/models/tiny.gguf',
    bytes: 98_362_432,
    header,
    sha256: one,
    catalogue: null,
    tokens: {
      bos: null,
      labelTokens: { entailment: [{ id: 7, text: ' ent' }, { id: 8, text: 'ailment' }], neutral: [{ id: 9, text: ' neutral' }], contradiction: [{ id: 10, text: ' contradiction' }] },
    },
    memory: 16e9,
  };

  it('gives shape, quantisation, context, tokenizer and the tokens of the labels', () => {
    expect(cardText(card)).toBe(
      [
        'Tiny',
        '',
        'Architecture   llama, 30 layers, 576 wide',
        'Parameters     135 M',
        'Quantisation   Q8_0',
        'Context        8,192 tokens',
        'Tokenizer      byte-level BPE, 49,152 tokens',
        'Memory         needs 517 MB of 16.0 GB memory',
        'Licence        apache-2.0',
        'File           /models/tiny.gguf',
        'Size           98 MB (98,362,432 bytes)',
        `SHA-256        ${one}`,
        '',
        'Tokens, of which the first is scored',
        '  entailment    " ent" (7) "ailment" (8)',
        '  neutral       " neutral" (9)',
        '  contradiction " contradiction" (10)',
        'It has no beginning-of-sequence token before a prompt.',
        '',
      ].join('\n'),
    );
  });

  it('says whether the file is the one that was published', () => {
    const [small] = catalogue;
    const standing = (sha256: string | null, published: string | null) => /^SHA-256 +(.*)$/m.exec(cardText({ ...card, sha256, catalogue: small === undefined ? null : { ...small, sha256: published } }))?.[1];
    expect(standing(one, one)).toBe(`${one}, as published`);
    expect(standing(one, two)).toBe(`${one}, not as published (${two})`);
    expect(standing(one, null)).toBe(`${one}, checked by size only: no sum is published`);
    expect(standing(null, one)).toBe('not computed yet');
  });

  it('has the reason where the labels cannot be told apart', () => {
    expect(cardText({ ...card, tokens: { problem: 'They begin alike.' } })).toMatch(/\n\nThey begin alike\.\n$/);
  });

  it('of an adapter says what it is for', () => {
    const text = cardText({ ...card, header: { ...header, kind: 'adapter', name: null, adapter: { ...lora, base: two } }, tokens: null });
    expect(text).toContain('For          llama, 30 layers, 576 wide\nRank         16, alpha 32, on 210 matrices\n');
    expect(text).toContain(`Base         SHA-256 ${two}\n`);
  });
});
