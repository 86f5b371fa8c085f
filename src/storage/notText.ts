/** What files begin with that are taken for text, and what to do with them. */
const kinds: readonly { readonly beginning: readonly number[]; readonly sentence: string }[] = [
  { beginning: [0x1f, 0x8b], sentence: 'is compressed. Unpack it first.' },
  { beginning: [0x50, 0x4b, 0x03, 0x04], sentence: 'is a zip archive. Unpack it first.' },
  { beginning: [0x28, 0xb5, 0x2f, 0xfd], sentence: 'is compressed. Unpack it first.' },
  { beginning: [0x47, 0x47, 0x55, 0x46], sentence: 'is a model (GGUF). Give a file of text here.' },
];

/**
 * A sentence about a file that is not text, as its first bytes tell.
 *
 * @returns undefined where they do not
 */
export function notText(file: string, beginning: Uint8Array | undefined): string | undefined {
  const kind = kinds.find((each) => each.beginning.every((byte, at) => beginning?.[at] === byte));
  return kind === undefined ? undefined : `${file} ${kind.sentence}`;
}
