import type { JobStatus } from '../../core/jobs/job';
import { slurm } from './slurmCommand';

export interface QueueRow {
  /** `812`, or `812_3` for a task of an array. */
  readonly id: string;
  /** Slurm's word: `PENDING`. */
  readonly state: string;
  /** Slurm's word: `Resources`. */
  readonly reason: string;
  readonly comment: string;
}

/** This user's jobs as Slurm still knows them: also those that ended within its `MinJobAge`, usually five minutes. */
export async function queueRows(): Promise<readonly QueueRow[]> {
  const user = process.getuid?.();
  const whose = user === undefined ? [] : [`--user=${user}`];
  const text = await slurm(['squeue', '--noheader', '--array', '--states=all', ...whose, '--format=%i|%T|%r|%k']);
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [id = '', state = '', reason = '', ...comment] = line.split('|');
      return { id, state, reason, comment: comment.join('|') };
    });
}

/** What Slurm's word for a state means; undefined where only the job's own exit record can say it. */
export function statusOfRow({ state, reason }: QueueRow): JobStatus | undefined {
  switch (state) {
    case 'PENDING':
    case 'REQUEUED':
    case 'REQUEUE_FED':
    case 'REQUEUE_HOLD':
    case 'RESV_DEL_HOLD':
    case 'SPECIAL_EXIT':
      return { state: 'queued', code: null, reason: whyItWaits(reason) };
    case 'RUNNING':
    case 'COMPLETING':
    case 'CONFIGURING':
    case 'RESIZING':
    case 'SIGNALING':
    case 'STAGE_OUT':
    case 'STOPPED':
    case 'SUSPENDED':
      return { state: 'running', code: null, reason: state === 'SUSPENDED' ? 'Slurm has suspended it.' : null };
    case 'COMPLETED':
      return { state: 'finished', code: 0, reason: null };
    case 'CANCELLED':
    case 'REVOKED':
      return { state: 'cancelled', code: null, reason: reason === 'DependencyNeverSatisfied' ? 'A job that it depends on did not finish.' : 'It was cancelled.' };
    case 'TIMEOUT':
    case 'DEADLINE':
      return { state: 'failed', code: null, reason: 'Its time limit came before it could stop. Give it more time and submit it again: it goes on with what it has done.' };
    case 'OUT_OF_MEMORY':
      return { state: 'failed', code: null, reason: 'It needed more memory than it had asked for. Give it more and submit it again.' };
    case 'NODE_FAIL':
    case 'BOOT_FAIL':
      return { state: 'lost', code: null, reason: 'Its node went down. Submit it again, and it goes on with what it has done.' };
    case 'PREEMPTED':
      return { state: 'lost', code: null, reason: 'It had to make room for another job, and Slurm did not take it back into the queue. Submit it again, and it goes on with what it has done.' };
    default:
      return undefined;
  }
}

/** Slurm's word for why a job waits, as a sentence that says whether somebody has to do something. */
function whyItWaits(reason: string): string {
  const meaning = meanings.find(([pattern]) => pattern.test(reason))?.[1];
  return meaning === undefined ? `Slurm lets it wait: ${reason}.` : `${meaning} (${reason})`;
}

const meanings: readonly (readonly [RegExp, string])[] = [
  [/^None$/, 'Slurm has not looked at it yet.'],
  [/^Resources$/, 'It waits until enough of the machine is free.'],
  [/^Priority$/, 'Other jobs are before it.'],
  [/^Dependency$/, 'It waits for the jobs that it depends on.'],
  [/^DependencyNeverSatisfied$/, 'A job that it depends on did not finish, so it will never start: cancel it.'],
  [/^BeginTime$/, 'It was put back into the queue and starts again soon.'],
  [/^ReqNodeNotAvail|^Nodes required for job are DOWN|^NodeDown/, 'The nodes that it could run on are down, drained or reserved: it starts when one is back ("sinfo -R" says why).'],
  [/^PartitionDown|^PartitionInactive/, 'Its partition is closed at the moment.'],
  [/^Partition(?:NodeLimit|TimeLimit|Config)/, 'It asks for more than its partition allows, so it will not start: cancel it, and ask for fewer CPUs, less time or another partition.'],
  [/^BadConstraints/, 'No node has what it asks for, so it will not start: cancel it and ask for less.'],
  [/^(?:Assoc|QOS|MaxJobs|Grp)/, 'A limit of the account, the QOS or the user is reached; it may go on when other jobs have ended.'],
  [/^InvalidAccount|^InvalidQOS/, 'The account or the QOS does not exist any more, so it will not start: cancel it and name another.'],
  [/^JobHeld|^JobHoldMaxRequeue|launch failed requeued held|^job_requeued_in_held_state/i, 'It is held and does not start until "scontrol release" lets it.'],
  [/^JobArrayTaskLimit/, 'Other tasks of its array are before it.'],
  [/^Licenses$/, 'It waits for a licence.'],
  [/^Reservation$/, 'It waits for its reservation.'],
];
