import { count } from '../report/format';
import { UserError } from '../userError';
import type { ExperimentEvent } from './events';
import type { ExperimentInputs } from './inputs';
import type { Plan } from './plan';
import { recordsOf } from './standing';

type Began = Extract<ExperimentEvent, { readonly type: 'began' }>;

/** The experiment's files by the part that they play, as its journal keeps them. */
export function inputFiles({ base, model, training, tests }: ExperimentInputs): Began['inputs'] {
  const every = { base, model, training, ...tests };
  return Object.fromEntries(Object.entries(every).map(([part, { file, sha256 }]) => [part, { file, sha256 }]));
}

/** Results of files as they were, under an experiment whose files are others now. */
export interface Stale {
  /** Files that were changed or exchanged since the last drive. */
  readonly files: readonly string[];
  /** Finished jobs that the plan no longer has. */
  readonly jobs: number;
}

/** @returns null where nothing has changed */
export function staleOf(events: readonly ExperimentEvent[], inputs: ExperimentInputs, plan: Plan): Stale | null {
  const last = events.findLast((event) => event.type === 'began');
  if (last === undefined) return null;
  const changed = Object.entries(inputFiles(inputs)).flatMap(([part, { file, sha256 }]) => {
    const before = last.inputs[part];
    return before === undefined || before.sha256 === sha256 ? [] : [file];
  });
  if (changed.length === 0) return null;
  // One file may play several parts.
  const files = [...new Set(changed)];
  const planned = new Set(plan.jobs.map(({ id }) => id));
  const jobs = [...recordsOf(events)].filter(([id, { state }]) => state === 'finished' && !planned.has(id)).length;
  return { files, jobs };
}

/** What a reader of the results is told. */
export function describeStale({ files, jobs }: Stale): string {
  return `${files.join(', ')} changed since the last drive: ${staleJobs(jobs)}.`;
}

function staleJobs(jobs: number): string {
  return `${count(jobs)} finished ${jobs === 1 ? 'job is' : 'jobs are'} stale`;
}

/** @throws UserError `different-run` */
export function requireFresh(stale: Stale | null): void {
  if (stale === null) return;
  const [first = ''] = stale.files;
  throw new UserError(
    'different-run',
    `${stale.files.length === 1 ? `${first} has` : `${stale.files.join(', ')} have`} changed since this experiment began, so ${staleJobs(stale.jobs)}. ` +
      'Restore what changed, or let all that depends on it be done again with --redo-stale; results of both are never mixed.',
  );
}
