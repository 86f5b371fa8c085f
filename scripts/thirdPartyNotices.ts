// What the package holds of others, with their licences: most of these ask that their text goes wherever the code goes,
// and esbuild keeps no comment of a package that does not mark it.
import { readFile, readdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import * as z from 'zod';

const SourceMap = z.object({ sources: z.array(z.string()) });
const Manifest = z.object({ name: z.string(), version: z.string(), license: z.string().optional() });

/** Inside node-llama-cpp's binaries; its text lies in none of its packages. */
const llamaCpp = {
  title: 'llama.cpp and ggml (https://github.com/ggml-org/llama.cpp), compiled into the binaries of node-llama-cpp: MIT',
  text: 'Copyright (c) 2023-2026 The ggml authors. The terms are those of the MIT License, as they stand below "node-llama-cpp".',
};

/** Folders of the packages that esbuild has put into the bundles, by their source maps. */
export async function bundledPackages(dist: string): Promise<Set<string>> {
  const folders = new Set<string>();
  for (const entry of await readdir(dist, { withFileTypes: true, recursive: true })) {
    if (!entry.name.endsWith('.map') || entry.parentPath.includes('node_modules')) continue;
    const file = join(entry.parentPath, entry.name);
    for (const source of SourceMap.parse(JSON.parse(await readFile(file, 'utf8'))).sources) {
      const [folder] = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(resolve(dirname(file), source)) ?? [];
      if (folder !== undefined) folders.add(folder);
    }
  }
  return folders;
}

/**
 * The notices of packages, one after the other by name.
 *
 * @throws Error where a package says nothing of its licence
 */
export async function thirdPartyNotices(folders: Iterable<string>): Promise<string> {
  const notices = new Map([[llamaCpp.title, llamaCpp.text]]);
  for (const folder of folders) {
    const { name, version, license } = Manifest.parse(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')));
    const file = (await readdir(folder)).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
    if (file === undefined && license === undefined) throw new Error(`${folder} says nothing of its licence.`);
    const text = file === undefined ? 'The package has no text of its licence.' : (await readFile(join(folder, file), 'utf8')).trim();
    notices.set(`${name} ${version}: ${license ?? 'licence as below'}`, text);
  }
  const sections = [...notices].sort(([one], [other]) => (one < other ? -1 : 1)).map(([title, text]) => `${title}\n${'-'.repeat(title.length)}\n\n${text}\n`);
  return `Blindspot is under the MIT licence (LICENSE). It contains the following works of others.\n\n${sections.join('\n\n')}`;
}
