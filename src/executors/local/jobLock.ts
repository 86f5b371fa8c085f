import { lockOfFolder, type Locked } from '../../storage/writerLock';

/** Held by a job's keeper: tells a later process whether the job is still there. */
export function jobLock(folder: string): Locked {
  return lockOfFolder(folder, { what: 'The job', whenLost: 'Submit the job again.' });
}
