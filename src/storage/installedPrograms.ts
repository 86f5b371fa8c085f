import type { PythonFacts } from '../core/doctor/facts';
import { runProgram, type ProgramOptions } from './program';

/** Under which names Python answers. */
const pythons = ['python3', 'python', 'py'] as const;

/** Prints the version, and 1 where it can make an environment for the trainer. */
const askPython =
  "import sys, importlib.util as found; print('.'.join(map(str, sys.version_info[:3])), int(sys.version_info >= (3, 11) and all(map(found.find_spec, ('venv', 'ensurepip')))))";

/** @returns null where uv is not installed */
export async function uvVersion(options: ProgramOptions): Promise<string | null> {
  return (await outputOf('uv', ['--version'], options))?.replace(/^uv /, '') ?? null;
}

/** The first Python that can make environments, else the first that answers; null where none does. */
export async function findPython(options: ProgramOptions): Promise<(PythonFacts & { readonly name: string }) | null> {
  let first: (PythonFacts & { readonly name: string }) | null = null;
  for (const name of pythons) {
    const [, version, able] = /^(\S+) ([01])$/.exec((await outputOf(name, ['-c', askPython], options)) ?? '') ?? [];
    if (version === undefined) continue;
    const python = { name, version, makesEnvironments: able === '1' };
    if (python.makesEnvironments) return python;
    first ??= python;
  }
  return first;
}

/** Names of the cards that NVIDIA's driver lists; null where there is no driver, or no card. */
export async function graphicsCards(options: ProgramOptions): Promise<string[] | null> {
  const output = await outputOf('nvidia-smi', ['-L'], options);
  // A line is `GPU 0: NVIDIA H200 (UUID: GPU-…)`, and the UUID is nobody's business.
  return output?.split('\n').flatMap((line) => /^GPU \d+: (.+?)(?: \(UUID.*)?$/.exec(line.trim())?.[1] ?? []) ?? null;
}

/** What a program prints; null where it is not installed or fails. */
async function outputOf(program: string, args: readonly string[], options: ProgramOptions): Promise<string | null> {
  try {
    const { code, output } = await runProgram(program, args, options);
    return code === 0 ? output : null;
  } catch {
    options.signal?.throwIfAborted();
    return null;
  }
}
