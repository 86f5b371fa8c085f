// npm run package [-- --target linux-x64 [--gpu vulkan]]: the VSIX of one platform, staged in .cache/vsix.
//
// The bundles need no package but node-llama-cpp, which cannot be bundled (it forks its own files).
// It is put into dist/node_modules with its dependencies, so that dist/engine.mjs finds it here as
// it finds it in a checkout; vsce leaves out a node_modules in the root. .vscodeignore thins it.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { fetchPackage } from './platformPackage';
import { binariesFor } from './targets';
import { bundledPackages, thirdPartyNotices } from './thirdPartyNotices';

const shipped = ['dist', 'docs', 'media', 'README.md', 'CHANGELOG.md', 'LICENSE', '.vscodeignore'];

/** Loaded by node-llama-cpp only when it compiles llama.cpp or runs as a command. */
const neverLoaded = ['cmake-js', 'yargs', 'typescript', 'node-addon-api', 'validate-npm-package-name', '@reflink/reflink'];

const Manifest = z.looseObject({
  version: z.string(),
  repository: z.unknown().optional(),
  dependencies: z.record(z.string(), z.string()).default({}),
});
const root = resolve(import.meta.dirname, '..');

const { values } = parseArgs({
  options: { target: { type: 'string', default: `${process.platform}-${process.arch}` }, gpu: { type: 'string' } },
});
await packageFor(values.target, values.gpu);

async function packageFor(target: string, gpu: string | undefined): Promise<void> {
  const wanted = binariesFor(target, gpu);
  const stage = join(root, '.cache/vsix');
  await rm(stage, { recursive: true, force: true });
  await mkdir(stage, { recursive: true });
  for (const name of shipped) await cp(join(root, name), join(stage, name), { recursive: true });
  const loaded = await closure('node-llama-cpp');
  for (const folder of loaded) await stagePackage(folder, relative(root, folder), stage);
  for (const name of wanted) await stagePackage(await binaryFolder(name), join('node_modules', name), stage);
  await writeFile(join(stage, 'ThirdPartyNotices.txt'), await thirdPartyNotices([...(await bundledPackages(join(root, 'dist'))), ...loaded]));
  const { scripts, dependencies, devDependencies, ...manifest } = await readManifest(root);
  await writeFile(join(stage, 'package.json'), JSON.stringify(manifest, null, 2));

  const vsix = join(root, `blindspot-${target}${gpu === undefined ? '' : `-${gpu}`}-${manifest.version}.vsix`);
  const vsce = join(findPackage('@vscode/vsce', root), 'vsce');
  // Without a repository vsce does not know where the README's links lead outside of the package.
  const links = manifest.repository === undefined ? ['--allow-missing-repository', '--no-rewrite-relative-links'] : [];
  execFileSync(process.execPath, [vsce, 'package', '--target', target, '--out', vsix, '--no-dependencies', ...links], {
    cwd: stage,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  });
  console.log(`${relative(root, vsix)}: ${((await stat(vsix)).size / 1e6).toFixed(1)} MB`);
}

async function binaryFolder(name: string): Promise<string> {
  const installed = join(root, 'node_modules', name);
  if (existsSync(join(installed, 'package.json'))) return installed;
  return fetchPackage({ name, into: join(root, '.cache/platforms'), lockFile: join(root, 'package-lock.json') });
}

/** Puts a package where Node.js finds it from dist/engine.mjs, without the packages inside it. */
async function stagePackage(folder: string, place: string, stage: string): Promise<void> {
  await cp(folder, join(stage, 'dist', place), { recursive: true, filter: (file) => !relative(folder, file).startsWith('node_modules') });
}

/** Folders of a package and of all that it depends on. */
async function closure(name: string): Promise<Set<string>> {
  const folders = new Set<string>();
  const visit = async (dependency: string, from: string): Promise<void> => {
    const folder = findPackage(dependency, from);
    if (folders.has(folder)) return;
    folders.add(folder);
    for (const next of Object.keys((await readManifest(folder)).dependencies)) {
      if (!neverLoaded.includes(next)) await visit(next, folder);
    }
  };
  await visit(name, root);
  return folders;
}

/** As Node.js looks a package up: in the node_modules of the folder, then of those above it. */
function findPackage(name: string, from: string): string {
  const candidate = join(from, 'node_modules', name);
  if (existsSync(join(candidate, 'package.json'))) return candidate;
  if (from === dirname(from)) {
    throw new Error(`${name} is not installed here: run npm ci.`);
  }
  return findPackage(name, dirname(from));
}

async function readManifest(folder: string): Promise<z.infer<typeof Manifest>> {
  return Manifest.parse(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')));
}
