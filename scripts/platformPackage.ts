// A package of npm's for another platform than this one, which npm ci leaves out.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';

const run = promisify(execFile);

const Lock = z.object({ packages: z.record(z.string(), z.object({ version: z.string().optional(), integrity: z.string().optional() })) });
const Packed = z.tuple([z.object({ filename: z.string(), integrity: z.string() })]);

export interface Wanted {
  /** As the lock file has it. */
  readonly name: string;
  /** Where it is kept between calls. */
  readonly into: string;
  readonly lockFile: string;
}

/**
 * Fetches a package from the registry at the lock file's version. npm holds it against the registry's own checksum, and
 * it is held against the lock file's here, where that has one.
 *
 * @returns its folder
 */
export async function fetchPackage({ name, into, lockFile }: Wanted): Promise<string> {
  const { packages } = Lock.parse(JSON.parse(await readFile(lockFile, 'utf8')));
  const { version, integrity } = packages[`node_modules/${name}`] ?? {};
  if (version === undefined) throw new Error(`${name} is not in ${lockFile}: run npm install where the package is missing.`);
  const folder = join(into, `${name.replace('/', '-')}-${version}`);
  if (existsSync(join(folder, 'package.json'))) return folder;

  const unpacking = `${folder}.unpacking`;
  await rm(unpacking, { recursive: true, force: true });
  await mkdir(unpacking, { recursive: true });
  try {
    const packed = await pack(`${name}@${version}`, unpacking);
    if (integrity !== undefined && packed.integrity !== integrity) {
      throw new Error(`The registry’s ${name}@${version} has the checksum ${packed.integrity}, and ${lockFile} says ${integrity}: do not use it.`);
    }
    await run('tar', ['-xzf', packed.filename], { cwd: unpacking });
    await rm(folder, { recursive: true, force: true });
    await rename(join(unpacking, 'package'), folder);
  } finally {
    await rm(unpacking, { recursive: true, force: true });
  }
  return folder;
}

async function pack(spec: string, folder: string): Promise<z.infer<typeof Packed>[0]> {
  try {
    // Windows has npm as a batch file, which only a shell starts; nothing in the line comes from outside.
    const shell = process.platform === 'win32';
    const { stdout } = await run('npm', ['pack', spec, '--json', '--loglevel=error'], { cwd: folder, shell });
    return Packed.parse(JSON.parse(stdout))[0];
  } catch (error) {
    throw new Error(
      `${spec} is not installed here, and npm’s registry does not give it either. On a machine of its platform npm ci installs it: package there, or ask a registry that has it (npm config set registry).`,
      { cause: error },
    );
  }
}
