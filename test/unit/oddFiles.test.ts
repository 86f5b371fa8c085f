import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { parsePredictionFile } from '../../src/core/nli/predictionFile';
import { parseSettings } from '../../src/core/settingsFile';
import { folderFacts } from '../../src/doctor/machine';
import { DiskFiles } from '../../src/storage/diskFiles';
import { DigestCache } from '../../src/storage/fileDigest';

let folder: string;
let files: DiskFiles;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'odd files '));
  files = new DiskFiles(new DigestCache(path.join(folder, 'digests.json')));
});

async function written(name: string, content: string | Uint8Array): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, content);
  return file;
}

const row = '{"premise":"A man sleeps.","hypothesis":"A man rests.","label":"entailment"}\n';

describe('A file that is taken for data', () => {
  it('and is compressed, is to be unpacked', async () => {
    const file = await written('pairs.jsonl.gz', gzipSync(row));
    await expect(files.readDataSet(file)).rejects.toMatchObject({ code: 'bad-data', message: `${file} is compressed. Unpack it first.` });
    await expect(files.readPredictions(file)).rejects.toMatchObject({ code: 'bad-predictions', message: `${file} is compressed. Unpack it first.` });
  });

  it('and is a model, is told to be one', async () => {
    const file = await written('model.gguf', Buffer.concat([Buffer.from('GGUF'), Buffer.from([3, 0, 0, 0, 0xff, 0xfe])]));
    await expect(files.readSet(file)).rejects.toMatchObject({ code: 'bad-data', message: `${file} is a model (GGUF). Give a file of text here.` });
  });

  it('and is in another encoding, is to be saved anew', async () => {
    const latin = await written('latin1.jsonl', Buffer.from(row.replace('man', 'fiancé'), 'latin1'));
    await expect(files.readDataSet(latin)).rejects.toMatchObject({ message: `${latin} is not UTF-8 text. Save it as UTF-8.` });
  });
});

describe('A header of predictions that is none', () => {
  it('is quoted without what a terminal would obey', () => {
    expect(() => parsePredictionFile('\u001b[31mred\u0007,b\n1,2\n', 'p.csv')).toThrow('and this begins with "�[31mred�,b".');
  });
});

describe('A file of settings', () => {
  it('may begin with a byte-order mark', () => {
    const schema = z.object({ preset: z.string() });
    expect(parseSettings('\uFEFF{ "preset": "laptop" }', { file: 'a.experiment.json', what: 'experiment', schema })).toEqual({ preset: 'laptop' });
  });
});

describe('A folder that is a file', () => {
  it('is none that could be written in, nor is one below it', async () => {
    const file = await written('models', '');
    const problem = `${file} is a file and not a folder. Move it away, or choose another folder.`;
    expect(await folderFacts('Models folder', file)).toEqual({ name: 'Models folder', path: file, free: { problem } });
    expect(await folderFacts('Models folder', path.join(file, 'below'))).toMatchObject({ free: { problem: expect.stringContaining('is a file and not a folder') as string } });
  });
});
