/** A short name for each file, different from the others': its own, with its folders where another is called the same. */
export function setNames(files: readonly string[]): ReadonlyMap<string, string> {
  const named = (file: string, parts: number): string => partsOf(file).slice(-parts).join('/');
  return new Map(
    files.map((file) => {
      for (let parts = 1; parts < partsOf(file).length; parts += 1) {
        const name = named(file, parts);
        if (!files.some((other) => other !== file && named(other, parts) === name)) return [file, name];
      }
      return [file, file];
    }),
  );
}

/** Whichever system's path it is. */
function partsOf(file: string): string[] {
  return file.split(/[\\/]/);
}
