import { describe, expect, it } from 'vitest';
import { pairAnswers } from '../../src/core/compare/pairAnswers';
import { failureDocument } from '../../src/core/failures/document';
import { changesOf, failuresOfRun } from '../../src/core/failures/failureList';
import { describeFilter, failureFilterSchema, filterOfCell, type FailureFilter } from '../../src/core/failures/filter';
import { failuresJson } from '../../src/core/failures/json';
import { findSubcase, subcases } from '../../src/core/hans/subcases';
import type { HansExample } from '../../src/core/nli/example';
import type { AnyLabel } from '../../src/core/nli/label';
import { templateTallies } from '../../src/core/report/templates';
import { matchPredictions, type Answers } from '../../src/core/scoring/answers';
import { predict, type Prediction } from '../../src/core/scoring/prediction';

function example(id: string, line: number, subcase: string, template: string): HansExample {
  const known = findSubcase(subcase);
  if (known === undefined) throw new Error(`no subcase ${subcase}`);
  return { id, line, premise: `Premise ${id}.`, hypothesis: `Hypothesis ${id}.`, gold: known.gold, heuristic: known.heuristic, subcase, template };
}

const examples = [
  example('ex0', 2, 'ln_passive', 'temp1'),
  example('ex1', 3, 'ln_passive', 'temp2'),
  example('ex2', 4, 'ln_passive', 'temp2'),
  example('ex3', 5, 'se_adjective', 'temp9'),
  example('ex4', 6, 'cn_adverb', 'temp12'),
];

/** Probabilities of entailment, neutral and contradiction. */
function scored(id: string, ...shares: readonly [number, number, number]): Prediction {
  const [entailment, neutral, contradiction] = shares.map(Math.log) as [number, number, number];
  return predict(id, { entailment, neutral, contradiction });
}

/** ex0 and ex1 wrong with a confidence of .9 and .5, ex2 right, ex3 wrong as neutral (.6), ex4 wrong (.8). */
const answers = matchPredictions(
  { format: 'hans', examples, skipped: 0 },
  [
    scored('ex0', 0.45, 0.04, 0.01),
    scored('ex1', 0.5, 0.3, 0.2),
    scored('ex2', 0.1, 0.8, 0.1),
    scored('ex3', 0.3, 0.6, 0.1),
    scored('ex4', 0.8, 0.1, 0.1),
  ],
  'run',
);
const run = { title: 'my run', dataFile: '/data/hans.txt', answers };

function labelled(labels: readonly AnyLabel[]): Answers {
  return matchPredictions(
    { format: 'hans', examples, skipped: 0 },
    labels.map((label, index) => ({ id: `ex${index}`, label })),
    'run',
  );
}

function ids(filter: FailureFilter): string[] {
  return failuresOfRun(run, filter).groups.flatMap(({ failures }) => failures.map(({ answer }) => answer.example.id));
}

describe('failing examples', () => {
  it('are those that were answered wrong, grouped by subcase in the order of the file', () => {
    const { groups, failed, answered } = failuresOfRun(run);
    expect([failed, answered]).toEqual([4, 5]);
    expect(groups.map(({ title, failures, answered: all }) => [title, failures.length, all])).toEqual([
      ['ln_passive (lexical overlap, gold non-entailment)', 2, 3],
      ['se_adjective (subsequence, gold entailment)', 1, 1],
      ['cn_adverb (constituent, gold non-entailment)', 1, 1],
    ]);
  });

  it('are filtered by heuristic, subcase, template, gold label and prediction', () => {
    expect(ids({ heuristic: 'lexical_overlap' })).toEqual(['ex0', 'ex1']);
    expect(ids({ subcase: 'cn_adverb' })).toEqual(['ex4']);
    expect(ids({ template: 'temp2' })).toEqual(['ex1']);
    expect(ids({ gold: 'entailment' })).toEqual(['ex3']);
    expect(ids({ predicted: 'entailment', gold: 'non-entailment' })).toEqual(['ex0', 'ex1', 'ex4']);
  });

  it('that were answered neutral were answered non-entailment', () => {
    expect(ids({ predicted: 'non-entailment' })).toEqual(['ex3']);
    expect(ids({ predicted: 'contradiction' })).toEqual([]);
  });

  it("are filtered by the predicted label's share of the label mass, ends included", () => {
    // ex0: .45 of a label mass of .5.
    expect(ids({ confidenceAtLeast: 0.8 })).toEqual(['ex0', 'ex4']);
    expect(ids({ confidenceAtMost: 0.6 })).toEqual(['ex1', 'ex3']);
    expect(ids({ confidenceAtLeast: 0.55, confidenceAtMost: 0.7 })).toEqual(['ex3']);
  });

  it('of a prediction file cannot be chosen by a confidence that it does not hold', () => {
    const predictionFile = { ...run, answers: labelled(['entailment', 'entailment', 'neutral', 'neutral', 'entailment']) };
    expect(() => failuresOfRun(predictionFile, { confidenceAtLeast: 0.5 })).toThrow('hold labels and no probabilities');
    expect(failuresOfRun(predictionFile, { gold: 'entailment' }).groups).toHaveLength(1);
  });

  it('of a bar are those of its cell', () => {
    expect(ids(filterOfCell({ kind: 'heuristic', heuristic: 'constituent', gold: 'non-entailment' }))).toEqual(['ex4']);
    expect(ids(filterOfCell({ kind: 'subcase', subcase: 'se_adjective' }))).toEqual(['ex3']);
    expect(ids(filterOfCell({ kind: 'label', gold: 'entailment' }))).toEqual(['ex3']);
  });
});

describe('a filter', () => {
  it('is told in words, and not at all when everything passes', () => {
    expect(describeFilter({ heuristic: 'lexical_overlap', gold: 'non-entailment', confidenceAtLeast: 0.9 })).toBe(
      'lexical overlap, gold non-entailment, confidence at least 90.0 %',
    );
    expect(describeFilter({})).toBe('');
  });

  it('is refused when it names what there is not', () => {
    expect(failureFilterSchema.safeParse({ heuristic: 'overlap' }).success).toBe(false);
    expect(failureFilterSchema.safeParse({ confidenceAtLeast: 90 }).success).toBe(false);
  });
});

describe('the document of failing examples', () => {
  it('says what it shows, then each group and in it each example, indented to fold', () => {
    expect(failureDocument(failuresOfRun(run, { heuristic: 'lexical_overlap' })).text.split('\n').slice(0, 12)).toEqual([
      'Failing examples of my run',
      '4 of 5 examples; shown: 2 (lexical overlap)',
      'Data file: /data/hans.txt',
      '',
      'ln_passive (lexical overlap, gold non-entailment): 2 of 3',
      '  ex0, line 2, temp1',
      '    premise     Premise ex0.',
      '    hypothesis  Hypothesis ex0.',
      '    gold        non-entailment',
      '    predicted   entailment (entailment .900, neutral .080, contradiction .020; label mass .500)',
      '  ex1, line 3, temp2',
      '    premise     Premise ex1.',
    ]);
  });

  it('knows where its groups stand, and where its links stand and lead to', () => {
    const { text, groups, links } = failureDocument(failuresOfRun(run));
    const lines = text.split('\n');
    expect(groups.map(({ line }) => lines[line])).toEqual([
      'ln_passive (lexical overlap, gold non-entailment): 2 of 3',
      'se_adjective (subsequence, gold entailment): 1 of 1',
      'cn_adverb (constituent, gold non-entailment): 1 of 1',
    ]);
    expect(links.map(({ line, start, end, id, dataLine }) => [id, dataLine, lines[line]?.slice(start, end)])).toEqual([
      ['ex0', 2, 'line 2'],
      ['ex1', 3, 'line 3'],
      ['ex3', 5, 'line 5'],
      ['ex4', 6, 'line 6'],
    ]);
  });

  it('says that there is none, or that the filter lets none through', () => {
    const right = { ...run, answers: labelled(['neutral', 'neutral', 'neutral', 'entailment', 'neutral']) };
    expect(failureDocument(failuresOfRun(right)).text).toContain('There is none.');
    expect(failureDocument(failuresOfRun(run, { template: 'temp3' })).text).toContain('None passes the filter: choose a wider one.');
  });

  it('keeps a sentence of several lines on one', () => {
    const [only] = examples;
    if (only === undefined) throw new Error('no example');
    const odd = matchPredictions({ format: 'hans', examples: [{ ...only, premise: 'One.\r\n  Two.' }], skipped: 0 }, [{ id: 'ex0', label: 'entailment' }], 'run');
    expect(failureDocument(failuresOfRun({ ...run, answers: odd })).text).toContain('    premise     One. Two.\n');
  });

  it('groups by gold label where there are no subcases', () => {
    const pairs = (['neutral', 'entailment'] as const).map((gold, index) => ({ id: `m${index}`, premise: 'p', hypothesis: 'h', gold, line: index + 1 }));
    const mnli = matchPredictions({ format: 'mnli', examples: pairs, skipped: 0 }, [{ id: 'm0', label: 'contradiction' }, { id: 'm1', label: 'neutral' }], 'run');
    expect(failureDocument(failuresOfRun({ ...run, answers: mnli })).groups.map(({ title }) => title)).toEqual(['gold neutral', 'gold entailment']);
  });

  it('takes all 30,000 examples of a set of the size of HANS, wrong throughout, in well under a second', () => {
    const many = subcases.flatMap(({ name }, block) => Array.from({ length: 1000 }, (_, index) => example(`ex${block * 1000 + index}`, block * 1000 + index + 2, name, 'temp1')));
    const wrong = matchPredictions(
      { format: 'hans', examples: many, skipped: 0 },
      many.map(({ id, gold }) => ({ id, label: gold === 'entailment' ? 'neutral' : 'entailment' })),
      'run',
    );
    const { groups, links, text } = failureDocument(failuresOfRun({ ...run, answers: wrong }));
    expect([groups.length, links.length]).toEqual([30, 30_000]);
    // Heading and a blank line, then a header and a blank line a group and five lines an example.
    expect(text.split('\n')).toHaveLength(4 + 30 * 2 + 30_000 * 5);
  });
});

describe('what changed between two runs', () => {
  // B mends ex0 and ex3 and spoils ex2.
  const other = { title: 'other run', dataFile: '/data/copy.txt', answers: labelled(['neutral', 'entailment', 'entailment', 'entailment', 'entailment']) };
  const paired = pairAnswers(run.answers, other.answers, { a: run.title, b: other.title });

  it('is listed with both answers: fixed shows what A said, and names the lines of its data file', () => {
    const list = changesOf(paired, { a: run, b: other }, 'fixed');
    expect([list.title, list.dataFile, list.failed, list.answered]).toEqual(['Fixed: wrong in my run, right in other run', '/data/hans.txt', 2, 5]);
    const { text } = failureDocument(list);
    expect(text).toContain('    predicted   entailment (entailment .900, neutral .080, contradiction .020; label mass .500)\n    other run   neutral\n');
  });

  it('is listed as broken with what B said', () => {
    const list = changesOf(paired, { a: run, b: other }, 'broken');
    expect([list.title, list.dataFile]).toEqual(['Broken: right in my run, wrong in other run', '/data/copy.txt']);
    expect(failuresJson(list).failures).toEqual([
      expect.objectContaining({ id: 'ex2', line: 4, subcase: 'ln_passive', template: 'temp2', predicted: 'entailment', other: expect.objectContaining({ predicted: 'neutral' }) as unknown }),
    ]);
  });

  it('is filtered like any failing examples', () => {
    expect(failuresJson(changesOf(paired, { a: run, b: other }, 'fixed', { gold: 'entailment' })).failures.map(({ id }) => id)).toEqual(['ex3']);
  });
});

describe('accuracy by template', () => {
  it('counts right and all answers of each', () => {
    const tallies = templateTallies(answers);
    expect([...tallies].map(([template, { correct, total }]) => [template, correct, total])).toEqual([
      ['temp1', 0, 1],
      ['temp2', 1, 2],
      ['temp9', 0, 1],
      ['temp12', 0, 1],
    ]);
  });
});
