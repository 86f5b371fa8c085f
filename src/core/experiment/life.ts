import { allOf } from './counts';
import type { ExperimentProgress } from './progress';

/** What an experiment is at. `queued`: nobody carries it out, and Slurm has jobs of it. */
export type ExperimentLife = 'new' | 'running' | 'queued' | 'failed' | 'unfinished' | 'finished';

/** @param driven does a driver live? */
export function lifeOf({ counts, records }: Pick<ExperimentProgress, 'counts' | 'records'>, driven: boolean): ExperimentLife {
  if (driven) return 'running';
  if (counts.submitted > 0) return 'queued';
  if (counts.finished === allOf(counts)) return 'finished';
  if (counts.failed > 0) return 'failed';
  return records.size === 0 ? 'new' : 'unfinished';
}
