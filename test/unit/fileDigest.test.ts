import { mkdtemp, readFile, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { DigestCache, sha256OfFile } from '../../src/storage/fileDigest';

// The SHA-256 of "abc" and of nothing, from FIPS 180-2, appendix B.1, and NIST's example values.
const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
const nothing = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'digest ü '));
});

describe('sha256OfFile', () => {
  it('gives the published sums for "abc" and for an empty file', async () => {
    await writeFile(path.join(folder, 'abc'), 'abc');
    await writeFile(path.join(folder, 'empty'), '');
    expect(await sha256OfFile(path.join(folder, 'abc'))).toBe(abc);
    expect(await sha256OfFile(path.join(folder, 'empty'))).toBe(nothing);
  });

  it('reports progress that ends at 1', async () => {
    const fractions: number[] = [];
    await writeFile(path.join(folder, 'two chunks'), Buffer.alloc(2 * 1024 * 1024));
    await sha256OfFile(path.join(folder, 'two chunks'), { onProgress: (fraction) => fractions.push(fraction) });
    expect(fractions).toEqual([0.5, 1]);
  });

  it('stops when the signal is aborted', async () => {
    await writeFile(path.join(folder, 'abc'), 'abc');
    const reading = sha256OfFile(path.join(folder, 'abc'), { signal: AbortSignal.abort() });
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('DigestCache', () => {
  it('reads a file once while its size and time of change stay the same', async () => {
    const file = path.join(folder, 'model.gguf');
    const time = new Date('2025-01-01T00:00:00Z');
    await writeFile(file, 'abc');
    await utimes(file, time, time);
    expect(await new DigestCache(folder).sha256(file)).toBe(abc);
    await writeFile(file, 'xyz');
    await utimes(file, time, time);
    expect(await new DigestCache(folder).sha256(file)).toBe(abc);
    await writeFile(file, '');
    expect(await new DigestCache(folder).sha256(file)).toBe(nothing);
  });

  it('remembers each of several files that are read side by side', async () => {
    const files = ['a', 'b', 'c'].map((name) => path.join(folder, name));
    for (const file of files) await writeFile(file, 'abc');
    const cache = new DigestCache(folder);
    await Promise.all(files.map((file) => cache.sha256(file)));
    expect(await Promise.all(files.map((file) => new DigestCache(folder).known(file)))).toEqual([abc, abc, abc]);
  });

  it('starts again from nothing when its file is damaged', async () => {
    const file = path.join(folder, 'model.gguf');
    await writeFile(file, 'abc');
    await writeFile(path.join(folder, 'digests.json'), '{"torn');
    expect(await new DigestCache(folder).sha256(file)).toBe(abc);
    expect(JSON.parse(await readFile(path.join(folder, 'digests.json'), 'utf8'))).toMatchObject({ [file]: { sha256: abc } });
  });

  it('still answers where it cannot remember', async () => {
    const file = path.join(folder, 'model.gguf');
    await writeFile(file, 'abc');
    expect(await new DigestCache(path.join(file, 'no folder')).sha256(file)).toBe(abc);
  });
});
