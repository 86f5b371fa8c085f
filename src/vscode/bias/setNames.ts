import path from 'node:path';

/** A short name for each file, different from the others': its own, with its folders where another is called the same. */
export function setNames(files: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    files.map((file) => {
      const parts = file.split(path.sep);
      for (let count = 1; count < parts.length; count += 1) {
        const name = parts.slice(-count).join('/');
        if (!files.some((other) => other !== file && other.split(path.sep).slice(-count).join('/') === name)) return [file, name];
      }
      return [file, file];
    }),
  );
}
