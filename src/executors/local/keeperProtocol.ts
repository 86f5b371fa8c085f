import * as z from 'zod';
import { stopReasonSchema } from '../../core/jobs/jobFolder';

/** What the keeper is told over IPC: first which job, and then perhaps to stop it. */
export const keeperRequestSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('keep'),
    /** The handle's ID. */
    job: z.string(),
    command: z.string(),
    arguments: z.array(z.string()),
    cwd: z.string(),
    folder: z.string(),
    /** How long the program may take to stop, in milliseconds, before it is killed. */
    graceMs: z.number(),
  }),
  z.object({ type: z.literal('stop'), why: stopReasonSchema }),
]);
export type KeeperRequest = z.infer<typeof keeperRequestSchema>;
