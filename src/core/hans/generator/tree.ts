/** A word with its part of speech in the Penn Treebank's tag set. Written in lower case. */
export interface Leaf {
  readonly tag: string;
  readonly word: string;
}

/** A constituent: its label and, in order, the parts that it is made of. */
export interface Phrase {
  readonly label: string;
  readonly parts: readonly Tree[];
}

export type Tree = Leaf | Phrase;

export function leaf(tag: string, word: string): Leaf {
  return { tag, word };
}

export function phrase(label: string, ...parts: readonly Tree[]): Phrase {
  return { label, parts };
}

/** A sentence in the three forms that HANS's file has of it. */
export interface WrittenSentence {
  readonly text: string;
  readonly parse: string;
  readonly binaryParse: string;
}

/** Writes a tree down three times; in each the sentence's first letter is a capital. */
export function writeSentence(tree: Tree): WrittenSentence {
  const capitalized = capitalizeFirstWord(tree);
  return {
    text: wordsOf(capitalized),
    parse: bracketed(capitalized),
    binaryParse: binaryBracketed(capitalized),
  };
}

function capitalizeFirstWord(tree: Tree): Tree {
  if ('word' in tree) {
    return leaf(tree.tag, tree.word.charAt(0).toUpperCase() + tree.word.slice(1));
  }
  const [first, ...rest] = tree.parts;
  return first === undefined ? tree : phrase(tree.label, capitalizeFirstWord(first), ...rest);
}

function wordsOf(tree: Tree): string {
  return 'word' in tree ? tree.word : tree.parts.map(wordsOf).join(' ');
}

function bracketed(tree: Tree): string {
  return 'word' in tree
    ? `(${tree.tag} ${tree.word})`
    : `(${tree.label} ${tree.parts.map(bracketed).join(' ')})`;
}

/**
 * Every constituent split in two, the first part against all that follows; one with a single part is
 * that part. So it is throughout the released HANS file.
 */
function binaryBracketed(tree: Tree): string {
  return 'word' in tree
    ? tree.word
    : tree.parts.map(binaryBracketed).reduceRight((after, before) => `( ${before} ${after} )`);
}
