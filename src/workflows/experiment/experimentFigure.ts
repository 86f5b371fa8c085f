import { comparisonsOf, type ConditionComparison } from '../../core/experiment/comparisons';
import { testNames } from '../../core/experiment/conditions';
import { pointsOf, type MeasuredClassifier, type Point } from '../../core/experiment/figure';
import { outcomesOf, type Measure, type Outcomes } from '../../core/experiment/measures';
import { recordsOf } from '../../core/experiment/standing';
import type { ExperimentStore } from '../../ports/experimentStore';
import type { Files } from '../../ports/files';
import type { RunStore } from '../../ports/runStore';
import { RunLibrary } from '../runLibrary';
import type { PlannedExperiment } from './readExperiment';

export interface ExperimentFigure {
  readonly points: readonly Point[];
  readonly comparisons: readonly ConditionComparison[];
}

export interface FigurePorts {
  readonly experiments: Pick<ExperimentStore, 'events'>;
  readonly runs: RunStore;
  readonly files: Files;
}

/**
 * The study's figure from the tests that are finished. Only runs of the plan as it now is are read, so that nothing
 * stale is in it.
 *
 * @param placeOf absolute path of what a job leaves
 * @throws UserError `bad-run`, or `bad-data` when a data file has changed
 */
export async function experimentFigure({ name, experiment, inputs, plan }: PlannedExperiment, placeOf: (folder: string, output: string) => string, ports: FigurePorts): Promise<ExperimentFigure> {
  const records = recordsOf(await ports.experiments.events(name));
  const jobs = new Map(plan.jobs.map((job) => [job.id, job]));
  const library = new RunLibrary(ports.runs, ports.files);
  const outcomes = plan.classifiers.map((): Partial<Record<Measure, Outcomes>> => ({}));
  /** Cells that come to the same share their runs. */
  const read = new Map<string, Partial<Record<Measure, Outcomes>>>();
  // Test by test, so that each data file is read once.
  for (const test of testNames) {
    for (const [at, { evaluations }] of plan.classifiers.entries()) {
      const job = jobs.get(evaluations[test] ?? '');
      if (job === undefined || records.get(job.id)?.state !== 'finished') continue;
      const found = read.get(job.id) ?? outcomesOf(test, (await library.results(placeOf(job.folder, job.output), inputs.tests[test]?.file)).answers);
      read.set(job.id, found);
      Object.assign(outcomes[at] ?? {}, found);
    }
  }
  const classifiers: MeasuredClassifier[] = plan.classifiers.map(({ evaluations: _, ...classifier }, at) => ({ ...classifier, outcomes: outcomes[at] ?? {} }));
  return { points: pointsOf(experiment, classifiers, plan.leftOut), comparisons: comparisonsOf(classifiers) };
}
