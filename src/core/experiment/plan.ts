import { drained } from '../drained';
import { count } from '../report/format';
import { describeClassifier, type Classifier } from './cell';
import { testNames, type Condition, type TestName } from './conditions';
import { needsGenerator, originalsLeft, requirePossible } from './feasibility';
import type { ExperimentInputs } from './inputs';
import type { Job } from './job';
import { PlanBuilder, type PlanPlaces } from './planBuilder';
import type { Experiment } from './settings';

/** A classifier of the grid with the jobs that test it. */
export interface PlannedClassifier extends Classifier {
  /** Job IDs. */
  readonly evaluations: Readonly<Partial<Record<TestName, string>>>;
}

/** A cell that the grid has and the data cannot fill. */
export interface LeftOutCell {
  readonly start: number;
  readonly condition: Condition;
  readonly size: number;
}

/** What an experiment comes to: jobs, each after all those that it needs, and what they are for. */
export interface Plan {
  readonly jobs: readonly Job[];
  readonly classifiers: readonly PlannedClassifier[];
  readonly leftOut: readonly LeftOutCell[];
}

/** A trained adapter, or the base where there is none. */
type Adapter = Job | null;

/**
 * The experiment as a graph of jobs. The same experiment on the same files gives the same plan; there can be no
 * cycle, because a job is made from jobs that are there already.
 *
 * @throws UserError `usage` for sizes that the data cannot give
 */
export function planOf(experiment: Experiment, inputs: ExperimentInputs, places: PlanPlaces): Plan {
  return drained(planning(experiment, inputs, places));
}

/** The same with pauses: thousands of jobs take a second. */
export function* planning(experiment: Experiment, inputs: ExperimentInputs, places: PlanPlaces): Generator<undefined, Plan> {
  requirePossible(experiment, inputs);
  return yield* new Planner(experiment, inputs, new PlanBuilder(experiment, inputs, places)).plan();
}

class Planner {
  private readonly classifiers: PlannedClassifier[] = [];
  private readonly leftOut: LeftOutCell[] = [];
  private generated: Job | undefined;
  private baseTested = false;

  constructor(
    private readonly experiment: Experiment,
    private readonly inputs: ExperimentInputs,
    private readonly build: PlanBuilder,
  ) {}

  *plan(): Generator<undefined, Plan> {
    const { startingPoints, seeds } = this.experiment;
    // The longest chain first: two conditions of three wait for it.
    if (needsGenerator(this.experiment)) this.syntheticSet();
    for (const seed of seeds) {
      for (const start of startingPoints) {
        this.panel(start, seed);
        yield;
      }
    }
    return { jobs: this.build.jobs, classifiers: this.classifiers, leftOut: this.leftOut };
  }

  /** One starting point of one seed: a panel of the figure. */
  private panel(start: number, seed: number): void {
    const { conditions, augmentationSizes } = this.experiment;
    const seen = start === 0 ? null : this.build.sample(this.build.pool(), { size: start, seed, what: `${count(start)} original` });
    const begun = seen === null ? null : this.build.train(seen, null, { size: start, seed, what: `${count(start)} original, seed ${seed}` });
    if (augmentationSizes.includes(0)) this.test(begun, { start, condition: null, size: 0, seed: start === 0 ? null : seed });
    for (const condition of conditions) {
      for (const size of augmentationSizes) {
        if (size === 0) continue;
        if (condition === 'original' && originalsLeft(this.experiment, this.inputs, start) < size) {
          if (!this.leftOut.some((cell) => cell.start === start && cell.size === size)) this.leftOut.push({ start, condition, size });
          continue;
        }
        const classifier: Classifier = { start, condition, size, seed };
        const further = this.further(condition, size, seed, seen);
        this.test(this.build.train(further, begun, { size, seed, what: describeClassifier(classifier) }), classifier);
      }
    }
  }

  private further(condition: Condition, size: number, seed: number, seen: Job | null): Job {
    const what = `${count(size)} ${condition === 'original' && seen !== null ? 'more original' : condition}`;
    if (condition === 'original') return this.build.sample(this.build.pool(), { size, seed, what, ...(seen === null ? {} : { notIn: seen }) });
    const synthetic = this.syntheticSet();
    return this.build.sample(condition === 'synthetic' ? synthetic : this.build.biased(synthetic), { size, seed, what });
  }

  private syntheticSet(): Job {
    return (this.generated ??= this.build.generate());
  }

  private test(adapter: Adapter, classifier: Classifier): void {
    // The base is the same for every seed.
    if (classifier.seed === null) {
      if (this.baseTested) return;
      this.baseTested = true;
    }
    const evaluations: Partial<Record<TestName, string>> = {};
    for (const test of testNames) {
      const job = this.build.evaluate(test, adapter, describeClassifier(classifier));
      if (job !== undefined) evaluations[test] = job.id;
    }
    this.classifiers.push({ ...classifier, evaluations });
  }
}
