import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, readdir } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import { createServer, request as ask } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { hubDownload } from '../../src/engine/hubDownload';
import { downloadProgram } from '../fixtures/downloadProgram';
import { startFileServer, type FileServer } from '../fixtures/fileServer';

// The library keeps only whole pieces of 5 MB and fetches several at once: long enough for some to be whole.
const content = Buffer.alloc(48 * 1024 * 1024, 'GGUF and a long tail. ');

let server: FileServer;
let folder: string;

let program: string;

beforeAll(async () => {
  program = await downloadProgram();
});

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'hub ü '));
  server = await startFileServer(content);
});

afterEach(() => {
  server.close();
});

function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

describe('a download with node-llama-cpp', () => {
  it('brings the file as it is, into a path with spaces and non-ASCII letters', async () => {
    // What comes at once does not end where a piece does.
    server.bytesPerStep = 999_983;
    const progress: number[] = [];
    const file = await hubDownload({ program })(
      { kind: 'hub', uri: server.uri('model.gguf') },
      { folder, fileName: 'model 7B.gguf' },
      { onProgress: ({ done }) => progress.push(done) },
    );
    expect(file).toEqual({ path: path.join(folder, 'model 7B.gguf'), sha256: null });
    expect(digest(await readFile(file.path))).toBe(digest(content));
    expect(progress.at(-1)).toBe(content.length);
  });

  it('ends where the file ends, though the library’s notes behind it were written after they had been cut off', async () => {
    const slow = await downloadProgram({ name: 'slow-notes', statements: slowNotes });
    const file = await hubDownload({ program: slow })({ kind: 'hub', uri: server.uri('model.gguf') }, { folder, fileName: 'model.gguf' }, {});
    expect(digest(await readFile(file.path))).toBe(digest(content));
  });

  it('leaves nothing under the name when it is cancelled, and goes on from there the next time', async () => {
    server.bytesPerStep = 256 * 1024;
    const stop = new AbortController();
    const cancelled = hubDownload({ program })(
      { kind: 'hub', uri: server.uri('model.gguf') },
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

    server.served = 0;
    const file = await hubDownload({ program })(
      { kind: 'hub', uri: server.uri('model.gguf') },
      { folder, fileName: 'model.gguf' },
      {},
    );
    expect(digest(await readFile(file.path))).toBe(digest(content));
    expect(server.served).toBeLessThan(content.length);
  });

  it('says which address does not exist', async () => {
    const missing = hubDownload({ program })(
      { kind: 'hub', uri: server.uri('other.gguf') },
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

describe('a download behind a proxy', () => {
  it('asks the proxy for what is not encrypted', async () => {
    const proxy = await startProxy();
    const environment = () => ({ ...process.env, HTTP_PROXY: proxy.address, http_proxy: proxy.address, NO_PROXY: '', no_proxy: '' });
    const file = await hubDownload({ program, environment })({ kind: 'hub', uri: server.uri('model.gguf') }, { folder, fileName: 'model.gguf' }, {});
    expect(digest(await readFile(file.path))).toBe(digest(content));
    expect(new Set(proxy.asked)).toEqual(new Set([`GET ${server.uri('model.gguf')}`]));
  });

  it('goes through a tunnel of the proxy for what is', async () => {
    const certificate = selfSigned(folder);
    const secure = await startFileServer(content, certificate);
    onTestFinished(() => secure.close());
    const proxy = await startProxy();
    const environment = () => ({ ...process.env, HTTPS_PROXY: proxy.address, https_proxy: proxy.address, NO_PROXY: '', no_proxy: '', NODE_EXTRA_CA_CERTS: path.join(folder, 'certificate.pem') });
    const file = await hubDownload({ program, environment })({ kind: 'hub', uri: secure.uri('model.gguf') }, { folder, fileName: 'model.gguf' }, {});
    expect(digest(await readFile(file.path))).toBe(digest(content));
    expect(new Set(proxy.asked)).toEqual(new Set([`CONNECT localhost:${secure.port}`]));
  });

  it('says that the proxy refuses', async () => {
    const proxy = await startProxy(403);
    const environment = () => ({ ...process.env, HTTPS_PROXY: proxy.address, https_proxy: proxy.address, NO_PROXY: '', no_proxy: '' });
    const refused = hubDownload({ program, environment, silenceMs: 15_000 })({ kind: 'hub', uri: 'https://localhost:9/model.gguf' }, { folder, fileName: 'model.gguf' }, {});
    await expect(refused).rejects.toMatchObject({ code: 'download' });
    expect(proxy.asked).toContain('CONNECT localhost:9');
  });
});

/** What is written as JSON takes a tenth of a second, as on a disk with much to do. A file is closed when all of it is written, as Node.js does. */
const slowNotes = `
import slowFiles from 'node:fs/promises';
{
  const open = slowFiles.open;
  slowFiles.open = async (...args) => {
    const handle = await open(...args);
    const [write, close] = [handle.write.bind(handle), handle.close.bind(handle)];
    const notes = [];
    handle.write = (buffer, ...where) => {
      if (!Buffer.from(buffer).toString('latin1', 0, 2).startsWith('{"')) return write(buffer, ...where);
      const written = new Promise((resolve) => setTimeout(resolve, 100)).then(() => write(buffer, ...where));
      notes.push(written);
      return written;
    };
    handle.close = async () => { await Promise.all(notes); return close(); };
    return handle;
  };
}`;

/** A proxy for both kinds of address, which notes what it was asked. @param refusal status of its answer to every tunnel; none is refused when left out */
async function startProxy(refusal?: number): Promise<{ readonly address: string; readonly asked: readonly string[] }> {
  const asked: string[] = [];
  const proxy = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const { headers, method } = request;
    ask(request.url ?? '', { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    }).end();
  });
  proxy.on('connect', (request, socket) => {
    asked.push(`CONNECT ${request.url}`);
    socket.on('error', () => undefined);
    if (refusal !== undefined) return void socket.end(`HTTP/1.1 ${refusal} Refused\r\n\r\n`);
    const target = connect(Number(new URL(`http://${request.url}`).port), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      target.pipe(socket);
      socket.pipe(target);
    });
    target.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    proxy.closeAllConnections();
    proxy.close();
  });
  return { address: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, asked };
}

function selfSigned(at: string): { readonly key: string; readonly cert: string } {
  const [keyFile, certFile] = [path.join(at, 'key.pem'), path.join(at, 'certificate.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', keyFile, '-out', certFile, ...subject], { stdio: 'ignore' });
  return { key: readFileSync(keyFile, 'utf8'), cert: readFileSync(certFile, 'utf8') };
}
