import type { SlurmFacts } from '../../core/doctor/facts';
import { NoAnswer, slurm } from './slurmCommand';
import { UserError } from '../../core/userError';

/** @returns null where there is no Slurm */
export async function slurmFacts(): Promise<SlurmFacts | null> {
  const version = await slurm(['sbatch', '--version']).catch((error: unknown) => {
    if (error instanceof UserError) return null;
    throw error;
  });
  if (version === null) return null;
  try {
    const partitions = (await slurm(['sinfo', '--noheader', '--format=%R'])).split('\n').filter((line) => line !== '');
    return { version: version.trim(), partitions: [...new Set(partitions)] };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { version: version.trim(), partitions: { problem: error instanceof NoAnswer ? 'the controller cannot be reached' : error.message } };
  }
}
