// The child process that fetches a model with node-llama-cpp's downloader: in a process of its own,
// because that library belongs in no other, and because its downloads keep retrying for minutes.
import { createModelDownloader } from 'node-llama-cpp';
import { downloadRequest } from '../downloadProtocol';
import type { DownloadEvent, DownloadRequest } from '../downloadProtocol';
import { blockFetch } from './blockFetch';
import { orderWrites } from './orderedWrites';
import { findOnIndex } from './packageIndex';
import { proxyFetch } from './proxyFetch';
import { rangeFetch } from './rangeFetch';

const plainFetch = proxyFetch(process.env, globalThis.fetch);
globalThis.fetch = blockFetch(rangeFetch(plainFetch));
orderWrites((error) => end(failed(error)));

const cancelled = new AbortController();
process.once('disconnect', () => {
  cancelled.abort();
  // Before the download has begun, there is nothing that would end by itself.
  if (!started) process.exit(0);
});

let started = false;

process.once('message', (message) => {
  run(downloadRequest.parse(message)).then(
    (path) => end({ type: 'finished', path }),
    (error: unknown) => end(failed(error)),
  );
});
send({ type: 'ready' });

/** How often progress crosses to the client; the library reports each of the many pieces. */
const progressMs = 100;

async function run({ source, folder, fileName }: DownloadRequest): Promise<string> {
  let lastTold = 0;
  const { uri, headers } = source.kind === 'hub' ? { uri: source.uri, headers: {} } : await findOnIndex(source, plainFetch);
  const downloader = await createModelDownloader({
    modelUri: uri,
    headers,
    dirPath: folder,
    fileName,
    // What is there of a cancelled download is where the next one goes on.
    deleteTempFileOnCancel: false,
    skipExisting: false,
    onProgress: ({ downloadedSize, totalSize }) => {
      if (Date.now() - lastTold < progressMs && downloadedSize < totalSize) return;
      lastTold = Date.now();
      send({ type: 'progress', done: downloadedSize, total: totalSize });
    },
  });
  started = true;
  return downloader.download({ signal: cancelled.signal });
}

function failed(error: unknown): DownloadEvent {
  return { type: 'failed', message: error instanceof Error ? error.message : String(error), status: statusOf(error) };
}

/** The library's error for an answer that is no file has the status in a field. */
function statusOf(error: unknown): number | null {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : null;
}

function send(event: DownloadEvent): void {
  if (process.connected) process.send?.(event);
}

function end(event: DownloadEvent): void {
  if (process.connected) process.send?.(event, () => process.exit(0));
  else process.exit(0);
}
