import * as z from 'zod';

/** What may stand in an option of `sbatch`: no white space, no quotes, nothing that begins another option. */
export function word(what: string): z.ZodString {
  return z.string().regex(/^[\w.+,:@%/&|*()[\]][\w.+,:@%/&|*()[\]=-]*$/, `${what} may have no spaces or quotation marks in it`);
}

/** What a job needs of the machine that it runs on; what is left out is as the executor has it. */
export const resourcesSchema = z.strictObject({
  partition: word('a partition').optional().describe('Part of the cluster that takes the job.'),
  gpus: z
    .union([z.int().nonnegative(), z.string().regex(/^(?:[\w.-]+:)?\d+$/, 'a number is expected, or kind and number as in a100:2')])
    .optional()
    .describe('GPUs: a number, or kind and number as in a100:2.'),
  cpus: z.int().positive().optional().describe('CPU cores.'),
  memory: z.string().regex(/^\d+[KMGT]?$/i, 'a number with K, M, G or T is expected, as in 16G').optional().describe('Memory of the machine, as in 16G; megabytes without a letter.'),
  time: z
    .string()
    .regex(/^(?:\d+(?::\d+){0,2}|\d+-\d+(?::\d+){0,2})$/, 'minutes are expected, or a form as in 4:00:00 or 1-12')
    .optional()
    .describe('Time limit: minutes, or a form as in 4:00:00 or 1-12 (days-hours). At its end the job goes back into the queue, and on from there.'),
});
export type Resources = z.infer<typeof resourcesSchema>;

/** A submitted job, in a form that can be written down and looked up by a later process. */
export const jobHandleSchema = z.strictObject({
  executor: z.enum(['local', 'slurm']),
  /** The executor's own name for it: Slurm's number, such as `812` or `812_3`. */
  id: z.string().min(1),
  /** Absolute path of the job's folder. */
  folder: z.string().min(1),
});
export type JobHandle = z.infer<typeof jobHandleSchema>;

/**
 * `lost`: it ended without having finished and through no fault of its own: its node went down, or the process that
 * it lived with was killed. Submitted again, it goes on with what it has done.
 */
export type JobState = 'queued' | 'running' | 'finished' | 'failed' | 'cancelled' | 'lost';

export interface JobStatus {
  readonly state: JobState;
  /** The program's exit code, where it is known. */
  readonly code: number | null;
  /** Why it waits or did not finish, in a sentence. */
  readonly reason: string | null;
  /** From its beginning to its end, where it finished. */
  readonly seconds?: number;
}

/** Has it come to an end, be it good or bad? */
export function isOver({ state }: JobStatus): boolean {
  return state !== 'queued' && state !== 'running';
}
