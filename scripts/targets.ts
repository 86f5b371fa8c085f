// Which packages of npm hold llama.cpp for which platform.

/** The binaries of llama.cpp for each of vsce's targets: CPU, and Metal on Apple's own chips. */
const binaries: Readonly<Partial<Record<string, string>>> = {
  'linux-x64': '@node-llama-cpp/linux-x64',
  'linux-arm64': '@node-llama-cpp/linux-arm64',
  'linux-armhf': '@node-llama-cpp/linux-armv7l',
  'darwin-x64': '@node-llama-cpp/mac-x64',
  'darwin-arm64': '@node-llama-cpp/mac-arm64-metal',
  'win32-x64': '@node-llama-cpp/win-x64',
  'win32-arm64': '@node-llama-cpp/win-arm64',
};

/** What a target has beside them for a GPU: hundreds of megabytes. The engine takes the first that works: CUDA, Vulkan, CPU. */
const gpuBinaries: Readonly<Partial<Record<string, Readonly<Partial<Record<string, readonly string[]>>>>>> = {
  'linux-x64': {
    cuda: ['@node-llama-cpp/linux-x64-cuda', '@node-llama-cpp/linux-x64-cuda-ext'],
    vulkan: ['@node-llama-cpp/linux-x64-vulkan'],
  },
  'win32-x64': {
    cuda: ['@node-llama-cpp/win-x64-cuda', '@node-llama-cpp/win-x64-cuda-ext'],
    vulkan: ['@node-llama-cpp/win-x64-vulkan'],
  },
};

/** The packages of llama.cpp that a VSIX holds. @param gpu as `--gpu` has it; the CPU alone where it is left out */
export function binariesFor(target: string, gpu: string | undefined): readonly string[] {
  const binary = binaries[target];
  if (binary === undefined) throw new Error(`No such target as ${target}: choose one of ${Object.keys(binaries).join(', ')}.`);
  if (gpu === undefined) return [binary];
  const known = gpuBinaries[target] ?? {};
  const more = known[gpu];
  if (more === undefined) throw new Error(`There is no build with --gpu ${gpu} for ${target}: there ${Object.keys(known).length === 0 ? 'is none' : `are ${Object.keys(known).join(' and ')}`}.`);
  return [binary, ...more];
}
