import type { Resources } from '../jobs/job';
import type { JobKind } from './job';
import type { Experiment } from './settings';

/** What a job of a kind asks of Slurm. */
export function resourcesOf(kind: JobKind, { resources }: Pick<Experiment, 'resources'>): Resources {
  switch (kind) {
    case 'train':
    case 'train-generator':
      return resources.train;
    case 'generate':
      return resources.generate;
    case 'evaluate':
      return resources.evaluate;
    case 'split':
    case 'sample':
    case 'filter':
      return resources.data;
  }
}
