import type { Job } from './job';
import type { Plan } from './plan';
import type { Experiment } from './settings';

/** What a measurement is called beside its experiment. */
export function measurementName(name: string): string {
  return `${name}.measure`;
}

const batches = { little: 4, more: 16 };
const defaultBatch = 2;

/**
 * A few small jobs of each kind, with the experiment's own settings: trainings of two sizes, so that what they take to
 * start can be told from what an example takes, a little generation and short tests.
 */
export function measurementOf(experiment: Experiment): Experiment {
  const batch = experiment.classifier.batchSize ?? defaultBatch;
  const { tests, generator, generation } = experiment;
  return {
    ...experiment,
    startingPoints: [0, batches.little * batch, batches.more * batch],
    augmentationSizes: [0, 1],
    conditions: ['synthetic'],
    seeds: experiment.seeds.slice(0, 1),
    generator: { ...generator, examples: batches.more * (generator.training.batchSize ?? batch) },
    generation: { ...generation, perLabel: 8 },
    tests: {
      ...tests,
      matched: { ...tests.matched, limit: 64 },
      ...(tests.mismatched === undefined ? {} : { mismatched: { ...tests.mismatched, limit: 128 } }),
      hans: { ...tests.hans, perSubcase: 4 },
    },
  };
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
