import { describe, expect, it } from 'vitest';
import { choicesOf } from '../../src/core/failures/choices';
import { describeFailures, failureMessage, suiteOf } from '../../src/core/failures/suite';
import type { HansExample } from '../../src/core/nli/example';
import type { Answer } from '../../src/core/scoring/answers';
import { predict } from '../../src/core/scoring/prediction';

function answer(index: number, subcase: string, correct: boolean, template = 'temp1'): Answer<HansExample> {
  const example: HansExample = {
    id: `ex${index}`,
    premise: 'The judge was seen by the actor .',
    hypothesis: 'The judge saw the actor .',
    gold: 'non-entailment',
    heuristic: 'lexical_overlap',
    subcase,
    template,
    line: index + 2,
  };
  // 0.46, 0.03 and 0.01 of the vocabulary: .92, .06 and .02 of the label mass of .5.
  const right = { entailment: Math.log(0.03), neutral: Math.log(0.46), contradiction: Math.log(0.01) };
  const wrong = { entailment: Math.log(0.46), neutral: Math.log(0.03), contradiction: Math.log(0.01) };
  return { example, prediction: predict(example.id, correct ? right : wrong), correct };
}

describe('a run as a test suite', () => {
  const suite = suiteOf([answer(0, 'ln_passive', false), answer(1, 'ln_passive', true), answer(2, 'ln_conjunction', true), answer(3, 'ln_passive', false)]);
  const subcase = (name: string) => suite.filter((each) => each.name === name);

  it('has all thirty subcases, with the failing examples of each', () => {
    expect(suite).toHaveLength(30);
    expect(subcase('ln_passive')[0]?.failures.map(({ example }) => example.id)).toEqual(['ex0', 'ex3']);
  });

  it('counts what fails', () => {
    expect(describeFailures(subcase('ln_passive'))).toBe('2 of 3 fail (66.7 %)');
    expect(describeFailures(subcase('ln_conjunction'))).toBe('0 of 1 fail (0.0 %)');
    expect(describeFailures(subcase('cn_adverb'))).toBe('not scored');
    expect(describeFailures(suite)).toBe('2 of 4 fail (50.0 %)');
  });

  it('says of a failing example what was expected, what came, the three probabilities and the label mass', () => {
    expect(failureMessage(answer(0, 'ln_passive', false))).toBe(
      'Expected non-entailment, predicted entailment (entailment .920, neutral .060, contradiction .020; label mass .500)',
    );
  });

  it('says of an imported prediction what is known of it', () => {
    expect(failureMessage({ ...answer(0, 'ln_passive', false), prediction: { id: 'ex0', label: 'entailment' } })).toBe(
      'Expected non-entailment, predicted entailment',
    );
  });

  it('says what the journal has where a second scoring came out otherwise', () => {
    const again = answer(0, 'ln_passive', false);
    expect(failureMessage(again, { id: 'ex0', label: 'neutral' })).toMatch(/; label mass \.500\)\. The run’s journal says neutral$/);
    expect(failureMessage(again, again.prediction)).not.toContain('journal');
  });
});

describe('what failing examples can be narrowed down to', () => {
  const answers = {
    format: 'hans' as const,
    answers: [answer(0, 'ln_passive', false, 'temp10'), answer(1, 'ln_passive', false, 'temp2'), answer(2, 'ln_conjunction', false, 'temp3'), answer(3, 'ln_preposition', true)],
  };
  const found = (field: Parameters<typeof choicesOf>[1], filter = {}) => choicesOf(answers, field, filter).map(({ title, failures }) => [title, failures]);

  it('leaves out values that no failing example has', () => {
    expect(found('heuristic')).toEqual([['Lexical overlap', 3]]);
    expect(found('subcase')).toEqual([['ln_conjunction', 1], ['ln_passive', 2]]);
    expect(found('gold')).toEqual([['non-entailment', 3]]);
  });

  it('heeds the other fields, and not the field itself', () => {
    expect(found('template', { subcase: 'ln_passive' })).toEqual([['temp2', 1], ['temp10', 1]]);
    expect(found('subcase', { subcase: 'ln_passive' })).toEqual([['ln_conjunction', 1], ['ln_passive', 2]]);
  });

  it('knows how sure the wrong answers are: 92 % here', () => {
    expect(found('confidenceAtLeast')).toEqual([['at least 50.0 %', 3], ['at least 80.0 %', 3], ['at least 90.0 %', 3]]);
  });
});
