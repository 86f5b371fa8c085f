import { comparisonsOf, type ConditionComparison } from '../../core/experiment/comparisons';
import { testNames } from '../../core/experiment/conditions';
import type { StateCounts } from '../../core/experiment/counts';
import { pointsOf, type MeasuredClassifier, type Point } from '../../core/experiment/figure';
import type { Job } from '../../core/experiment/job';
import { outcomesOf, type Measure, type Outcomes } from '../../core/experiment/measures';
import type { Stale } from '../../core/experiment/stale';
import type { ExperimentStore } from '../../ports/experimentStore';
import type { Files } from '../../ports/files';
import type { RunStore } from '../../ports/runStore';
import { RunLibrary } from '../runLibrary';
import type { PlannedExperiment } from './readExperiment';
import { standsNow } from './standsNow';

export interface ExperimentFigure {
  readonly points: readonly Point[];
  readonly comparisons: readonly ConditionComparison[];
  /** Jobs of the plan by state. */
  readonly counts: StateCounts;
  /** Null where no file has changed. */
  readonly stale: Stale | null;
}

/** What tests said, by their jobs and journals: a test that was read is not read again. */
export type KnownOutcomes = Map<string, Partial<Record<Measure, Outcomes>>>;

export interface FigurePorts {
  readonly experiments: Pick<ExperimentStore, 'events' | 'driverOf' | 'endOf'>;
  readonly runs: RunStore;
  readonly files: Files;
  /** Absolute path of what a job leaves. */
  readonly placeOf: (job: Job) => string;
}

/**
 * The study's figure from the tests that are finished. Only runs of the plan as it now is are read, so that nothing
 * stale is in it.
 *
 * @param known what was read before; what is read now is added
 * @throws UserError `bad-run`, or `bad-data` when a data file has changed; the signal's reason when cancelled
 */
export async function experimentFigure(
  planned: PlannedExperiment,
  ports: FigurePorts,
  known: KnownOutcomes,
  signal: AbortSignal,
): Promise<ExperimentFigure> {
  const { experiment, inputs, plan } = planned;
  const { records, counts, stale } = (await standsNow(planned, ports.experiments)).progress;
  const jobs = new Map(plan.jobs.map((job) => [job.id, job]));
  const library = new RunLibrary(ports.runs, ports.files);
  const outcomes = plan.classifiers.map((): Partial<Record<Measure, Outcomes>> => ({}));
  // Test by test, so that each data file is read once.
  for (const test of testNames) {
    for (const [at, { evaluations }] of plan.classifiers.entries()) {
      const job = jobs.get(evaluations[test] ?? '');
      if (job === undefined || records.get(job.id)?.state !== 'finished') continue;
      signal.throwIfAborted();
      const run = ports.placeOf(job);
      const key = `${job.id} ${await ports.runs.journalStamp(run)}`;
      const found = known.get(key) ?? outcomesOf(test, (await library.results(run, inputs.tests[test]?.file)).answers);
      known.set(key, found);
      Object.assign(outcomes[at] ?? {}, found);
    }
  }
  const classifiers: MeasuredClassifier[] = plan.classifiers.map(({ evaluations: _, ...classifier }, at) => ({ ...classifier, outcomes: outcomes[at] ?? {} }));
  return {
    points: pointsOf(experiment, classifiers, plan.leftOut),
    comparisons: comparisonsOf(classifiers),
    counts,
    stale,
  };
}
