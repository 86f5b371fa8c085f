import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { fetchPackage } from '../../scripts/platformPackage';

const name = '@node-llama-cpp/mac-arm64-metal';

describe('Fetching the llama.cpp of another platform', () => {
  let folder: string;
  let integrity: string;
  let registry: Registry;
  let calls = 0;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'blindspot-registry-'));
    const tarball = await makeTarball(folder);
    integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
    registry = await serve(tarball, integrity);
  });

  beforeEach(() => {
    vi.stubEnv('npm_config_registry', registry.address);
    vi.stubEnv('npm_config_cache', join(folder, 'cache'));
    return () => vi.unstubAllEnvs();
  });

  afterAll(async () => {
    registry.server.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('takes the version of the lock file, unpacked', async () => {
    const fetched = await fetchWith({ version: '3.22.1', integrity });
    expect(await readFile(join(fetched, 'bins/llama.node'), 'utf8')).toBe('not really');
  });

  it('takes it where the lock file has no checksum, too: npm has checked it against the registry’s', async () => {
    const fetched = await fetchWith({ version: '3.22.1' });
    expect(await readFile(join(fetched, 'package.json'), 'utf8')).toContain(name);
  });

  it('refuses one that is not what the lock file says', async () => {
    await expect(fetchWith({ version: '3.22.1', integrity: `sha512-${'A'.repeat(86)}==` })).rejects.toThrow(/has the checksum sha512-.*says sha512-AAA/);
  });

  it('says what to do where the registry does not have it', async () => {
    await expect(fetchWith({ version: '3.22.2' })).rejects.toThrow(/mac-arm64-metal@3\.22\.2 is not installed here, and npm’s registry does not give it either/);
  });

  async function fetchWith(locked: { readonly version: string; readonly integrity?: string }): Promise<string> {
    const into = join(folder, `call-${(calls += 1)}`);
    await mkdir(into);
    const lockFile = join(into, 'package-lock.json');
    await writeFile(lockFile, JSON.stringify({ packages: { [`node_modules/${name}`]: locked } }));
    return fetchPackage({ name, into, lockFile });
  }
});

/** A package as npm packs it: everything below `package/`. */
async function makeTarball(folder: string): Promise<Buffer> {
  await mkdir(join(folder, 'package/bins'), { recursive: true });
  await writeFile(join(folder, 'package/package.json'), JSON.stringify({ name, version: '3.22.1' }));
  await writeFile(join(folder, 'package/bins/llama.node'), 'not really');
  execFileSync('tar', ['-czf', 'package.tgz', 'package'], { cwd: folder });
  return readFile(join(folder, 'package.tgz'));
}

interface Registry {
  readonly server: Server;
  readonly address: string;
}

/** A registry of this one package and version. */
async function serve(tarball: Buffer, integrity: string): Promise<Registry> {
  const server = createServer(({ url }, response) => {
    if (url?.endsWith('.tgz')) return response.end(tarball);
    if (decodeURIComponent(url ?? '') !== `/${name}`) return response.writeHead(404).end('{}');
    const version = { name, version: '3.22.1', dist: { tarball: `${address}/package.tgz`, integrity } };
    return response.end(JSON.stringify({ name, 'dist-tags': { latest: '3.22.1' }, versions: { '3.22.1': version } }));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { server, address };
}
