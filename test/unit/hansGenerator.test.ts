import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { assert as check, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeHansExamples } from '../../src/core/hans/generator/makeHansExamples';
import { leaf, phrase, writeSentence, type Tree } from '../../src/core/hans/generator/tree';
import { formatHansRow, hansHeader } from '../../src/core/hans/hansFile';
import { subcases } from '../../src/core/hans/subcases';
import { DataReader } from '../../src/core/nli/dataReader';
import { type FileRow, columns, rowsOf, isRunOf, breaksItsHeuristic, isPlural } from './hansFileRows';
import { constituentsOf, factsOf, readBinary, readPenn, yieldOf, type PennTree } from './pennTree';

function fileText(perSubcase: number, seed: number): string {
  return [hansHeader, ...Array.from(makeHansExamples({ perSubcase, seed }), formatHansRow)].join('');
}

const text = fileText(300, 7);
const rows = rowsOf(text);

describe('a generated HANS set', () => {
  it("has the released file's header and only line feeds as line ends", () => {
    expect(text.split('\n', 1)[0]).toBe(columns.split(' ').join('\t'));
    expect(text).not.toContain('\r');
    expect(text.endsWith('\n')).toBe(true);
  });

  it('has as many examples as asked for of each of the 30 subcases, block by block, with its gold label', () => {
    const expected = subcases.flatMap(({ name, heuristic, gold }) =>
      Array.from({ length: 300 }, () => `${heuristic} ${name} ${gold}`),
    );
    expect(rows.map(({ heuristic, subcase, gold }) => `${heuristic} ${subcase} ${gold}`)).toEqual(expected);
    expect(expected).toHaveLength(9000);
  });

  it('numbers its examples from ex0 and its templates across all subcases from temp1', () => {
    expect(rows.map(({ id }) => id)).toEqual(rows.map((_, index) => `ex${index}`));
    const templates = [...new Set(rows.map(({ template }) => Number(template.replace(/^temp/, ''))))];
    expect(templates.sort((a, b) => a - b)).toEqual(templates.map((_, index) => index + 1));
  });

  it('uses at least two templates in each subcase, each in one subcase only', () => {
    const subcaseOf = new Map(rows.map(({ template, subcase }) => [template, subcase]));
    expect(rows.filter(({ template, subcase }) => subcaseOf.get(template) !== subcase)).toEqual([]);
    for (const { name } of subcases) {
      expect([...subcaseOf.values()].filter((subcase) => subcase === name).length, name).toBeGreaterThanOrEqual(2);
    }
  });

  it("keeps each heuristic's relation in every example", () => {
    expect(rows.filter(breaksItsHeuristic)).toEqual([]);
  });

  it('has no lexical-overlap example that is a subsequence, as the released set has none', () => {
    const runs = rows.filter(
      ({ heuristic, premise, hypothesis }) => heuristic === 'lexical_overlap' && isRunOf(premise, hypothesis),
    );
    expect(runs).toEqual([]);
  });

  it('prints parses whose words are the sentence, and binary parses of two parts a bracket', () => {
    const wrong = rows.filter((row) =>
      ([0, 1] as const).some((which) => {
        const sentence = which === 0 ? row.premise : row.hypothesis;
        const tree = readPenn(row.parses[which]);
        const binary = readBinary(row.binaryParses[which]);
        return (
          tree.label !== 'ROOT' ||
          yieldOf(tree).join(' ') !== sentence ||
          binary.words.join(' ') !== sentence ||
          binary.arities.some((arity) => arity !== 2)
        );
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('begins each sentence with a capital, ends it with a full stop and has no other capital', () => {
    const odd = rows
      .flatMap(({ premise, hypothesis }) => [premise, hypothesis])
      .filter((sentence) => !/^[A-Z][a-z]*( [a-z]+| ,)* \.$/.test(sentence));
    expect(odd).toEqual([]);
  });

  it('says no noun, verb or adjective twice in one premise', () => {
    const repeating = rows.filter(({ parses }) => {
      const content = constituentsOf(readPenn(parses[0]))
        .filter(({ label }) => /^(NN|VB|JJ|RB)/.test(label))
        .map(({ word }) => (word ?? '').toLowerCase().replace(/s$/, ''));
      return new Set(content).size !== content.length;
    });
    expect(repeating).toEqual([]);
  });

  it('agrees in number: were after plurals and after two people, was after one', () => {
    const passives = rows.filter(({ subcase }) => subcase.endsWith('_passive'));
    const disagreeing = passives.filter(({ parses }) => {
      const subject = readPenn(parses[0]).parts[0]?.parts[0];
      return subject === undefined || !parses[0].includes(isPlural(subject) ? '(VBD were)' : '(VBD was)');
    });
    expect(passives).toHaveLength(600);
    expect(disagreeing).toEqual([]);
  });

  it('entails who did what to whom exactly where the gold label says so', () => {
    const readable = new Set([
      ...subcases.filter(({ heuristic }) => heuristic === 'lexical_overlap').map(({ name }) => name),
      'se_PP_on_obj',
      'se_adjective',
      'se_conjunction',
      'se_relative_clause_on_obj',
      'sn_PP_on_subject',
      'sn_relative_clause_on_subject',
    ]);
    const read = rows.filter(({ subcase }) => readable.has(subcase));
    const mistaken = read.filter(({ gold, parses }) => {
      const said = factsOf(readPenn(parses[0]));
      const claimed = [...factsOf(readPenn(parses[1]))];
      const right =
        gold === 'entailment'
          ? claimed.length > 0 && claimed.every((fact) => said.has(fact))
          : claimed.length > 0 && !claimed.some((fact) => said.has(fact));
      return !right;
    });
    expect(read).toHaveLength(16 * 300);
    expect(mistaken).toEqual([]);
  });

  it.each([
    ['ce_adverb', /^(Admittedly|Indeed|Luckily|Sadly|Strangely|Undoubtedly|Unfortunately|Unsurprisingly) ,|^(Eventually|Finally|Immediately|Soon) the/],
    ['cn_adverb', /^(Allegedly|Presumably|Purportedly|Reportedly|Supposedly) ,|^(Conceivably|Maybe|Perhaps|Possibly|Probably) the/],
    ['ce_after_since_clause', /^(After|Although|Because|Even though|Once|Since|When|While) .* ,/],
    ['cn_after_if_clause', /^(Assuming that|If|Provided that|Unless) .* ,/],
    ['ce_conjunction', / , (and|but|yet) /],
    ['cn_disjunction', / , or /],
    ['ce_embedded_under_since', /\b(after|although|because|even though|once|since|when|while) the/i],
    ['cn_embedded_under_if', /\b(assuming that|even if|if|provided that|unless|whether or not) the/i],
    ['ce_embedded_under_verb', / (discovered|knew|noticed|proved|realized|recalled|regretted|resented|revealed|reminded|showed|bothered|delighted|puzzled|saddened|shocked|surprised|thrilled|upset|worried) (the \w+ )?that/],
    ['cn_embedded_under_verb', / (alleged|argued|believed|concluded|declared|denied|doubted|feared|guessed|imagined|insisted|suspected|assured|convinced|persuaded|warned) (the \w+ )?that/],
  ])('gives every premise of %s the words that settle its gold label', (subcase, pattern) => {
    const block = rows.filter((row) => row.subcase === subcase);
    expect(block).toHaveLength(300);
    expect(block.filter(({ premise }) => !pattern.test(premise))).toEqual([]);
  });

  it("is read back by the product's own reader", () => {
    const reader = new DataReader('made.txt');
    for (const line of text.split('\n')) reader.push(line);
    const { format, examples, skipped } = reader.finish();
    expect({ format, count: examples.length, skipped }).toEqual({ format: 'hans', count: 9000, skipped: 0 });
    expect(examples.map(({ premise }) => premise)).toEqual(rows.map(({ premise }) => premise));
  });
});

describe('the generator', () => {
  it('never makes a pair of sentences twice in a set as large as the released one', () => {
    const pairs = new Set<string>();
    let count = 0;
    for (const { premise, hypothesis } of makeHansExamples({ perSubcase: 1000, seed: 0 })) {
      pairs.add(`${premise}\t${hypothesis}`);
      count += 1;
    }
    expect(count).toBe(30_000);
    expect(pairs.size).toBe(30_000);
  });

  it('keeps the relations and repeats nothing, whatever the seed', () => {
    check(
      property(integer({ min: 0, max: 2 ** 32 - 1 }), integer({ min: 1, max: 12 }), (seed, perSubcase) => {
        const made = rowsOf(fileText(perSubcase, seed));
        expect(made.filter(breaksItsHeuristic)).toEqual([]);
        expect(new Set(made.map(({ premise, hypothesis }) => `${premise}\t${hypothesis}`)).size).toBe(30 * perSubcase);
      }),
      { numRuns: 40, seed: 3 },
    );
  });

  it('makes the same bytes from the same request, today and on every machine', () => {
    expect(fileText(300, 7)).toBe(text);
    expect(createHash('sha256').update(fileText(20, 42)).digest('hex')).toBe(
      '46a4fdbe9c212bdc62b73a31d525c46e073fb62b395dc08357da065150109c98',
    );
  });

  it('makes another set from another seed', () => {
    const other = new Set(rowsOf(fileText(300, 8)).map(({ premise, hypothesis }) => `${premise}\t${hypothesis}`));
    const common = rows.filter(({ premise, hypothesis }) => other.has(`${premise}\t${hypothesis}`));
    expect(common.length).toBeLessThan(rows.length / 50);
  });

  it('begins each subcase of a larger set with that subcase of a smaller one', () => {
    const pick = (all: readonly FileRow[], name: string) =>
      all.filter(({ subcase }) => subcase === name).map(({ premise, template }) => `${template} ${premise}`);
    const small = rowsOf(fileText(10, 7));
    for (const { name } of subcases) expect(pick(rows, name).slice(0, 10)).toEqual(pick(small, name));
  });

  it.each([
    ['le_passive', 'The librarians were mocked by the janitor and the tailor .', 'The janitor mocked the librarians .'],
    ['ln_preposition', 'The pilots envied the librarians near the florist .', 'The pilots envied the florist .'],
    ['se_understood_object', 'The sculptor drove the van .', 'The sculptor drove .'],
    ['sn_NP/Z', 'Since the captain washed the mechanics insulted the detectives .', 'The captain washed the mechanics .'],
    ['ce_adverb', 'Admittedly , the surgeons calmed the chefs .', 'The surgeons calmed the chefs .'],
    ['cn_embedded_under_verb', 'The pilots warned the teachers that the waiters imitated the sculptor .', 'The waiters imitated the sculptor .'],
  ])('makes for %s with seed 1 first: %s', (subcase, premise, hypothesis) => {
    expect(rowsOf(fileText(1, 1)).find((row) => row.subcase === subcase)).toMatchObject({ premise, hypothesis });
  });

  it('writes a whole row as the released file does', () => {
    const row = Array.from(makeHansExamples({ perSubcase: 1, seed: 1 }))[16];
    expect(row && formatHansRow(row)).toBe(
      [
        'non-entailment',
        '( ( Since ( ( the captain ) washed ) ) ( ( the mechanics ) ( ( insulted ( the detectives ) ) . ) ) )',
        '( ( The captain ) ( ( washed ( the mechanics ) ) . ) )',
        '(ROOT (S (SBAR (IN Since) (S (NP (DT the) (NN captain)) (VP (VBD washed)))) (NP (DT the) (NNS mechanics)) (VP (VBD insulted) (NP (DT the) (NNS detectives))) (. .)))',
        '(ROOT (S (NP (DT The) (NN captain)) (VP (VBD washed) (NP (DT the) (NNS mechanics))) (. .)))',
        'Since the captain washed the mechanics insulted the detectives .',
        'The captain washed the mechanics .',
        'ex16',
        'subsequence',
        'sn_NP/Z',
        'temp77\n',
      ].join('\t'),
    );
  });

  it('has more than a million examples of each subcase and names the one that has too few', () => {
    expect(() => makeHansExamples({ perSubcase: 1_000_000, seed: 0 })).not.toThrow();
    // cn_adverb, by hand: 86 subjects x 27 verbs x 5 adverbs without an object, and
    // 86 subjects x 84 objects x 33 verbs x 5 adverbs with one, each before a comma and without.
    expect(() => makeHansExamples({ perSubcase: 2_407_140, seed: 0 })).not.toThrow();
    expect(() => makeHansExamples({ perSubcase: 2_407_141, seed: 0 })).toThrow(
      expect.objectContaining({
        name: 'UserError',
        code: 'usage',
        message:
          'The subcase cn_adverb has 2407140 different examples and 2407141 were asked for; ask for 2407140 or fewer per subcase.',
      }),
    );
  });

  it.each([
    [0, 0, /examples per subcase is 0/],
    [1.5, 0, /examples per subcase is 1.5/],
    [1, -1, /seed is -1/],
    [1, 2 ** 32, /seed is 4294967296; give a whole number from 0 to 4294967295/],
  ])('refuses %d examples per subcase with seed %d', (perSubcase, seed, message) => {
    expect(() => makeHansExamples({ perSubcase, seed })).toThrow(message);
  });
});

const released = path.resolve('../shared/data/hans/heuristics_evaluation_set.txt');

describe.skipIf(!existsSync(released))('the released HANS set', () => {
  it('has the parses that our writer makes of its trees', () => {
    const asTree = ({ label, word, parts }: PennTree): Tree =>
      word === undefined ? phrase(label, ...parts.map(asTree)) : leaf(label, word);
    // Its 23 rows with "(NN ice cream)", two words under one tag, are no trees in this sense.
    const lines = readFileSync(released, 'utf8')
      .split('\n')
      .slice(1, -1)
      .filter((line) => !line.includes('(NN ice cream)'));
    expect(lines).toHaveLength(29_977);
    const different = lines.filter((line) => {
      const [, binary, , parse] = line.split('\t');
      const written = writeSentence(asTree(readPenn(parse ?? '')));
      return written.parse !== parse || written.binaryParse !== binary;
    });
    expect(different).toEqual([]);
  });
});
