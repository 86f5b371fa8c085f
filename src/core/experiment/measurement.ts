import { needsGenerator, poolSize } from './feasibility';
import type { ExperimentInputs } from './inputs';
import type { Job } from './job';
import type { Plan } from './plan';
import type { Experiment } from './settings';

/** What a measurement is called beside its experiment. */
export function measurementName(name: string): string {
  return `${name}.measure`;
}

const batches = { little: 4, more: 16 };
const defaultBatch = 2;
const samplesPerLabel = 8;
/** Examples of the tests, and of each of HANS's subcases. */
const tested = { matched: 64, mismatched: 128, perSubcase: 4 };

/**
 * A few small jobs of each kind, with the experiment's own settings: trainings of two sizes, so that what they take to
 * start can be told from what an example takes, a little generation and short tests. Nothing is larger than in the
 * experiment itself.
 */
export function measurementOf(experiment: Experiment, inputs: Pick<ExperimentInputs, 'training'>): Experiment {
  const batch = experiment.classifier.batchSize ?? defaultBatch;
  const { tests, generator, generation, startingPoints, augmentationSizes } = experiment;
  const pool = poolSize(experiment, inputs);
  const largest = Math.min(pool, Math.max(...startingPoints, ...augmentationSizes));
  const sizes = [0, batches.little * batch, batches.more * batch].map((size) => Math.min(size, largest));
  return {
    ...experiment,
    startingPoints: [...new Set(sizes)],
    augmentationSizes: needsGenerator(experiment) ? [0, 1] : [0],
    conditions: ['synthetic'],
    seeds: experiment.seeds.slice(0, 1),
    generator: { ...generator, examples: Math.min(generator.examples ?? pool, batches.more * (generator.training.batchSize ?? batch)) },
    generation: { ...generation, perLabel: Math.min(generation.perLabel, samplesPerLabel) },
    tests: {
      ...tests,
      matched: { ...tests.matched, limit: atMost(tested.matched, tests.matched.limit) },
      ...(tests.mismatched === undefined ? {} : { mismatched: { ...tests.mismatched, limit: atMost(tested.mismatched, tests.mismatched.limit) } }),
      hans: { ...tests.hans, perSubcase: atMost(tested.perSubcase, tests.hans.perSubcase) },
    },
  };
}

function atMost(few: number, own: number | undefined): number {
  return Math.min(few, own ?? few);
}

/** Its plan without what follows the generation: nobody knows how many examples so small a set has. */
export function measuredJobs(plan: Plan): Plan {
  const out = new Set<string>();
  const jobs = plan.jobs.filter((job: Job) => {
    const made = job.after.some((id) => out.has(id) || plan.jobs.find((other) => other.id === id)?.kind === 'generate');
    if (made) out.add(job.id);
    return !made;
  });
  return { jobs, classifiers: [], leftOut: [] };
}
