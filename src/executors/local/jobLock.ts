import path from 'node:path';
import type { Locked } from '../../storage/writerLock';

/** Held by a job's keeper: tells a later process whether the job is still there. */
export function jobLock(folder: string): Locked {
  return {
    target: folder,
    lockPath: path.join(folder, '.lock'),
    holderFile: path.join(folder, '.holder.json'),
    name: `The job in ${folder}`,
    whenHeld: 'Wait for it to end, or stop it.',
    whenLost: 'Submit the job again.',
  };
}
