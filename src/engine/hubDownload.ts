import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { HubSource } from '../core/models/catalogue';
import { UserError } from '../core/userError';
import type { DownloadOptions, IndexSource, ModelDownload } from '../ports/modelDownload';
import { downloadEvent } from './downloadProtocol';
import type { DownloadEvent, DownloadRequest } from './downloadProtocol';

export interface HubDownloadOptions {
  /** Path of the bundled `host/download.ts`. */
  readonly program: string;
  /** How long no byte may come before the download counts as broken; a minute when left out. */
  readonly silenceMs?: number;
  /** Names proxies in the usual variables; that of this process when left out. */
  readonly environment?: () => NodeJS.ProcessEnv;
}

/** How long the child may take to write down how far it came. */
const farewellMs = 5_000;

type Source = HubSource | IndexSource;

/** Fetches a file with node-llama-cpp's downloader, in a child process. A broken download is resumed. */
export function hubDownload({ program, silenceMs = 60_000, environment = () => process.env }: HubDownloadOptions): ModelDownload<Source> {
  return async (source, { folder, fileName }, options) => {
    options.signal?.throwIfAborted();
    const child = fork(program, [], {
      // Inside the editor `execPath` is the editor, which runs as Node when it is told to.
      env: { ...environment(), ...(source.kind === 'index' && source.environment), ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '' },
      execArgv: [],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    const silence = new Silence(silenceMs);
    try {
      const path = await follow(child, { source, folder, fileName }, silence, options);
      return { path, sha256: null };
    } finally {
      silence.end();
      await dismiss(child);
    }
  };
}

function follow(
  child: ChildProcess,
  request: DownloadRequest,
  silence: Silence,
  { signal, onProgress }: DownloadOptions,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const name = nameOf(request.source);
    const fail = (reason: string): void => reject(failure(name, reason));
    silence.await((seconds) => {
      fail(`no data came for ${seconds} seconds. Check the network and start again, which goes on from there`);
    });
    signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });

    let furthest = 0;
    const onEvent = (event: DownloadEvent): void => {
      switch (event.type) {
        case 'ready':
          child.send(request);
          return;
        case 'progress':
          // The library reports its retries as progress too.
          if (event.done <= furthest) return;
          furthest = event.done;
          silence.broken();
          onProgress?.({ phase: 'downloading', done: event.done, total: event.total });
          return;
        case 'finished':
          resolve(event.path);
          return;
        case 'failed':
          fail(event.status === null ? event.message : statusSentence(event.status));
      }
    };
    child.on('message', (message) => {
      const event = downloadEvent.safeParse(message);
      if (event.success) onEvent(event.data);
      else fail('the download process sent something that is no message of ours');
    });
    let complaint = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      complaint = (complaint + text).slice(-2000);
    });
    child.once('error', (error) => fail(error.message));
    child.once('close', (code, killer) => fail(`the download process ended (${killer ?? code}) ${complaint.trim()}`));
  });
}

/** Notices when nothing has come for too long. */
class Silence {
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly limitMs: number) {}

  await(onTooLong: (seconds: number) => void): void {
    this.timer = setTimeout(() => onTooLong(Math.round(this.limitMs / 1000)), this.limitMs);
  }

  broken(): void {
    this.timer?.refresh();
  }

  end(): void {
    clearTimeout(this.timer);
  }
}

/** An index may have a name and a password in its address, which are nobody's business. */
function nameOf(source: DownloadRequest['source']): string {
  if (source.kind === 'hub') return source.uri;
  const { origin, pathname } = new URL(source.index);
  return `${source.file} of the package index ${origin}${pathname}`;
}

function statusSentence(status: number): string {
  if (status === 404 || status === 410) return `there is no such file at that address any more (the server answered ${status})`;
  if (status === 401 || status === 403 || status === 407) return `it is not given out without permission (the server answered ${status})`;
  return `the server answered ${status}: try again later`;
}

function failure(uri: string, reason: string): UserError {
  if (/ENOSPC|no space left/i.test(reason)) {
    return new UserError('disk', `The disk became full while ${uri} was downloaded: make room and start again, which goes on from there.`);
  }
  return new UserError('download', `${uri} could not be downloaded: ${reason}.`);
}

/** Asks the child to stop, which it does after noting how far it came, and makes sure that it did. */
async function dismiss(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), farewellMs);
    // Not `close`, which never comes after our own disconnect().
    child.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    if (child.connected) child.disconnect();
  });
}
