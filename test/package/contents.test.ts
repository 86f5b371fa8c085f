import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, rm, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import yauzl from 'yauzl';
import { fetchPackage } from '../../scripts/platformPackage';
import { binariesFor } from '../../scripts/targets';

/** The package of llama.cpp for each target that is published. */
const llamaOf: Readonly<Record<string, string>> = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'darwin-x64': 'mac-x64',
  'darwin-arm64': 'mac-arm64-metal',
  'win32-x64': 'win-x64',
};

const lockFile = 'package-lock.json';
const here = `${process.platform}-${process.arch}`;

/** npm ci brings that of this platform. @returns why another cannot be had; null where it can */
async function whyMissing(target: string): Promise<unknown> {
  const name = `@node-llama-cpp/${llamaOf[target]}`;
  if (existsSync(`node_modules/${name}/package.json`)) return null;
  return fetchPackage({ name, into: resolve('.cache/platforms'), lockFile: resolve(lockFile) }).then(
    () => null,
    (error: unknown) => error,
  );
}

const targets = await Promise.all(Object.keys(llamaOf).map(async (target) => ({ target, missing: await whyMissing(target) })));

describe.each(targets.filter(({ missing }) => missing !== null))('The extension for $target', ({ missing }) => {
  it('cannot be packaged only where the registry does not have its llama.cpp', () => {
    expect(missing).toMatchObject({ message: expect.stringContaining('npm’s registry does not give it either') as string, cause: { stderr: expect.stringMatching(/E404|ETARGET/) as string } });
  });
});

describe.each(targets.filter(({ missing }) => missing === null))('The extension packaged for $target', ({ target }) => {
  let vsix: string;
  let files: string[];

  beforeAll(async () => {
    if (target !== here) packageFor(target);
    vsix = await vsixOf(target);
    files = await entries(vsix);
  }, 180_000);

  afterAll(async () => {
    if (target !== here) await rm(vsix);
  });

  it('is at most 25 MB', async () => {
    expect((await stat(vsix)).size).toBeLessThanOrEqual(25e6);
  });

  it('has a demonstration adapter of at most 12 MB', async () => {
    expect((await stat('media/smollm2-135m-mnli.gguf')).size).toBeLessThanOrEqual(12e6);
  });

  it('has the bundles, the pages and the papers', () => {
    const needed = [
      ...['package.json', 'readme.md', 'changelog.md', 'LICENSE.txt'],
      ...['dist/extension.cjs', 'dist/features.cjs', 'dist/engine.mjs', 'dist/download.mjs', 'dist/keeper.mjs', 'dist/cli.js'],
      ...['dist/webview/breakdown.js', 'dist/webview/breakdown.css', 'dist/webview/annotation.js', 'dist/webview/annotation.css'],
      ...['dist/trainer/requirements.txt', 'dist/trainer/blindspot_trainer/__main__.py'],
      'dist/node_modules/node-llama-cpp/package.json',
      ...['media/smollm2-135m-mnli.gguf', 'media/smollm2-135m-mnli.md'],
    ];
    expect(needed.filter((path) => !files.includes(path))).toEqual([]);
  });

  it('has the licences of what it contains, bundled or as a package', async () => {
    const notices = await textIn(vsix, 'ThirdPartyNotices.txt');
    for (const name of ['zod', 'chart.js', 'lit-html', 'commander', 'yauzl', '@vscode/webview-ui-toolkit', 'node-llama-cpp', 'ipull']) expect(notices).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+: `, 'm'));
    expect(notices).toContain('The ggml authors');
    expect(notices).toContain('Copyright (c) 2025 Colin McDonnell');
  });

  it('activates with a few kilobytes, which load only the editor’s API, and the rest on first use', async () => {
    const text = await readFile('dist/extension.cjs', 'utf8');
    expect(text.length).toBeLessThan(20_000);
    const loaded = new Set([...text.matchAll(/(?:require|import)\("([^"]+)"\)/g)].map(([, name]) => name));
    expect([...loaded].sort()).toEqual(['./features.cjs', 'vscode']);
  });

  it('has nothing else in its root', () => {
    const inRoot = new Set(files.map((file) => file.split('/')[0]));
    expect([...inRoot].sort()).toEqual(['LICENSE.txt', 'ThirdPartyNotices.txt', 'changelog.md', 'dist', 'docs', 'media', 'package.json', 'readme.md']);
  });

  it('has the llama.cpp of its platform alone, without the GPU variants of hundreds of megabytes', () => {
    const binaries = files.flatMap((file) => /^dist\/node_modules\/@node-llama-cpp\/([^/]+)\//.exec(file)?.[1] ?? []);
    expect([...new Set(binaries)]).toEqual([llamaOf[target]]);
  });

  it('has no sources, no maps, no tests and no package that only compiles llama.cpp', () => {
    const unwanted = /\.map$|\.d\.ts$|(^|\/)\.cache\/|^src\/|^test\/|gitRelease\.bundle|node_modules\/(cmake-js|yargs|typescript|node-addon-api)\//;
    expect(files.filter((file) => unwanted.test(file))).toEqual([]);
  });

  it('has every file that the manifest names', async () => {
    const manifest = await readFile('package.json', 'utf8');
    const named = [...manifest.matchAll(/"(?:\.\/)?((?:media|dist)\/[^"]+)"/g)].map(([, path]) => path);
    expect(named).toContain('dist/extension.cjs');
    expect(named.filter((path) => !files.includes(path ?? ''))).toEqual([]);
  });
});

describe('llama.cpp for a target', () => {
  it.each(Object.keys(llamaOf))('%s is one package, and one that npm takes for that system and processor', async (target) => {
    const { packages } = JSON.parse(await readFile(lockFile, 'utf8')) as { packages: Record<string, { os?: string[]; cpu?: string[] }> };
    const [system, processor] = target.split('-');
    const chosen = binariesFor(target, undefined);
    expect(chosen).toEqual([`@node-llama-cpp/${llamaOf[target]}`]);
    expect(packages[`node_modules/${chosen[0]}`]).toMatchObject({ os: [system], cpu: expect.arrayContaining([processor]) as string[] });
  });

  it('comes with CUDA and Vulkan on Linux and Windows alone, beside that of the CPU', () => {
    expect(binariesFor('linux-x64', 'cuda')).toEqual(['@node-llama-cpp/linux-x64', '@node-llama-cpp/linux-x64-cuda', '@node-llama-cpp/linux-x64-cuda-ext']);
    expect(binariesFor('win32-x64', 'vulkan')).toEqual(['@node-llama-cpp/win-x64', '@node-llama-cpp/win-x64-vulkan']);
    expect(() => binariesFor('darwin-x64', 'vulkan')).toThrow('there is none');
  });
});

describe('npm run package', () => {
  it('names the targets that there are when it is asked for another', () => {
    expect(() => packageFor('amiga-m68k')).toThrow(/No such target as amiga-m68k: choose one of linux-x64, linux-arm64/);
  });

  it('says which GPU builds a target has', () => {
    expect(() => packageFor('linux-x64', '--gpu', 'metal')).toThrow('There is no build with --gpu metal for linux-x64: there are cuda and vulkan.');
    expect(() => packageFor('darwin-arm64', '--gpu', 'cuda')).toThrow('There is no build with --gpu cuda for darwin-arm64: there is none.');
  });
});

function packageFor(target: string, ...more: readonly string[]): void {
  execFileSync(process.execPath, ['--import', 'tsx', 'scripts/package.ts', '--target', target, ...more], { stdio: 'pipe' });
}

async function vsixOf(target: string): Promise<string> {
  const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
  return `blindspot-${target}-${version}.vsix`;
}

/** Paths inside the extension's folder of a VSIX, which is a zip. */
async function entries(vsix: string): Promise<string[]> {
  const zip = await promisify<string, yauzl.Options, yauzl.ZipFile>(yauzl.open)(vsix, { lazyEntries: false });
  return new Promise((done, failed) => {
    const names: string[] = [];
    zip.on('entry', (entry: yauzl.Entry) => {
      if (entry.fileName.startsWith('extension/')) names.push(entry.fileName.slice('extension/'.length));
    });
    zip.on('end', () => done(names));
    zip.on('error', failed);
  });
}

async function textIn(vsix: string, file: string): Promise<string> {
  const zip = await promisify<string, yauzl.Options, yauzl.ZipFile>(yauzl.open)(vsix, { lazyEntries: false });
  return new Promise((done, failed) => {
    zip.on('entry', (entry: yauzl.Entry) => {
      if (entry.fileName !== `extension/${file}`) return;
      zip.openReadStream(entry, (error, stream) => {
        if (error) failed(error);
        else text(stream).then(done, failed);
      });
    });
    zip.on('error', failed);
  });
}
