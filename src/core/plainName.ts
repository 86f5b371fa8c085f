/** A name as files may have it everywhere: letters and digits of any script, dots, hyphens and underscores. macOS may give a letter and its accent apart. */
export function plainName(name: string): string {
  return name.normalize('NFC').replace(/[^\p{L}\p{N}._-]+/gu, '-');
}
