import { createHash } from 'node:crypto';
import { mkdtemp, readFile, readdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hubDownload } from '../../src/engine/hubDownload';

// Inside the repository, so that the program finds node-llama-cpp.
const program = path.resolve('.cache/test/download.mjs');
// The library keeps only whole pieces of 5 MB and fetches several at once: long enough for some to be whole.
const content = Buffer.alloc(48 * 1024 * 1024, 'GGUF and a long tail. ');

let server: Server;
let served: number;
let bytesPerStep: number;
let folder: string;

beforeAll(() =>
  build({
    entryPoints: ['src/engine/host/download.ts'],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['node-llama-cpp'],
    logLevel: 'warning',
  }),
);

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'hub ü '));
  served = 0;
  bytesPerStep = content.length;
  server = createServer((request, response) => {
    if (request.url !== '/model.gguf') return void response.writeHead(404).end();
    const [, first, last] = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? '') ?? [];
    const start = Number(first ?? 0);
    const end = last ? Number(last) + 1 : content.length;
    response.writeHead(first === undefined ? 200 : 206, {
      'accept-ranges': 'bytes',
      'content-length': end - start,
      ...(first !== undefined && { 'content-range': `bytes ${start}-${end - 1}/${content.length}` }),
    });
    if (request.method === 'HEAD') return void response.end();
    let at = start;
    const step = (): void => {
      if (response.destroyed) return;
      const piece = content.subarray(at, Math.min(end, at + bytesPerStep));
      at += piece.length;
      // The library's first request, which asks for the size, is one for the whole and is broken off.
      if (first !== undefined) served += piece.length;
      response.write(piece);
      if (at >= end) response.end();
      else setTimeout(step, 20);
    };
    step();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

function uri(name: string): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/${name}`;
}

function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

describe('a download with node-llama-cpp', () => {
  it('brings the file as it is, into a path with spaces and non-ASCII letters', async () => {
    const progress: number[] = [];
    const file = await hubDownload({ program })(
      { kind: 'hub', uri: uri('model.gguf') },
      { folder, fileName: 'model 7B.gguf' },
      { onProgress: ({ done }) => progress.push(done) },
    );
    expect(file).toEqual({ path: path.join(folder, 'model 7B.gguf'), sha256: null });
    expect(digest(await readFile(file.path))).toBe(digest(content));
    expect(progress.at(-1)).toBe(content.length);
  });

  it('leaves nothing under the name when it is cancelled, and goes on from there the next time', async () => {
    bytesPerStep = 256 * 1024;
    const stop = new AbortController();
    const cancelled = hubDownload({ program })(
      { kind: 'hub', uri: uri('model.gguf') },
      { folder, fileName: 'model.gguf' },
      {
        signal: stop.signal,
        onProgress: ({ done }) => {
          if (done > content.length * 0.75) stop.abort(new Error('stopped by hand'));
        },
      },
    );
    await expect(cancelled).rejects.toThrow('stopped by hand');
    expect(await readdir(folder)).toEqual(['model.gguf.ipull']);

    served = 0;
    const file = await hubDownload({ program })(
      { kind: 'hub', uri: uri('model.gguf') },
      { folder, fileName: 'model.gguf' },
      {},
    );
    expect(digest(await readFile(file.path))).toBe(digest(content));
    expect(served).toBeLessThan(content.length);
  });

  it('says which address does not exist', async () => {
    const missing = hubDownload({ program })(
      { kind: 'hub', uri: uri('other.gguf') },
      { folder, fileName: 'model.gguf' },
      {},
    );
    await expect(missing).rejects.toMatchObject({ code: 'download', message: expect.stringContaining('other.gguf') as string });
  });

  it('gives up when no byte comes, where the library would go on trying for minutes', async () => {
    const nobody = hubDownload({ program, silenceMs: 3000 })(
      { kind: 'hub', uri: 'http://127.0.0.1:9/model.gguf' },
      { folder, fileName: 'model.gguf' },
      {},
    );
    await expect(nobody).rejects.toMatchObject({
      code: 'download',
      message: expect.stringContaining('no data came for 3 seconds') as string,
    });
  });
});
