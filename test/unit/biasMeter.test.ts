import { describe, expect, it } from 'vitest';
import type { AnyLabel } from '../../src/core/nli/label';
import { agreesWithHeuristic, BiasMeter } from '../../src/core/synthetic/biasMeter';
import type { BiasReport } from '../../src/core/synthetic/biasReport';
import { biasVerdict } from '../../src/core/synthetic/biasVerdict';
import { isConstituentLike } from '../../src/core/synthetic/clauses';
import { WordCounts } from '../../src/core/synthetic/cues';
import { mnliReference } from '../../src/core/synthetic/mnliReference';
import { overlapOf } from '../../src/core/synthetic/overlap';
import { words } from '../../src/core/synthetic/words';
import { differenceOf } from '../../src/core/statistics/difference';
import { wilsonInterval } from '../../src/core/statistics/wilson';

type Row = readonly [label: AnyLabel, premise: string, hypothesis: string];

function measure(...rows: readonly Row[]): BiasReport {
  const meter = new BiasMeter();
  for (const [gold, premise, hypothesis] of rows) meter.push({ gold, premise, hypothesis });
  return meter.finish();
}

/** So many examples of a label with full overlap, and so many without. */
function set(counts: Partial<Record<AnyLabel, readonly [full: number, not: number]>>): BiasReport {
  return measure(
    ...Object.entries(counts).flatMap(([label, [full, not]]): Row[] => [
      ...Array.from({ length: full }, (): Row => [label as AnyLabel, 'The dog runs.', 'The dog runs.']),
      ...Array.from({ length: not }, (): Row => [label as AnyLabel, 'The dog runs.', 'The cat runs.']),
    ]),
  );
}

describe('overlap', () => {
  it.each([
    ['The judge saw the actor.', 'The actor saw the judge.', [5, true, false, false]],
    ['The judge near the actor danced.', 'The actor danced.', [3, true, true, false]],
    ['If the actor danced, the judge saw it.', 'The actor danced.', [3, true, true, true]],
    ['The judge danced.', 'The judge sang.', [2, false, false, false]],
    ['He danced.', 'He danced danced danced.', [4, true, false, false]],
    ['Anything at all', '!', [0, false, false, false]],
  ])('of %j and %j is told: words shared, full, subsequence, constituent-like', (premise, hypothesis, expected) => {
    const { shared, full, subsequence, constituentLike } = overlapOf(premise, hypothesis);
    expect([shared, full, subsequence, constituentLike]).toEqual(expected);
  });

  it('finds a word whole, not within another', () => {
    expect(overlapOf('The category is one.', 'The cat is one.').full).toBe(false);
    expect(overlapOf('on the cat', 'the cat').subsequence).toBe(true);
    expect(overlapOf('ton the cat', 'on the').subsequence).toBe(false);
  });
});

describe('a constituent-like hypothesis', () => {
  it.each([
    ['The doctor hoped that the actor slept.', 'the actor slept', true],
    ['Probably the actor slept.', 'the actor slept', true],
    ['Of course the actor slept.', 'the actor slept', true],
    ['The actor slept, and the judge ran.', 'the judge ran', true],
    ['We know -- the actor slept -- that.', 'the actor slept', true],
    ['The actor and the judge ran.', 'the judge ran', false],
    ['The actor slept in the office.', 'the actor slept', false],
    ['The actors’ dog slept.', 'dog slept', false],
    ['The dog near the actor slept. The actor slept.', 'the actor slept', true],
  ])('in %j: %j is %s', (premise, hypothesis, expected) => {
    expect(isConstituentLike(premise, words(hypothesis))).toBe(expected);
  });
});

describe('the bias meter', () => {
  it('counts overlap by label, and how far entailment goes with it', () => {
    const report = measure(
      ['entailment', 'The dog runs fast.', 'The dog runs.'],
      ['entailment', 'The dog runs.', 'An animal runs.'],
      ['neutral', 'The dog runs.', 'The brown dog runs.'],
      ['contradiction', 'The dog saw the cat.', 'The cat saw the dog.'],
      ['contradiction', 'The dog runs.', 'Nobody sleeps.'],
    );
    expect(report).toMatchObject({
      examples: 5,
      labels: { entailment: 2, neutral: 1, contradiction: 2 },
      full_overlap: { entailment: 1, neutral: 0, contradiction: 1 },
      not_full_overlap: { entailment: 1, neutral: 1, contradiction: 1 },
      subsequence: { entailment: 1, neutral: 0, contradiction: 0 },
      p_entailment_given_full_overlap: { value: 1 / 2 },
      p_entailment_given_not_full_overlap: { value: 1 / 3 },
      // Entailed with full overlap, and the two others without.
      kept_by_biased_filter: 3,
    });
    // 3 of 3 and 1 of 3 words; 3 of 4; 5 of 5 and 0 of 2.
    expect([report.word_overlap.entailment, report.word_overlap.neutral, report.word_overlap.contradiction].map((share) => Number(share?.toFixed(4)))).toEqual([
      0.6667, 0.75, 0.5,
    ]);
    expect(report.length.contradiction).toEqual({ premise: { mean: 4, median: 4 }, hypothesis: { mean: 3.5, median: 3.5 } });
  });

  it('says nothing of what a set has none of', () => {
    const report = set({ entailment: [2, 0] });
    expect(report.p_entailment_given_not_full_overlap).toEqual({ value: null, interval: null });
    expect(report.overlap_difference).toEqual({ value: null, interval: null });
    expect(report.word_overlap.neutral).toBeNull();
    expect(report.cues).toEqual({ entailment: [], neutral: [], contradiction: [] });
  });

  it('shows the label non-entailment where a set has it', () => {
    expect(set({ entailment: [1, 1], 'non-entailment': [1, 3] })).toMatchObject({
      labels: { entailment: 2, neutral: 0, contradiction: 0, 'non-entailment': 4 },
      kept_by_biased_filter: 4,
    });
  });

  it('agrees with the study on what the biased filter keeps', () => {
    const kept = (['entailment', 'neutral', 'contradiction', 'non-entailment'] as const).map((label) => [
      agreesWithHeuristic({ full: true }, label),
      agreesWithHeuristic({ full: false }, label),
    ]);
    expect(kept).toEqual([
      [true, false],
      [false, true],
      [false, true],
      [false, true],
    ]);
  });
});

describe('words that go with a label', () => {
  it('have the log-odds ratio and z of Monroe et al. (2008), worked out by hand', () => {
    const counts = new WordCounts();
    for (let example = 0; example < 100; example += 1) {
      counts.add(['nobody', 'sleeps'], 'contradiction');
      counts.add([example < 10 ? 'nobody' : 'he', 'sleeps', 'sleeps'], 'entailment');
    }
    // 110 of 400 words are "nobody": the prior is 275 of 1,000. Odds (100 + 275) / (1200 - 375) and (10 + 275) / (1200 - 285).
    // ln(375/825) - ln(285/915) = -0.78846 + 1.16644 = 0.37798; its error is sqrt(1/375 + 1/285) = 0.07858.
    const [cue] = counts.cues().contradiction ?? [];
    expect(cue).toMatchObject({ word: 'nobody', examples: 100, elsewhere: 10 });
    expect([cue?.log_odds.toFixed(4), cue?.z.toFixed(3)]).toEqual(['0.3780', '4.810']);
  });

  it('are left out where chance goes as far', () => {
    const counts = new WordCounts();
    counts.add(['once'], 'contradiction');
    counts.add(['other'], 'entailment');
    expect(counts.cues()).toEqual({ entailment: [], contradiction: [] });
  });

  it('come strongest first, ten a label at most', () => {
    const counts = new WordCounts();
    for (let word = 1; word <= 12; word += 1) {
      for (let example = 0; example < 100 * word; example += 1) counts.add([`no${word}`], 'contradiction');
      for (let example = 0; example < 100 * word; example += 1) counts.add([`yes${word}`], 'entailment');
    }
    const found = counts.cues().contradiction?.map(({ word }) => word);
    expect(found).toEqual(['no12', 'no11', 'no10', 'no9', 'no8', 'no7', 'no6', 'no5', 'no4', 'no3']);
  });
});

describe('the difference of two proportions', () => {
  // Newcombe (1998), table II, method 10.
  it.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [5, 56, 0, 29, -0.0381, 0.1926],
  ])('%i/%i less %i/%i has the published interval', (a, n, b, m, low, high) => {
    const { interval } = differenceOf({ value: a / n, interval: wilsonInterval(a, n) }, { value: b / m, interval: wilsonInterval(b, m) });
    expect(interval.map((end) => Number(end.toFixed(4)))).toEqual([low, high]);
  });
});

describe('the verdict on a set', () => {
  it('is that it strengthens the heuristic where overlap tells more of the label than in MNLI', () => {
    const verdict = biasVerdict(set({ entailment: [300, 0], neutral: [0, 300], contradiction: [0, 300] }), mnliReference);
    expect(verdict.code).toBe('strengthens');
    expect(verdict.headline).toBe('Training on this set is likely to strengthen the lexical overlap heuristic.');
    expect(verdict.reason).toMatch(
      /^Entailment is the label of 100\.0 % of its examples with full overlap and of 0\.0 % of the others: \+100\.0 points\. In MNLI \(matched development set\) it is \+54\.7\. The difference, \+45\.3, has the 95 % interval \[41\.\d, 50\.\d\]\.$/,
    );
  });

  it('is that it weakens the heuristic where full overlap mostly is no entailment', () => {
    expect(biasVerdict(set({ entailment: [10, 200], contradiction: [190, 200] }), mnliReference).code).toBe('weakens');
  });

  it('is that nothing says so where the difference may be chance', () => {
    // 18 of 20, and 340 of 1,000: about MNLI's own.
    const verdict = biasVerdict(set({ entailment: [18, 340], neutral: [0, 330], contradiction: [2, 330] }), mnliReference);
    expect(verdict.code).toBe('no-difference');
    expect(biasVerdict(mnliReference.report, mnliReference).difference_from_reference?.value).toBe(0);
  });

  it('is not given without ten examples on both sides', () => {
    const headline = 'Whether training on this set would strengthen the lexical overlap heuristic cannot be told.';
    expect(biasVerdict(set({ entailment: [5, 0], 'non-entailment': [5, 0] }), mnliReference)).toMatchObject({
      code: 'undecidable',
      headline,
      reason:
        'All of its 10 examples have full overlap, and it takes 10 with and 10 without. Entailment is the label of 50.0 % of those with full overlap; ' +
        'in MNLI (matched development set), of 88.9 %.',
      difference_from_reference: null,
    });
    expect(biasVerdict(set({ neutral: [0, 7] }), mnliReference).reason).toBe('None of its 7 examples has full overlap.');
    expect(biasVerdict(set({ entailment: [0, 20], neutral: [1, 40] }), mnliReference).reason).toContain('Of its 61 examples 1 has full overlap');
    expect(biasVerdict(set({ entailment: [9, 20], neutral: [0, 40] }), mnliReference).code).toBe('undecidable');
    expect(biasVerdict(set({ entailment: [10, 10], neutral: [0, 0] }), mnliReference).code).not.toBe('undecidable');
  });

  it('is not given against a set that is too small itself', () => {
    const small = { name: 'small', report: set({ entailment: [1, 20] }) };
    expect(biasVerdict(set({ entailment: [20, 20] }), small).reason).toBe('small has fewer than 10 examples with full overlap, or without: hold the set against another.');
  });
});
