/** A bracketed tree as read back from a file: a label over parts, or a tag over a word. */
export interface PennTree {
  readonly label: string;
  readonly word?: string;
  readonly parts: readonly PennTree[];
}

/** Reads `(S (NP (DT The) (NN baker)) (VP (VBD laughed)))`. */
export function readPenn(text: string): PennTree {
  const tokens = text.match(/\(|\)|[^\s()]+/g) ?? [];
  let at = 0;
  const read = (): PennTree => {
    at += 1;
    const label = tokens[at++] ?? '';
    const parts: PennTree[] = [];
    let word: string | undefined;
    while (tokens[at] !== ')') {
      if (at >= tokens.length) throw new Error(`A bracket is open at the end of ${text}`);
      if (tokens[at] === '(') parts.push(read());
      else word = tokens[at++];
    }
    at += 1;
    return word === undefined ? { label, parts } : { label, word, parts };
  };
  const tree = read();
  if (at !== tokens.length) throw new Error(`Something follows the last bracket of ${text}`);
  return tree;
}

/** The words under a node, in order. */
export function yieldOf(tree: PennTree): readonly string[] {
  return tree.word === undefined ? tree.parts.flatMap(yieldOf) : [tree.word];
}

/** A node and all nodes under it. */
export function constituentsOf(tree: PennTree): readonly PennTree[] {
  return [tree, ...tree.parts.flatMap(constituentsOf)];
}

/** Reads brackets without labels and says of each how many parts it has, and the words in order. */
export function readBinary(text: string): { readonly arities: readonly number[]; readonly words: readonly string[] } {
  const open: number[] = [];
  const arities: number[] = [];
  const words: string[] = [];
  const countPart = () => {
    if (open.length > 0) open.push((open.pop() ?? 0) + 1);
  };
  for (const token of text.split(' ')) {
    if (token === '(') {
      countPart();
      open.push(0);
    } else if (token === ')') {
      arities.push(open.pop() ?? 0);
    } else {
      countPart();
      words.push(token);
    }
  }
  if (open.length > 0) throw new Error(`A bracket is open at the end of ${text}`);
  return { arities, words };
}

/**
 * What a sentence says that somebody does, as `who verb` or `who verb whom` by their head nouns, read
 * off its tree alone: relative clauses, coordination and passives included, modifiers left out.
 */
export function factsOf(root: PennTree): ReadonlySet<string> {
  const facts = new Set<string>();
  const child = (tree: PennTree, label: string) => tree.parts.find((part) => part.label === label);

  /** The nouns that a noun phrase stands for; what its relative clause says is noted on the way. */
  const heads = (np: PennTree): readonly string[] => {
    const nouns = np.parts.filter((part) => /^NNS?$/.test(part.label)).map(({ word }) => (word ?? '').toLowerCase());
    if (nouns.length > 0) return nouns;
    const inner = np.parts.filter(({ label }) => label === 'NP').flatMap(heads);
    const relative = child(np, 'SBAR');
    const clause = relative && child(relative, 'S');
    const predicate = clause && child(clause, 'VP');
    if (clause && predicate) {
      const subject = child(clause, 'NP');
      if (subject) note(heads(subject), predicate, inner);
      else note(inner, predicate);
    }
    return inner;
  };

  const note = (agents: readonly string[], vp: PennTree, movedObject?: readonly string[]): void => {
    const coordinated = vp.parts.filter(({ label }) => label === 'VP');
    const verb = child(vp, 'VBD')?.word ?? '';
    const [participle] = coordinated;
    if (participle && (verb === 'was' || verb === 'were')) {
      const by = child(participle, 'PP');
      const agent = by && child(by, 'NP');
      const done = child(participle, 'VBN')?.word ?? '';
      for (const who of agent ? heads(agent) : []) {
        for (const whom of agents) facts.add(`${who} ${done} ${whom}`);
      }
      return;
    }
    for (const part of coordinated) note(agents, part);
    const object = child(vp, 'NP');
    const patients = object ? heads(object) : movedObject;
    for (const who of agents) {
      if (patients) for (const whom of patients) facts.add(`${who} ${verb} ${whom}`);
      else if (verb !== '') facts.add(`${who} ${verb}`);
    }
  };

  const sentence = child(root, 'S');
  const subject = sentence && child(sentence, 'NP');
  const predicate = sentence && child(sentence, 'VP');
  if (!subject || !predicate) throw new Error('The sentence is not a subject and a predicate.');
  note(heads(subject), predicate);
  return facts;
}
