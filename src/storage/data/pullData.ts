import { copyFile, rename, rm, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { filesOf, type PublishedData } from '../../core/data/publishedData';
import type { HubSource } from '../../core/models/catalogue';
import { formatBytes } from '../../core/models/formatBytes';
import { UserError } from '../../core/userError';
import type { DownloadOptions, ModelDownload } from '../../ports/modelDownload';
import { sha256OfFile } from '../fileDigest';
import { folderSize } from '../folderSize';
import { isThere } from '../isThere';
import { makeFolder } from '../makeFolder';
import { unpackMember } from '../models/zipMember';
import { explain } from '../systemError';
import { lockForWriting } from '../writerLock';

export interface PullOptions extends DownloadOptions {
  /** A copy that is on this machine already: nothing is downloaded, and the copy stays. */
  readonly from?: string;
}

export interface PulledData {
  /** Absolute paths. */
  readonly files: readonly string[];
  /** False where all of them were there before. */
  readonly fetched: boolean;
  /** Those that were there and have no published checksum of their own, as the parts of a zip have none. */
  readonly unchecked: readonly string[];
}

/** A zip and what is unpacked from it stand beside each other for a while; MultiNLI's parts are three times its size. */
const roomFor = { file: 1, zip: 4 } as const;

/**
 * Brings a published set into a folder, held against its published SHA-256. What is there already is left alone; a
 * download that was broken off goes on where it stopped.
 *
 * @throws UserError `download`, `disk`, `bad-data`, `not-found` or `locked`, or the signal's reason
 */
export async function pullData(data: PublishedData, folder: string, download: ModelDownload<HubSource>, options: PullOptions): Promise<PulledData> {
  const files = filesOf(data).map((name) => path.join(folder, name));
  if ((await Promise.all(files.map(isThere))).every(Boolean)) {
    await requireOwnFile(data, files, options);
    return { files, fetched: false, unchecked: data.members === null ? [] : files };
  }
  const partial = path.join(folder, `.partial-${data.id}`);
  await makeFolder(partial);
  await requireRoom(data, folder, partial);
  const lock = await lockForWriting(
    {
      target: partial,
      lockPath: path.join(folder, `.partial-${data.id}.lock`),
      holderFile: path.join(partial, '.holder.json'),
      name: `${data.title} in ${folder}`,
      whenHeld: 'Wait for it to end, or stop it.',
      whenLost: 'Start it again.',
    },
    'a download',
  );
  try {
    const signal = options.signal === undefined ? lock.lost : AbortSignal.any([options.signal, lock.lost]);
    await fetchInto(partial, data, files, download, { ...options, signal });
    await rm(partial, { recursive: true });
    return { files, fetched: true, unchecked: [] };
  } catch (error) {
    options.signal?.throwIfAborted();
    throw explain(error, 'write to', folder);
  } finally {
    await lock.release();
  }
}

async function fetchInto(partial: string, data: PublishedData, files: readonly string[], download: ModelDownload<HubSource>, options: PullOptions & { readonly signal: AbortSignal }): Promise<void> {
  const { from, signal, onProgress } = options;
  const file = from ?? (await downloaded(data, partial, download, options));
  await requirePublished(data, file, options);
  if (data.members === null) {
    const copy = path.join(partial, data.file);
    if (from !== undefined) await copyFile(from, copy);
    await rename(copy, files[0] ?? '');
    return;
  }
  const fresh: { readonly unpacked: string; readonly target: string }[] = [];
  for (const [at, member] of data.members.entries()) {
    const unpacked = path.join(partial, path.basename(member));
    const sha256 = await unpackMember(file, member, unpacked, { signal, onProgress: (done, total) => onProgress?.({ phase: 'unpacking', done, total }) });
    if (sha256 === null) throw new UserError('bad-data', `${file} has no ${member} in it. Get it from ${data.uri}.`);
    const target = files[at] ?? '';
    if (await isThere(target)) await requireSame(target, sha256, data, signal);
    else fresh.push({ unpacked, target });
  }
  for (const { unpacked, target } of fresh) await rename(unpacked, target);
}

/** Places of old sets go away: what fails there is told with the way around it. */
async function downloaded(data: PublishedData, partial: string, download: ModelDownload<HubSource>, options: DownloadOptions): Promise<string> {
  try {
    return (await download({ kind: 'hub', uri: data.uri }, { folder: partial, fileName: data.file }, options)).path;
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'download') throw error;
    throw new UserError('download', `${error.message} ${otherWay(data)}`, { cause: error });
  }
}

function otherWay({ file }: PublishedData): string {
  return `You can also get ${file} in another way and name that copy: in the editor with “Choose a copy on this machine…”, in the terminal with --from FILE.`;
}

/** A download that is something else is deleted; a user's own copy stays. */
async function requirePublished(data: PublishedData, file: string, { from, signal, onProgress }: PullOptions): Promise<void> {
  const sha256 = await sha256Of(file, { ...(signal && { signal }), ...(onProgress && { onProgress }) });
  if (sha256 === data.sha256) return;
  if (from !== undefined) throw notPublished(data, file, sha256, `Get it from ${data.uri}, or let it be downloaded.`);
  await rm(file, { force: true });
  throw new UserError(
    'download',
    `What came from ${data.uri} is not ${data.file} as it was published (SHA-256 ${sha256}, not ${data.sha256}) and was deleted. ${otherWay(data)}`,
  );
}

/** A file of that name is left alone, and is no use where it is another. */
async function requireOwnFile(data: PublishedData, [file = '']: readonly string[], options: DownloadOptions): Promise<void> {
  if (data.members !== null) return;
  const sha256 = await sha256Of(file, options);
  if (sha256 !== data.sha256) throw notPublished(data, file, sha256, 'Move it away, or choose another folder.');
}

/** A part that was there already, of which only now the archive tells what it should be. */
async function requireSame(file: string, sha256: string, data: PublishedData, signal: AbortSignal): Promise<void> {
  const present = await sha256Of(file, { signal });
  if (present === sha256) return;
  throw new UserError(
    'bad-data',
    `${file} is not that of ${data.title} as it was published: its SHA-256 is ${present}, not ${sha256}. Move it away, or choose another folder. What was downloaded is kept for the next time.`,
  );
}

function notPublished(data: PublishedData, file: string, sha256: string, advice: string): UserError {
  return new UserError('bad-data', `${file} is not ${data.title} as it was published: its SHA-256 is ${sha256}, not ${data.sha256}. ${advice}`);
}

async function sha256Of(file: string, { signal, onProgress }: DownloadOptions): Promise<string> {
  try {
    const { size } = await stat(file);
    return await sha256OfFile(file, { ...(signal && { signal }), onProgress: (fraction) => onProgress?.({ phase: 'checking', done: Math.round(fraction * size), total: size }) });
  } catch (error) {
    throw explain(error, 'read', file);
  }
}

/** Half a download that is there already counts. */
async function requireRoom(data: PublishedData, folder: string, partial: string): Promise<void> {
  const needed = data.bytes * (data.members === null ? roomFor.file : roomFor.zip) - (await folderSize(partial));
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free < needed) throw new UserError('disk', `${data.title} needs ${formatBytes(needed)} and ${folder} has ${formatBytes(free)} free: make room, or choose another folder.`);
}
