import { describe, expect, it } from 'vitest';
import { pairIn } from '../../src/core/nli/pairText';
import { formatScratch, readScratch } from '../../src/core/nli/scratch';

describe('the pair in a selection', () => {
  it('is that of a plain JSON line, or of a line of MNLI', () => {
    expect(pairIn('{"premise":"A b.","hypothesis":"B.","label":"neutral"}')).toEqual({ premise: 'A b.', hypothesis: 'B.', gold: 'neutral' });
    expect(pairIn('{"gold_label":"-","sentence1":"A b.","sentence2":"B."}\n')).toEqual({ premise: 'A b.', hypothesis: 'B.', gold: null });
  });

  it('is that of a row, whose columns the file’s first line names', () => {
    expect(pairIn('B.\tentailment\tA b.', 'sentence2\tgold_label\tsentence1')).toEqual({ premise: 'A b.', hypothesis: 'B.', gold: 'entailment' });
  });

  it('is that of a row of HANS in whatever document', () => {
    const row = ['non-entailment', '( )', '( )', '()', '()', 'A b .', 'B .', 'ex1', 'lexical_overlap', 'ln_passive', 'temp7'].join('\t');
    expect(pairIn(row, 'Notes of today')).toEqual({ premise: 'A b .', hypothesis: 'B .', gold: 'non-entailment' });
  });

  it('is two lines, with or without their names', () => {
    expect(pairIn('A b.\n\nB.\n')).toEqual({ premise: 'A b.', hypothesis: 'B.', gold: null });
    expect(pairIn('Premise: A b.\nHypothesis: B.')).toEqual({ premise: 'A b.', hypothesis: 'B.', gold: null });
  });

  it.each([[''], ['one line'], ['one\ntwo\nthree'], ['{"premise":"A"}'], ['{broken'], ['a\tb']])('is none in %j', (text) => {
    expect(pairIn(text)).toBeUndefined();
  });
});

describe('a scratch example', () => {
  it('is read as it was written', () => {
    const pair = { premise: 'A: b.', hypothesis: 'B.', gold: 'non-entailment' } as const;
    const text = formatScratch(pair, ['A copy of ex1']);
    expect(text).toBe('# A copy of ex1\nPremise: A: b.\nHypothesis: B.\nGold: non-entailment\n');
    expect(readScratch(text)).toEqual({ pair });
  });

  it('needs no gold label', () => {
    expect(readScratch('premise:A\nhypothesis:B\nGold:\n')).toEqual({ pair: { premise: 'A', hypothesis: 'B', gold: null } });
  });

  it('keeps a sentence of several lines in one', () => {
    expect(formatScratch({ premise: 'A\n b.', hypothesis: 'B.', gold: null })).toBe('Premise: A b.\nHypothesis: B.\n');
  });

  it('says what is missing or wrong', () => {
    expect(problemOf('Hypothesis: B')).toMatch(/no premise/);
    expect(problemOf('Premise: A\nHypothesis:')).toMatch(/no hypothesis/);
    expect(problemOf('Premise: A\nHypothesis: B\nGold: maybe')).toMatch(/“maybe” is no gold label/);
  });
});

function problemOf(text: string): string | undefined {
  const read = readScratch(text);
  return 'problem' in read ? read.problem : undefined;
}
