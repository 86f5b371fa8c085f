import { describe, expect, it } from 'vitest';
import { drained } from '../../src/core/drained';
import { endsOf, lastEnd } from '../../src/core/experiment/ends';
import type { Job } from '../../src/core/experiment/job';
import type { PlannedState } from '../../src/core/experiment/standing';
import { treeOf, type ExperimentTree } from '../../src/core/experiment/tree';
import { parseExperiment } from '../../src/core/experiment/experimentFile';
import { planned } from '../fixtures/experiments';

const tree = (content: object): ExperimentTree => drained(treeOf(parseExperiment(JSON.stringify(content), 'x.experiment.json'), planned(content)));
const titles = (jobs: readonly Job[] = []): string[] => jobs.map(({ title }) => title);

describe('an experiment as one looks through it', () => {
  const content = { startingPoints: [0, 5000], augmentationSizes: [0, 18_020], conditions: ['original', 'synthetic'], seeds: [1, 2] };
  const { common, starts } = tree(content);
  const [base, trained] = starts;

  it('has what no cell owns apart: the split, the generator and its set', () => {
    expect(titles(common)).toEqual(['hold out the validation examples', 'train the generator', 'generate the synthetic set']);
  });

  it('has in each cell, a seed after the other, what leads to its classifier and its three tests', () => {
    // Two seeds, each with a draw, a training and three tests.
    const cell = base?.conditions[0]?.cells[0];
    expect(cell?.size).toBe(18_020);
    expect(cell?.jobs.map(({ kind }) => kind)).toEqual(['sample', 'train', 'evaluate', 'evaluate', 'evaluate', 'sample', 'train', 'evaluate', 'evaluate', 'evaluate']);
    expect(titles(base?.own)).toEqual(['matched', 'mismatched'].map((name) => `test on MNLI ${name}: the base as it is`).concat('test on HANS: the base as it is'));
    expect(trained?.own).toHaveLength(10);
  });

  it('shows a job in each cell that it serves, and counts it once above', () => {
    const synthetic = starts.map(({ conditions }) => conditions[1]?.cells[0]?.jobs ?? []);
    const draws = synthetic.map((jobs) => titles(jobs.filter(({ kind }) => kind === 'sample')));
    expect(draws[0]).toEqual(['draw 18,020 synthetic, seed 1', 'draw 18,020 synthetic, seed 2']);
    expect(draws[1]).toEqual(draws[0]);
    // 10 jobs each: the starting point itself, original, synthetic.
    expect(trained?.jobs).toHaveLength(30);
    // Three in common; 3 + 10 + 10 of the base; 30 of the other, less the two draws.
    expect(planned(content).jobs).toHaveLength(3 + 23 + 28);
  });

  it('has the way to a starting point also where that is not tested itself', () => {
    const { starts: only } = tree({ startingPoints: [5000], augmentationSizes: [18_020], conditions: ['original'] });
    expect(titles(only[0]?.own)).toEqual(['draw 5,000 original, seed 1', 'train on 5,000 original, seed 1']);
  });

  it('says which cells the data cannot fill', () => {
    const { starts: last } = tree({ startingPoints: [391_722] });
    expect(last[0]?.conditions.map(({ condition, cells }) => [condition, ...cells.map(({ leftOut, jobs }) => (leftOut ? 'left out' : jobs.length))])).toEqual([
      ['original', 'left out', 'left out', 'left out'],
      ['synthetic', 5, 5, 5],
      ['synthetic-biased', 5, 5, 5],
    ]);
  });
});

describe('when jobs end', () => {
  const job = (id: string, after: readonly string[]): Job => ({ id, kind: 'train', title: id, after, arguments: [], folder: '', output: '', files: {}, work: 1 });
  const jobs = [job('a', []), job('b', ['a']), job('c', []), job('d', ['b', 'c'])];
  const seconds: Readonly<Record<string, number>> = { a: 10, b: 20, c: 5, d: 1 };
  const ends = (atOnce: number, states: Readonly<Record<string, PlannedState>> = {}): Record<string, number> =>
    Object.fromEntries(drained(endsOf(jobs, new Map(Object.entries(states)), { atOnce, secondsLeft: ({ id }) => seconds[id] ?? 0 })));

  it('follows from what each takes and needs, in the plan’s order', () => {
    expect(ends(1)).toEqual({ a: 10, b: 30, c: 35, d: 36 });
    expect(ends(2)).toEqual({ a: 10, c: 5, b: 30, d: 31 });
  });

  it('counts what is finished no more, and gives what is under way its place', () => {
    expect(ends(1, { a: 'finished' })).toEqual({ b: 20, c: 25, d: 26 });
    expect(ends(1, { c: 'submitted' })).toEqual({ c: 5, a: 15, b: 35, d: 36 });
  });

  it('lets what waits in a queue for another begin after it', () => {
    expect(ends(2, { a: 'submitted', b: 'submitted' })).toEqual({ a: 10, c: 5, b: 30, d: 31 });
  });

  it('is the last of them for several together', () => {
    expect(lastEnd([{ id: 'a' }, { id: 'c' }, { id: 'gone' }], new Map(Object.entries(ends(2))))).toBe(10);
    expect(lastEnd([], new Map())).toBe(0);
  });
});
