import { existsSync } from 'node:fs';
import { copyFile, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { llamaCppSource, root } from './places';
import { runProgram } from './program';

const bundled = join(root, 'node_modules', 'node-llama-cpp', 'llama');
const platform = `${process.platform}-${process.arch}`;
const prebuilt = join(root, 'node_modules', '@node-llama-cpp', platform, 'bins', platform);
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
 * llama.cpp's own programs, built from the very source that node-llama-cpp carries (`gitRelease.bundle`) and with the
 * code that it ships for the processor, so that the benchmark compares two ways to call one library and not two
 * libraries or two compilers. Built once; for Linux; needs git, cmake, ninja and a C++ compiler.
 */
export async function buildLlamaCpp(): Promise<LlamaCpp> {
  if (!existsSync(join(llamaCppSource, '.git'))) {
    await runProgram('git', ['clone', '--quiet', join(bundled, 'gitRelease.bundle'), llamaCppSource]);
  }
  const bin = join(llamaCppSource, 'build', 'bin');
  if (!targets.every((target) => existsSync(join(bin, target)))) await build(bin);
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

/** The shipped code comes in variants, among which llama.cpp chooses by what the processor can. */
async function build(bin: string): Promise<void> {
  const off = ['LLAMA_CURL', 'LLAMA_BUILD_TESTS', 'LLAMA_BUILD_EXAMPLES', 'LLAMA_BUILD_SERVER', 'GGML_NATIVE'];
  await runProgram(
    'cmake',
    [
      ...['-S', '.', '-B', 'build', '-G', 'Ninja', '-DCMAKE_BUILD_TYPE=Release', '-DBUILD_SHARED_LIBS=ON', '-DGGML_BACKEND_DL=ON'],
      ...off.map((option) => `-D${option}=OFF`),
    ],
    { cwd: llamaCppSource },
  );
  await runProgram('cmake', ['--build', 'build', '--target', ...targets], { cwd: llamaCppSource });
  for (const file of await readdir(prebuilt)) {
    if (file.includes('ggml-cpu-')) await copyFile(join(prebuilt, file), join(bin, file));
  }
}
