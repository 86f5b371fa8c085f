import { describe, expect, it } from 'vitest';
import { DataReader } from '../../src/core/nli/dataReader';
import type { DataSet } from '../../src/core/nli/example';
import { UserError } from '../../src/core/userError';

function read(text: string, file = 'some.file'): DataSet {
  const reader = new DataReader(file);
  for (const line of text.split('\n')) reader.push(line);
  return reader.finish();
}

function failure(text: string): string {
  try {
    read(text, 'data.tsv');
  } catch (error) {
    if (error instanceof UserError) return `${error.code}: ${error.message}`;
    throw error;
  }
  throw new Error('nothing was refused');
}

const hansHeader = 'gold_label\tsentence1\tsentence2\tpairID\theuristic\tsubcase\ttemplate';
const hansRow = 'non-entailment\tThe judge saw the actor .\tThe actor saw the judge .\tex7\tlexical_overlap\tln_subject/object_swap\ttemp1';

describe('a HANS file', () => {
  it('is read by the names of its columns, in whatever order they stand', () => {
    const shuffled =
      'template\tsubcase\theuristic\tpairID\tsentence2\tsentence1\tgold_label\textra\n' +
      'temp1\tln_subject/object_swap\tlexical_overlap\tex7\tThe actor saw the judge .\tThe judge saw the actor .\tnon-entailment\tx';
    const expected = {
      id: 'ex7',
      premise: 'The judge saw the actor .',
      hypothesis: 'The actor saw the judge .',
      gold: 'non-entailment',
      heuristic: 'lexical_overlap',
      subcase: 'ln_subject/object_swap',
      template: 'temp1',
      line: 2,
    };
    expect(read(shuffled)).toEqual({ format: 'hans', examples: [expected], skipped: 0 });
    expect(read(`${hansHeader}\n${hansRow}\n`).examples).toEqual([expected]);
  });

  it('keeps quotation marks as they are, because the format has no quoting', () => {
    const [example] = read(`${hansHeader}\n${hansRow.replace('The judge saw', 'The "judge saw')}`).examples;
    expect(example?.premise).toBe('The "judge saw the actor .');
  });

  it('with a wrong gold label is refused by file, line and field', () => {
    expect(failure(`${hansHeader}\n${hansRow}\n${hansRow.replace('non-entailment', 'maybe').replace('ex7', 'ex8')}`)).toBe(
      'bad-data: data.tsv, line 3: field "gold_label" is "maybe"; HANS has entailment and non-entailment.',
    );
  });

  it('with a row cut short is refused by file, line and field', () => {
    expect(failure(`${hansHeader}\nentailment\tA .\tB .`)).toBe(
      'bad-data: data.tsv, line 2: field "heuristic" is missing: the row has 3 of 7 fields. Mend or remove the row.',
    );
  });

  it('with an unknown heuristic or subcase, or one under the wrong heuristic, is refused', () => {
    expect(failure(`${hansHeader}\n${hansRow.replace('lexical_overlap', 'magic')}`)).toContain('field "heuristic" is "magic"');
    expect(failure(`${hansHeader}\n${hansRow.replace('ln_subject/object_swap', 'ln_other')}`)).toContain('none of HANS\'s thirty');
    expect(failure(`${hansHeader}\n${hansRow.replace('ln_subject/object_swap', 'cn_adverb')}`)).toContain(
      'subcase "cn_adverb" belongs to constituent with gold label non-entailment',
    );
  });

  it('with a column missing from its header is refused at line 1', () => {
    expect(failure('gold_label\tsentence1\tpairID\theuristic\tsubcase\ttemplate\nx')).toContain(
      'data.tsv, line 1: the header has no column "sentence2"',
    );
  });

  it('with the same pair ID twice is refused, naming both lines', () => {
    expect(failure(`${hansHeader}\n${hansRow}\n${hansRow}`)).toBe(
      'bad-data: data.tsv, line 3: pair ID "ex7" stands on line 2 already. Give each example an ID of its own.',
    );
  });
});

describe("MNLI's JSON Lines", () => {
  it('leave out and count pairs on which the annotators did not agree', () => {
    const set = read(
      '{"gold_label": "-", "sentence1": "a", "sentence2": "b", "pairID": "1"}\n' +
        '{"gold_label": "neutral", "sentence1": "c", "sentence2": "d", "pairID": "2"}\n',
    );
    expect(set).toEqual({
      format: 'mnli',
      examples: [{ id: '2', premise: 'c', hypothesis: 'd', gold: 'neutral', line: 2 }],
      skipped: 1,
    });
  });

  it('may hold a Unicode line separator inside a sentence', () => {
    const set = read('{"gold_label": "neutral", "sentence1": "a\u2028b", "sentence2": "d", "pairID": "2"}');
    expect(set.examples[0]?.premise).toBe('a\u2028b');
  });

  it('with a field missing or text that is no JSON are refused by line and field', () => {
    expect(failure('{"gold_label": "neutral", "sentence1": "c", "pairID": "2"}')).toBe(
      'bad-data: data.tsv, line 1: field "sentence2" is missing, empty or of the wrong kind.',
    );
    expect(failure('{"gold_label": "neutral", "sentence1": "c", "sentence2": "d"}\n{oops')).toContain('data.tsv, line 2: this is not JSON');
  });
});

describe("GLUE's TSV", () => {
  const header = 'index\tpromptID\tpairID\tgenre\tsentence1\tsentence2\tlabel1\tgold_label';

  it('is read by column names, with quotation marks kept and "-" left out', () => {
    const set = read(`${header}\n0\t1\t1n\tfiction\tHe said "no\tHe spoke\tneutral\tentailment\n1\t2\t2n\tfiction\ta\tb\tneutral\t-`);
    expect(set).toEqual({
      format: 'glue',
      examples: [{ id: '1n', premise: 'He said "no', hypothesis: 'He spoke', gold: 'entailment', line: 2 }],
      skipped: 1,
    });
  });

  it.each([
    ['pairID', `${header}\n0\t1\t \tfiction\ta\tb\tx\tneutral`],
    ['index', 'index\tsentence1\tsentence2\tgold_label\n\ta\tb\tneutral'],
  ])('without an ID in its column “%s” is refused: nobody could say which example a decision is about', (column, text) => {
    expect(failure(text)).toBe(`bad-data: data.tsv, line 2: field "${column}" is empty.`);
  });

  it('with a label outside the three is refused', () => {
    expect(failure(`${header}\n0\t1\t1n\tfiction\ta\tb\tx\tentails`)).toContain('data.tsv, line 2: field "gold_label" is "entails"');
  });
});

describe('plain JSON Lines', () => {
  it('need no IDs: the line gives one', () => {
    expect(read('{"premise": "a", "hypothesis": "b", "label": "contradiction"}\n\n{"premise": "c", "hypothesis": "d", "label": "non-entailment", "id": 5}')).toEqual({
      format: 'jsonl',
      examples: [
        { id: 'line1', premise: 'a', hypothesis: 'b', gold: 'contradiction', line: 1 },
        { id: '5', premise: 'c', hypothesis: 'd', gold: 'non-entailment', line: 3 },
      ],
      skipped: 0,
    });
  });

  it('with an empty hypothesis or an unknown label are refused by line and field', () => {
    expect(failure('{"premise": "a", "hypothesis": " ", "label": "neutral"}')).toContain('field "hypothesis" is missing, empty');
    expect(failure('{"premise": "a", "hypothesis": "b", "label": "yes"}')).toContain('field "label" is "yes"');
  });
});

describe('a file that is no data file', () => {
  it('is refused with what can be read', () => {
    expect(failure('Dear reader,\nthis is a letter.')).toContain('data.tsv, line 1: this is no data file that Blindspot knows');
    expect(failure('')).toBe('bad-data: data.tsv is empty: choose a file with examples in it.');
    expect(failure(hansHeader)).toBe('bad-data: data.tsv has a header and no examples: choose a file with examples in it.');
    expect(failure('{"gold_label": "-", "sentence1": "a", "sentence2": "b"}')).toContain('no example with a gold label (1 were left out)');
  });
});
