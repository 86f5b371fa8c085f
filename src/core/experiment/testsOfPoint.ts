import type { TestName } from './conditions';
import type { Point } from './figure';
import type { Job } from './job';
import type { Measure } from './measures';
import type { Plan } from './plan';

/** A test that a point is a mean of. Its seed is null for the base, which no seed has touched. */
export interface TestOfPoint {
  readonly seed: number | null;
  readonly job: Job;
}

/** The tests whose accuracies a point of the figure is a mean of, done or not. */
export function testsOfPoint({ classifiers, jobs }: Plan, { start, condition, size, measure }: Pick<Point, 'start' | 'condition' | 'size' | 'measure'>): TestOfPoint[] {
  const test = testOf(measure);
  return classifiers.flatMap((classifier) => {
    const isThis = classifier.start === start && classifier.size === size && classifier.condition === (size === 0 ? null : condition);
    const job = isThis ? jobs.find(({ id }) => id === classifier.evaluations[test]) : undefined;
    return job === undefined ? [] : [{ seed: classifier.seed, job }];
  });
}

function testOf(measure: Measure): TestName {
  if (measure.startsWith('mnli-matched')) return 'matched';
  return measure.startsWith('mnli-mismatched') ? 'mismatched' : 'hans';
}
