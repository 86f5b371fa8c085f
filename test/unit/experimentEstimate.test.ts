import { describe, expect, it } from 'vitest';
import { describeEstimate } from '../../src/core/experiment/describeEstimate';
import { estimateOf, throughputsOf } from '../../src/core/experiment/estimate';
import type { ExperimentEvent } from '../../src/core/experiment/events';
import { parseExperiment } from '../../src/core/experiment/experimentFile';
import type { Job } from '../../src/core/experiment/job';
import { measuredJobs, measurementOf } from '../../src/core/experiment/measurement';
import type { Experiment } from '../../src/core/experiment/settings';
import { Schedule } from '../../src/core/experiment/schedule';
import { recordsOf, statesOf } from '../../src/core/experiment/standing';
import { mnliInputs, planned } from '../fixtures/experiments';

const id = (name: string): string => name.repeat(64);
const finished = (job: string, kind: string, work: number, seconds: number, bytes = 1_000_000): ExperimentEvent => ({ type: 'finished', at: '', job, kind, work, seconds, bytes });
const job = (name: string, after: readonly string[], work = 100): Job => ({ id: id(name), kind: 'train', title: name, after: after.map(id), arguments: [], folder: '', output: '', files: {}, work });

describe('an estimate', () => {
  it('tells what a job takes to start from what an example takes, where two sizes were measured', () => {
    expect(throughputsOf([finished(id('1'), 'train', 10, 30), finished(id('2'), 'train', 30, 50)])).toMatchObject({ train: { seconds: { start: 20, each: 1 }, jobs: 2 } });
    expect(throughputsOf([finished(id('1'), 'evaluate', 10, 30)])).toMatchObject({ evaluate: { seconds: { start: 0, each: 3 } } });
  });

  it('takes a training to leave its checkpoint whatever it learns from, and a test as much as it has examples', () => {
    const { train, evaluate } = throughputsOf([finished(id('1'), 'train', 10, 30), finished(id('2'), 'evaluate', 10, 30, 2000)]);
    expect(train?.bytes).toEqual({ start: 1_000_000, each: 0 });
    expect(evaluate?.bytes).toEqual({ start: 0, each: 200 });
    // Its texts come on top: 100 bytes an example.
    expect(throughputsOf([finished(id('1'), 'train', 10, 30, 1_001_000), finished(id('2'), 'train', 30, 50, 1_003_000)]).train?.bytes).toEqual({ start: 1_000_000, each: 100 });
  });

  it('adds up what is left, along the longest chain or shared out', () => {
    const experiment = parseExperiment('{"jobs": 2}', 'x.experiment.json');
    const jobs = [job('a', []), job('b', ['a']), job('c', ['a']), job('d', ['b'])];
    const states = statesOf(jobs, recordsOf([finished(id('a'), 'train', 100, 3600)]));
    const estimate = estimateOf({ jobs }, states, experiment, { train: { seconds: { start: 0, each: 36 }, bytes: { start: 2_000_000, each: 0 }, jobs: 1 } });
    // Three jobs of an hour on one GPU each, of which two follow each other.
    expect(estimate).toEqual({ jobs: 3, seconds: 10_800, elapsed: 7200, gpuHours: 3, bytes: 6_000_000, unknown: [] });
    expect(describeEstimate(estimate, 2)).toEqual(['To be done: 3 jobs, about 2 h with 2 at a time (3 h one after the other), 3.0 GPU hours, 6 MB on the disk.']);
  });

  it('asks to measure where nothing was', () => {
    const experiment = parseExperiment('{}', 'x.experiment.json');
    const jobs = [job('a', [])];
    expect(describeEstimate(estimateOf({ jobs }, statesOf(jobs, new Map()), experiment, {}), 1)).toEqual([
      'Not measured yet, and so no time can be told: train a classifier. Measure with `blindspot experiment measure FILE`, which runs a few small jobs.',
    ]);
  });

  it('is measured by a few small jobs that need no more than a generation', () => {
    const small = measurementOf(parseExperiment('{}', 'x.experiment.json'), mnliInputs);
    const { $schema: _, ...content } = { ...small, $schema: '' };
    const { jobs } = measuredJobs(planned(content));
    // Two trainings, the base and both of them on three tests; draws for the trainings and for the generator.
    expect(jobs.map(({ kind }) => kind).sort()).toEqual([...Array<string>(9).fill('evaluate'), 'generate', 'sample', 'sample', 'sample', 'split', 'train', 'train', 'train-generator']);
  });
});

describe('a measurement', () => {
  it('asks for no more than its experiment, and trains no generator that nothing needs', () => {
    const own = { startingPoints: [0, 10], augmentationSizes: [0, 6], classifier: { batchSize: 16 }, generator: { examples: 20 }, generation: { perLabel: 4 }, tests: { matched: { limit: 5 }, hans: { perSubcase: 1 } } };
    const measured = (more: object): Experiment => measurementOf(parseExperiment(JSON.stringify({ ...own, ...more }), 'x.experiment.json'), mnliInputs);
    expect(measured({})).toMatchObject({
      startingPoints: [0, 10],
      augmentationSizes: [0, 1],
      generator: { examples: 20 },
      generation: { perLabel: 4 },
      tests: { matched: { limit: 5 }, hans: { perSubcase: 1 } },
    });
    expect(measured({ conditions: ['original'] }).augmentationSizes).toEqual([0]);
  });
});

describe('a schedule', () => {
  it('gives what may begin in the order of the plan, and the rest as its needs are met', () => {
    const [a, b, c, d] = [job('a', []), job('b', ['a']), job('c', []), job('d', ['b', 'c'])] as const;
    const schedule = new Schedule([a, b, c, d]);
    const titles = (): string[] => {
      const taken = [];
      for (let next = schedule.next(); next !== undefined; next = schedule.next()) taken.push(next.title);
      return taken;
    };
    expect(titles()).toEqual(['a', 'c']);
    schedule.met(c.id);
    expect(titles()).toEqual([]);
    schedule.again(c);
    schedule.met(a.id);
    expect(titles()).toEqual(['b', 'c']);
    schedule.met(b.id);
    expect(titles()).toEqual(['d']);
  });
});

describe('where the jobs of a plan stand', () => {
  it('is blocked behind a failed one, however far, and not behind one that was stopped', () => {
    const jobs = [job('a', []), job('b', ['a']), job('c', ['b']), job('d', []), job('e', ['d'])];
    const states = statesOf(jobs, recordsOf([{ type: 'failed', at: '', job: id('a'), reason: 'x' }, { type: 'stopped', at: '', job: id('d'), reason: 'y' }]));
    expect([...states.values()]).toEqual(['failed', 'blocked', 'blocked', 'stopped', 'waiting']);
  });
});
