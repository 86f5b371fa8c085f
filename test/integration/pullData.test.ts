import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { uncheckedSentence, type PublishedData } from '../../src/core/data/publishedData';
import { hubDownload } from '../../src/engine/hubDownload';
import { pullData } from '../../src/storage/data/pullData';
import { downloadProgram } from '../fixtures/downloadProgram';

const text = Buffer.from('gold_label\tsentence1\tsentence2\n'.repeat(1000));
const licence = { name: 'MIT', url: 'https://example.org', mustBeAccepted: false };

let download: ReturnType<typeof hubDownload>;
let server: Server;
let zip: Buffer;
let folder: string;
/** Files that were asked for, by name. */
let asked: string[];

beforeAll(async () => {
  download = hubDownload({ program: await downloadProgram() });
  const place = await mkdtemp(path.join(tmpdir(), 'zip-'));
  const write = 'import sys, zipfile; archive = zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED); archive.writestr("set_1.0/dev.jsonl", "dev"); archive.writestr("set_1.0/paper.pdf", "no"); archive.writestr("set_1.0/train.jsonl", "train"); archive.close()';
  execFileSync('python3', ['-c', write, path.join(place, 'set.zip')]);
  zip = await readFile(path.join(place, 'set.zip'));
  await rm(place, { recursive: true });
  const contents: Readonly<Record<string, Buffer>> = { 'set.txt': text, 'set.zip': zip };
  server = createServer((request, response) => {
    const name = (request.url ?? '').slice(1);
    const content = contents[name];
    if (content === undefined) return void response.writeHead(404).end();
    asked.push(name);
    const [, first, last] = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? '') ?? [];
    const [start, end] = [Number(first ?? 0), last ? Number(last) + 1 : content.length];
    response.writeHead(first === undefined ? 200 : 206, {
      'accept-ranges': 'bytes',
      'content-length': end - start,
      ...(first !== undefined && { 'content-range': `bytes ${start}-${end - 1}/${content.length}` }),
    });
    response.end(request.method === 'HEAD' ? undefined : content.subarray(start, end));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
});
afterAll(() => {
  server.close();
});

beforeEach(async () => {
  asked = [];
  folder = await mkdtemp(path.join(tmpdir(), 'données '));
});

const published = (file: string, content: Buffer, members: readonly string[] | null = null): PublishedData => ({
  ...{ id: 'set', title: 'The set', about: 'a test', file, members, licence, bytes: content.length },
  uri: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${file}`,
  sha256: createHash('sha256').update(content).digest('hex'),
});

describe('A published set', () => {
  it('is fetched, held against its checksum, and fetched once only', async () => {
    const data = published('set.txt', text);
    expect(await pullData(data, folder, download, {})).toEqual({ files: [path.join(folder, 'set.txt')], fetched: true, unchecked: [] });
    expect(await readFile(path.join(folder, 'set.txt'))).toEqual(text);
    expect(await readdir(folder)).toEqual(['set.txt']);
    asked = [];
    expect(await pullData(data, folder, download, {})).toMatchObject({ fetched: false, unchecked: [] });
    expect(asked).toEqual([]);
  });

  it('in a zip is unpacked, without what nobody reads', async () => {
    await pullData(published('set.zip', zip, ['set_1.0/dev.jsonl', 'set_1.0/train.jsonl']), folder, download, {});
    expect((await readdir(folder)).sort()).toEqual(['dev.jsonl', 'train.jsonl']);
    expect(await readFile(path.join(folder, 'train.jsonl'), 'utf8')).toBe('train');
  });

  it('in a zip that was unpacked before is left alone, and said to be unchecked', async () => {
    const data = published('set.zip', zip, ['set_1.0/dev.jsonl', 'set_1.0/train.jsonl']);
    for (const name of ['dev.jsonl', 'train.jsonl']) await writeFile(path.join(folder, name), 'whatever');
    const files = [path.join(folder, 'dev.jsonl'), path.join(folder, 'train.jsonl')];
    expect(await pullData(data, folder, download, {})).toEqual({ files, fetched: false, unchecked: files });
    expect(uncheckedSentence(data)).toMatch(/^Only set\.zip has a published checksum, so that the files of The set that were there could not be checked: /);
  });

  it('in a zip of which a part is there already, leaves it: the same is checked, and another is not written over', async () => {
    const data = published('set.zip', zip, ['set_1.0/dev.jsonl', 'set_1.0/train.jsonl']);
    const own = path.join(folder, 'train.jsonl');
    await writeFile(own, 'my own edited copy');
    await expect(pullData(data, folder, download, {})).rejects.toMatchObject({ code: 'bad-data', message: expect.stringMatching(/train\.jsonl is not that of The set as it was published: .* Move it away, or choose another folder\./) as string });
    expect(await readFile(own, 'utf8')).toBe('my own edited copy');
    await writeFile(own, 'train');
    asked = [];
    expect(await pullData(data, folder, download, {})).toMatchObject({ fetched: true, unchecked: [] });
    expect(await readFile(path.join(folder, 'dev.jsonl'), 'utf8')).toBe('dev');
  });

  it('can be a copy that is on this machine, which stays', async () => {
    const copy = path.join(await mkdtemp(path.join(tmpdir(), 'copy-')), 'from a colleague.txt');
    await writeFile(copy, text);
    await pullData(published('set.txt', text), folder, download, { from: copy });
    expect(asked).toEqual([]);
    expect(await readFile(path.join(folder, 'set.txt'))).toEqual(text);
    expect(await readFile(copy)).toEqual(text);
  });

  it('that is another one now is deleted, and both sums are told', async () => {
    const data = { ...published('set.txt', text), sha256: 'a'.repeat(64) };
    await expect(pullData(data, folder, download, {})).rejects.toMatchObject({
      code: 'download',
      message: expect.stringMatching(/^What came from http.*set\.txt is not set\.txt as it was published \(SHA-256 [0-9a-f]{64}, not a{64}\) and was deleted\. .*--from FILE\.$/) as string,
    });
    expect((await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.txt'))).toEqual([]);
  });

  it('is not taken from a copy that is another file, nor from one that is not there', async () => {
    const other = path.join(folder, 'other.txt');
    await writeFile(other, 'other');
    await expect(pullData(published('set.txt', text), folder, download, { from: other })).rejects.toMatchObject({ code: 'bad-data', message: expect.stringContaining('other.txt is not The set as it was published') as string });
    await expect(pullData(published('set.txt', text), folder, download, { from: path.join(folder, 'none.txt') })).rejects.toMatchObject({ code: 'not-found' });
    expect(await readFile(other, 'utf8')).toBe('other');
  });

  it('does not write over another file of its name', async () => {
    const file = path.join(folder, 'set.txt');
    await writeFile(file, 'my own notes');
    await expect(pullData(published('set.txt', text), folder, download, {})).rejects.toMatchObject({ code: 'bad-data', message: expect.stringContaining('Move it away, or choose another folder.') as string });
    expect(await readFile(file, 'utf8')).toBe('my own notes');
  });

  it('whose place is gone is told with the address, in words, with the way around it', async () => {
    const data = { ...published('set.txt', text), uri: `http://127.0.0.1:${(server.address() as AddressInfo).port}/gone.txt` };
    await expect(pullData(data, folder, download, {})).rejects.toMatchObject({
      code: 'download',
      message: `${data.uri} could not be downloaded: there is no such file at that address any more (the server answered 404). You can also get set.txt in another way and name that copy: in the editor with “Choose a copy on this machine…”, in the terminal with --from FILE.`,
    });
  });

  it('that is being cancelled leaves nothing under its name', async () => {
    const cancel = new AbortController();
    const pulled = pullData(published('set.txt', text), folder, download, { signal: cancel.signal });
    cancel.abort(new Error('enough'));
    await expect(pulled).rejects.toThrow('enough');
    expect(await readdir(folder)).not.toContain('set.txt');
  });
});
