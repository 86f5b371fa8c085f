import { describe, expect, it } from 'vitest';
import { acceptedLine, outcomeOf } from '../../src/core/annotation/accepted';
import { adjudicationsDiffer, agreementOf, annotatedSet, type Agreement, type AnnotatedSet } from '../../src/core/annotation/agreement';
import { countDisagreements, describeDisagreements } from '../../src/core/annotation/agreementTables';
import type { Decision, DecisionLine } from '../../src/core/annotation/decision';
import { Decisions } from '../../src/core/annotation/decisions';
import { annotationFileName, distinctFileName } from '../../src/core/annotation/fileName';
import { Nearest } from '../../src/core/annotation/nearest';
import { disagreement, ranking, uncertainty } from '../../src/core/annotation/order';
import { secondsEach } from '../../src/core/annotation/pace';
import { Queue } from '../../src/core/annotation/queue';
import { draw, shuffling } from '../../src/core/draw';
import type { AnyLabel } from '../../src/core/nli/label';
import { predict } from '../../src/core/scoring/prediction';
import { drained } from '../../src/core/drained';

const at = '2026-01-01T10:00:00.000Z';
const label = (id: string, verdict: AnyLabel): Decision => ({ id, decision: 'label', label: verdict, at });

function filesOf(annotators: Readonly<Record<string, readonly DecisionLine[]>>, adjudications: Readonly<Record<string, readonly DecisionLine[]>> = {}): AnnotatedSet {
  const header = { dataset: 'set.jsonl', sha256: 'a'.repeat(64), version: 1 as const };
  return annotatedSet([
    ...Object.entries(annotators).map(([annotator, lines]) => ({ file: `${annotator}.jsonl`, header: { ...header, annotator }, lines })),
    ...Object.entries(adjudications).map(([annotator, lines]) => ({ file: `${annotator}-adjudication.jsonl`, header: { ...header, annotator, adjudicates: Object.keys(annotators) }, lines })),
  ]);
}

function agreement(set: AnnotatedSet): Agreement {
  return drained(agreementOf(set, 1));
}

describe('decisions', () => {
  it('are the last one for each example, unless that was undone', () => {
    const decisions = new Decisions([label('a', 'neutral'), label('b', 'neutral'), label('a', 'entailment'), { id: 'b', decision: 'undo', at }]);
    expect([decisions.size, decisions.of('a'), decisions.of('b')]).toEqual([1, label('a', 'entailment'), undefined]);
    expect(decisions.counts).toEqual({ label: 1, accept: 0, discard: 0 });
  });

  it('are undone from the latest back, past what was decided again', () => {
    const decisions = new Decisions([label('a', 'neutral'), label('b', 'neutral'), label('a', 'entailment')]);
    expect([...decisions.latest()].map(({ decision }) => decision.id)).toEqual(['a', 'b']);
    decisions.take({ id: 'a', decision: 'undo', at });
    expect([...decisions.latest()].map(({ decision }) => decision.id)).toEqual(['b']);
  });

  it('keep their place when only their note is written', () => {
    const noted = { ...label('a', 'neutral'), note: 'a typo' };
    const decisions = new Decisions([label('a', 'neutral'), label('b', 'neutral'), noted]);
    expect([...decisions.latest()]).toEqual([{ decision: label('b', 'neutral') }, { decision: noted }]);
    expect([decisions.counts.label, decisions.times.length]).toEqual([2, 2]);
  });

  it('count again where what came in their place was undone, and can be undone in their turn', () => {
    const [first, second] = [label('a', 'entailment'), { ...label('a', 'neutral'), note: 'sure' }];
    const decisions = new Decisions([first, label('b', 'neutral'), second]);
    expect([...decisions.latest()]).toEqual([{ decision: second, before: first }, { decision: label('b', 'neutral') }]);
    decisions.take({ ...first, undoes: true });
    expect([decisions.of('a'), [...decisions.latest()]]).toEqual([first, [{ decision: label('b', 'neutral') }, { decision: first }]]);
    expect(decisions.counts).toEqual({ label: 2, accept: 0, discard: 0 });
  });

  it('of an earlier version that were undone count as none, also where another was made before', () => {
    const undone = [label('a', 'entailment'), label('a', 'neutral'), { id: 'a', decision: 'undo', at }] as const;
    expect(new Decisions(undone).size).toBe(0);
    expect([...new Decisions([...undone, label('a', 'entailment')]).latest()]).toEqual([{ decision: label('a', 'entailment') }]);
  });
});

describe('the pace of an annotator', () => {
  it('is the mean time between the latest decisions, without breaks', () => {
    const minute = 60_000;
    // 4 s, a break of an hour, 6 s.
    expect(secondsEach([0, 4000, 60 * minute, 60 * minute + 6000])).toBe(5);
    expect(secondsEach([0])).toBeNull();
  });
});

describe('the order of a set', () => {
  it('by seed has every row once, is the same for the same seed and another for another', () => {
    const order = drained(shuffling(1000, 7));
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, row) => row));
    expect(drained(shuffling(1000, 7))).toEqual(order);
    expect(drained(shuffling(1000, 8))).not.toEqual(order);
    expect([...order]).toEqual(draw(Array.from({ length: 1000 }, (_, row) => row), 1000, 7));
  });

  it('by rank has the largest keys first, equal ones as before, and those without a key last', () => {
    const keys = Float32Array.from([0.5, NaN, 1, 0.5, 0]);
    expect([...drained(ranking(keys, Uint32Array.from([4, 3, 1, 2, 0])))]).toEqual([2, 3, 0, 4, 1]);
  });

  it('puts a model that cannot tell above one that is sure', () => {
    const third = Math.log(1 / 3);
    expect(uncertainty(predict('a', { entailment: third, neutral: third, contradiction: third }))).toBeCloseTo(1, 12);
    expect(uncertainty(predict('a', { entailment: 0, neutral: -Infinity, contradiction: -Infinity }))).toBeCloseTo(0, 12);
  });

  it('puts disagreement above one half, and the surest first', () => {
    const sure = predict('a', { entailment: Math.log(0.8), neutral: Math.log(0.1), contradiction: Math.log(0.1) });
    expect(disagreement(sure, 'neutral')).toBeCloseTo((1 + 0.8 - 0.1) / 2, 12);
    expect(disagreement(sure, 'entailment')).toBeCloseTo((1 + 0.1 - 0.8) / 2, 12);
    expect(disagreement(sure, 'non-entailment')).toBeCloseTo((1 + 0.8 - 0.1) / 2, 12);
    expect([disagreement({ id: 'a', label: 'neutral' }, 'neutral'), disagreement({ id: 'a', label: 'neutral' }, 'entailment')]).toEqual([0, 1]);
    expect(disagreement({ id: 'a', label: 'neutral' }, 'non-entailment')).toBe(0);
  });
});

describe('a queue', () => {
  it('seeks from its place on, and then from its beginning', () => {
    const queue = new Queue(Uint32Array.from([5, 3, 8]));
    queue.goTo(8);
    expect([queue.seek((row) => row === 3), queue.place, queue.row]).toEqual([true, 1, 3]);
    expect([queue.seek(() => false), queue.row]).toEqual([false, 3]);
  });

  it('steps past what is not wanted, and stays at its ends', () => {
    const queue = new Queue(Uint32Array.from([5, 3, 8]));
    expect([queue.step(1, (row) => row !== 3), queue.row, queue.step(1, () => true), queue.row]).toEqual([true, 8, false, 8]);
  });
});

describe('agreement', () => {
  const two = {
    Anna: [label('a', 'neutral'), label('b', 'neutral'), label('c', 'entailment'), label('d', 'neutral')],
    Ben: [label('a', 'neutral'), label('b', 'contradiction'), { id: 'c', decision: 'discard', note: 'no sentence', at } as const],
  };

  it('of two is on what both decided; discarding is an answer', () => {
    const { common, pairs, alpha, disagreements } = agreement(filesOf(two));
    expect([common, alpha]).toEqual([3, null]);
    expect(pairs[0]).toMatchObject({
      common: 3,
      agreed: 1,
      confusion: { verdicts: ['entailment', 'neutral', 'contradiction', 'discard'], counts: [[0, 0, 0, 1], [0, 1, 1, 0], [0, 0, 0, 0], [0, 0, 0, 0]] },
    });
    // po = 1/3; pe = 2/3 * 1/3 (neutral); (1/3 - 2/9) / (7/9) = 1/7.
    expect(pairs[0]?.kappa?.value).toBeCloseTo(1 / 7, 12);
    expect(disagreements.map(({ id, adjudicated }) => [id, adjudicated])).toEqual([['b', null], ['c', null]]);
    expect(disagreements[1]?.answers).toEqual([
      { annotator: 'Anna', verdict: 'entailment', note: null },
      { annotator: 'Ben', verdict: 'discard', note: 'no sentence' },
    ]);
  });

  it('of three has alpha, and kappa by pairs', () => {
    const { pairs, alpha } = agreement(filesOf({ ...two, Clara: two.Anna }));
    expect(pairs.map(({ a, b }) => `${a} ${b}`)).toEqual(['Anna Ben', 'Anna Clara', 'Ben Clara']);
    // a nnn, b nnc, c eed, d nn: n = 11, sum of o_cc = 3 + 1 + 1 + 2 = 7, sum of n_c squared = 7² + 2² + 1 + 1 = 55.
    expect(alpha?.value).toBeCloseTo(1 - (10 * (11 - 7)) / (121 - 55), 12);
  });

  it('does not count an adjudication as an annotator, and takes what it decided', () => {
    const { annotators, disagreements } = agreement(filesOf(two, { Judge: [label('b', 'neutral')] }));
    expect(annotators.map(({ name }) => name)).toEqual(['Anna', 'Ben']);
    expect(disagreements.map(({ adjudicated }) => adjudicated)).toEqual(['neutral', null]);
  });

  it('of several adjudications has what they say alike, and lists where they differ', () => {
    // On a the annotators agree; Anna has changed her mind since it was adjudicated.
    const set = filesOf(two, { Anna: [label('a', 'neutral'), label('b', 'neutral'), label('c', 'neutral')], Ben: [label('a', 'entailment'), label('b', 'neutral')] });
    const { disagreements } = agreement(set);
    expect(disagreements.map(({ id, adjudicated }) => [id, adjudicated])).toEqual([['a', null], ['b', 'neutral'], ['c', 'neutral']]);
    expect(disagreements[0]?.adjudications).toEqual([{ annotator: 'Anna', verdict: 'neutral', note: null }, { annotator: 'Ben', verdict: 'entailment', note: null }]);
    expect(describeDisagreements(countDisagreements(disagreements))).toBe('3 disagreements, 2 adjudicated, 1 on which the adjudications differ');
    expect([adjudicationsDiffer(set), adjudicationsDiffer({ ...set, adjudications: set.adjudications.slice(1) })]).toEqual([true, false]);
  });

  it('is refused between different sets, and between two files or two adjudications of one annotator', () => {
    const header = { dataset: 'set.jsonl', sha256: 'a'.repeat(64), version: 1 as const, annotator: 'Anna' };
    const file = (name: string, change: object) => ({ file: name, header: { ...header, ...change }, lines: [] });
    expect(() => annotatedSet([file('1', {}), file('2', { annotator: 'Ben', sha256: 'b'.repeat(64) })])).toThrow('2 annotates another version of set.jsonl than 1');
    expect(() => annotatedSet([file('1', {}), file('2', { annotator: 'Ben', sha256: 'b'.repeat(64), dataset: 'other.jsonl' })])).toThrow('Name the files of one set');
    expect(() => annotatedSet([file('1', {}), file('2', {})])).toThrow('2: the annotator "Anna" has another file among these');
    expect(() => annotatedSet([file('1', { adjudicates: [] }), file('2', {}), file('3', { adjudicates: [] })])).toThrow('3: the annotator "Anna" has another adjudication among these');
  });
});

describe('what was accepted', () => {
  const set = filesOf(
    {
      Anna: [label('agreed', 'neutral'), label('disputed', 'neutral'), label('adjudicated', 'neutral'), { id: 'discarded', decision: 'discard', at }],
      Ben: [{ id: 'agreed', decision: 'accept', label: 'neutral', at }, label('disputed', 'entailment'), label('adjudicated', 'entailment')],
    },
    { Judge: [label('adjudicated', 'contradiction')] },
  );

  it('is what all agree on, or what the adjudication says', () => {
    const kinds = ['agreed', 'disputed', 'adjudicated', 'discarded', 'never seen'].map((id) => outcomeOf(id, set).kind);
    expect(kinds).toEqual(['accepted', 'disputed', 'accepted', 'discarded', 'undecided']);
    expect(outcomeOf('adjudicated', set)).toMatchObject({ label: 'contradiction', decisions: [{ annotator: 'Anna' }, { annotator: 'Ben' }, { annotator: 'Judge' }] });
  });

  it('of what was adjudicated twice is what both say, and disputed where they differ', () => {
    const twice = filesOf({ Anna: [label('a', 'neutral'), label('b', 'neutral')] }, { Anna: [label('a', 'entailment'), label('b', 'neutral')], Ben: [label('a', 'entailment'), label('b', 'entailment')] });
    expect(['a', 'b'].map((id) => outcomeOf(id, twice))).toMatchObject([{ kind: 'accepted', label: 'entailment' }, { kind: 'disputed' }]);
  });

  it('says in each line of a training file where it is from', () => {
    const outcome = outcomeOf('agreed', set);
    if (outcome.kind !== 'accepted') throw new Error('not accepted');
    const line = acceptedLine({ id: 'agreed', premise: 'p', hypothesis: 'h', gold: 'neutral', line: 3 }, outcome, set, { seed: 4 });
    expect(JSON.parse(line)).toEqual({
      id: 'agreed',
      label: 'neutral',
      premise: 'p',
      hypothesis: 'h',
      source: {
        seed: 4,
        annotation: {
          dataset: 'set.jsonl',
          sha256: 'a'.repeat(64),
          suggested: 'neutral',
          decisions: [
            { annotator: 'Anna', decision: 'label', label: 'neutral', at },
            { annotator: 'Ben', decision: 'accept', label: 'neutral', at },
          ],
        },
      },
    });
  });
});

describe('the nearest examples', () => {
  it('are those with the largest share of common words, at most so many', () => {
    const nearest = new Nearest([{ premise: 'The lawyer saw the actor .', hypothesis: 'The actor saw the lawyer .' }], 2);
    nearest.push(0, { premise: 'Dogs bark', hypothesis: 'Cats do not' });
    nearest.push(1, { premise: 'The actor saw a dog', hypothesis: 'a dog' });
    nearest.push(2, { premise: 'the LAWYER, saw (the) "actor"!', hypothesis: 'Saw.' });
    nearest.push(3, { premise: 'the dog', hypothesis: 'a cat' });
    // {the, actor, saw} of {the, lawyer, saw, actor, a, dog}; the same four words.
    expect(nearest.finish()).toEqual([{ row: 2, overlap: 1 }, { row: 1, overlap: 3 / 6 }]);
  });
});

describe('the name of an annotation file', () => {
  it.each([
    ['data/train set.jsonl', 'Anna Müller', 'data-train-set.Anna-Müller.jsonl'],
    ['../elsewhere/x.v2.jsonl', 'a/b', 'elsewhere-x.v2.a-b.jsonl'],
    ['.blindspot/synthetic/x.jsonl', '小林', 'blindspot-synthetic-x.小林.jsonl'],
  ])('of %s by %s is %s', (dataset, annotator, name) => {
    expect(annotationFileName({ dataset, annotator })).toBe(name);
  });

  it('has the last 71 characters of the path and 8 digits where the path is too long, and is no longer for it', () => {
    const name = distinctFileName({ dataset: `${'a'.repeat(60)}/${'𠀀'.repeat(69)}-.jsonl`, annotator: 'Anna' }, '0123456789abcdef');
    expect(name).toBe(`${'𠀀'.repeat(69)}--01234567.Anna.jsonl`);
  });
});
