import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { llamaCppSource, root } from './places';
import { runProgram } from './program';

const bundled = join(root, 'node_modules', 'node-llama-cpp', 'llama');
const releaseFile = z.object({ release: z.string() });
const targets = ['llama-bench', 'llama-batched-bench', 'llama-quantize'] as const;

export interface LlamaCpp {
  readonly bench: string;
  readonly batchedBench: string;
  readonly quantize: string;
  readonly release: string;
  readonly commit: string;
}

/**
 * llama.cpp's own programs, built for this machine from the very source that node-llama-cpp carries
 * (`gitRelease.bundle`), so that the benchmark compares two ways to call one library and not two
 * libraries. Built once; needs git, cmake, ninja and a C++ compiler.
 */
export async function buildLlamaCpp(): Promise<LlamaCpp> {
  if (!existsSync(join(llamaCppSource, '.git'))) {
    await runProgram('git', ['clone', '--quiet', join(bundled, 'gitRelease.bundle'), llamaCppSource]);
  }
  const bin = join(llamaCppSource, 'build', 'bin');
  if (!targets.every((target) => existsSync(join(bin, target)))) await build();
  const { release } = releaseFile.parse(
    JSON.parse(await readFile(join(bundled, 'binariesGithubRelease.json'), 'utf8')),
  );
  const { stdout } = await runProgram('git', ['rev-parse', '--short', 'HEAD'], { cwd: llamaCppSource });
  return {
    bench: join(bin, 'llama-bench'),
    batchedBench: join(bin, 'llama-batched-bench'),
    quantize: join(bin, 'llama-quantize'),
    release,
    commit: stdout.trim(),
  };
}

async function build(): Promise<void> {
  const off = ['BUILD_SHARED_LIBS', 'LLAMA_CURL', 'LLAMA_BUILD_TESTS', 'LLAMA_BUILD_EXAMPLES', 'LLAMA_BUILD_SERVER'];
  await runProgram(
    'cmake',
    [
      ...['-S', '.', '-B', 'build', '-G', 'Ninja', '-DCMAKE_BUILD_TYPE=Release', '-DGGML_NATIVE=ON'],
      `-DCMAKE_CXX_FLAGS=-include ${join(import.meta.dirname, 'tileConfig.h')}`,
      ...off.map((option) => `-D${option}=OFF`),
    ],
    { cwd: llamaCppSource },
  );
  await runProgram('cmake', ['--build', 'build', '--target', ...targets], { cwd: llamaCppSource });
}
