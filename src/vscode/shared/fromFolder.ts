import path from 'node:path';

/** A file as files beside it name it: relative to the folder, with slashes, where it is in it; else its absolute path. */
export function fromFolder(folder: string, file: string): string {
  const within = path.relative(folder, file);
  return within === '' || within.startsWith('..') || path.isAbsolute(within) ? file : within.split(path.sep).join('/');
}
