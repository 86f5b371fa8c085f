import * as z from 'zod';
import { resourcesSchema, word } from './job';

const oneLine = z.string().regex(/^[^\r\n\0]+$/, 'one line is expected');

/** Options that decide where a job is found again, or that the submission itself sets. */
const ours = /^--(?:array|chdir|comment|dependency|error|input|job-name|kill-on-invalid-dep|no-requeue|open-mode|output|parsable|requeue|signal|wait|wrap)(?:=|$)/;

/** `slurm.json`: how this cluster takes jobs. What is left out is the cluster's default. */
export const slurmSettingsSchema = resourcesSchema.extend({
  account: word('an account').optional().describe('Account that the time is booked on.'),
  qos: word('a QOS').optional().describe('Quality of service.'),
  constraint: word('a constraint').optional().describe('Features that a node must have.'),
  sbatch: z
    .array(oneLine.regex(/^--[a-z][a-z-]*(?:=\S+)?$/, 'an option of sbatch is expected, such as --exclude=node7').refine((option) => !ours.test(option), 'this option is set by Blindspot itself'))
    .default([])
    .describe('Further options of sbatch, one each: --exclude=node7.'),
  modules: z.array(oneLine).default([]).describe('Modules to load before the program starts.'),
  setup: z.array(oneLine).default([]).describe('Lines of bash to run before the program starts, as they are.'),
});
export type SlurmSettings = z.infer<typeof slurmSettingsSchema>;

/**
 * A time limit of Slurm's: minutes, minutes:seconds, hours:minutes:seconds, days-hours and so on.
 *
 * @returns seconds
 */
export function secondsOf(time: string): number {
  const [, days, rest = ''] = /^(?:(\d+)-)?(.*)$/.exec(time) ?? [];
  const [first = 0, second = 0, third = 0] = rest.split(':').map(Number);
  if (days !== undefined) return Number(days) * 86_400 + first * 3600 + second * 60 + third;
  return rest.split(':').length === 3 ? first * 3600 + second * 60 + third : first * 60 + second;
}
