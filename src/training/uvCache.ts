import { stat } from 'node:fs/promises';
import { runProgram, type ProgramOptions } from '../storage/program';

/**
 * Which packages uv would have to fetch, by its dry run; undefined where it does not say so without a doubt, or where
 * its cache does not save the room: on another disk, or where it is told to copy.
 *
 * @param sync the command that would install them
 * @param folder is there already
 */
export async function uncachedPackages([program, ...args]: readonly [string, ...string[]], folder: string, options: ProgramOptions): Promise<readonly string[] | undefined> {
  const linkMode = options.environment['UV_LINK_MODE'];
  if (linkMode !== undefined && linkMode !== 'hardlink' && linkMode !== 'clone') return undefined;
  const lines: string[] = [];
  try {
    const cache = await runProgram(program, ['cache', 'dir'], options);
    if (cache.code !== 0 || (await stat(cache.output)).dev !== (await stat(folder)).dev) return undefined;
    const { code } = await runProgram(program, [...args, '--dry-run', '--verbose'], {
      ...options,
      onLine: (line) => lines.push(line),
    });
    if (code !== 0 || !lines.some((line) => line.startsWith('Would install '))) return undefined;
    const names = lines.flatMap((line) => /Identified uncached distribution: ([^\s=]+)==/.exec(line)?.[1] ?? []);
    const [total = '0'] = lines.flatMap((line) => /^Would download (\d+) packages?$/.exec(line)?.[1] ?? []);
    // The names are in lines for uv's own makers, which may be worded otherwise one day; the number is not.
    return names.length === Number(total) ? names : undefined;
  } catch {
    options.signal?.throwIfAborted();
    return undefined;
  }
}
