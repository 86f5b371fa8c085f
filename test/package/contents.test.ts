import { readFile, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import yauzl from 'yauzl';

describe('The packaged extension', () => {
  let vsix: string;
  let files: string[];

  beforeAll(async () => {
    const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
    vsix = `blindspot-${process.platform}-${process.arch}-${version}.vsix`;
    files = await entries(vsix);
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

  it('activates with a few kilobytes, which load only the editor’s API, and the rest on first use', async () => {
    const text = await readFile('dist/extension.cjs', 'utf8');
    expect(text.length).toBeLessThan(20_000);
    const loaded = new Set([...text.matchAll(/(?:require|import)\("([^"]+)"\)/g)].map(([, name]) => name));
    expect([...loaded].sort()).toEqual(['./features.cjs', 'vscode']);
  });

  it('has nothing else in its root', () => {
    const inRoot = new Set(files.map((file) => file.split('/')[0]));
    expect([...inRoot].sort()).toEqual(['LICENSE.txt', 'changelog.md', 'dist', 'media', 'package.json', 'readme.md']);
  });

  it('has the llama.cpp of this platform alone, without its GPU variants of hundreds of megabytes', () => {
    const binaries = files.flatMap((file) => /^dist\/node_modules\/@node-llama-cpp\/([^/]+)\//.exec(file)?.[1] ?? []);
    expect(new Set(binaries).size).toBe(1);
    expect(binaries).not.toContainEqual(expect.stringMatching(/cuda|vulkan/));
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
