import { getLlama, type Llama, LlamaLogLevel } from 'node-llama-cpp';

/** The llama.cpp that is installed: none is built or downloaded. */
export function startLlama(gpu: 'auto' | 'off', threads?: number): Promise<Llama> {
  return getLlama({
    gpu: gpu === 'off' ? false : 'auto',
    build: 'never',
    skipDownload: true,
    progressLogs: false,
    // The library's default is four threads or more, which on two cores is many times slower than two.
    ...(threads === undefined ? {} : { maxThreads: threads }),
    logLevel: LlamaLogLevel.error,
  });
}
