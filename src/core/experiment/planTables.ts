import type { ReportTable } from '../report/table';
import { jobKinds, type Job } from './job';
import type { Plan } from './plan';
import type { PlannedState } from './standing';

export const kindTitles: Readonly<Record<Job['kind'], string>> = {
  split: 'Hold out validation examples',
  sample: 'Draw examples',
  filter: 'Keep what agrees with the heuristic',
  'train-generator': 'Train the generator',
  generate: 'Generate',
  train: 'Train a classifier',
  evaluate: 'Test a classifier',
};

/** What a plan comes to: jobs by kind, and the trained models that several jobs go on from. */
export function planTables({ jobs }: Pick<Plan, 'jobs'>, states: ReadonlyMap<string, PlannedState>): { readonly kinds: ReportTable; readonly shared: ReportTable } {
  const users = new Map<string, number>();
  for (const { kind, after } of jobs) {
    if (kind === 'evaluate') continue;
    for (const id of after) users.set(id, (users.get(id) ?? 0) + 1);
  }
  const isShared = ({ id, kind }: Job): boolean => ['train', 'generate', 'filter'].includes(kind) && (users.get(id) ?? 0) > 1;
  return {
    kinds: {
      columns: [
        { name: 'Jobs', kind: 'text' },
        { name: 'In all', kind: 'count' },
        { name: 'Finished', kind: 'count' },
      ],
      rows: jobKinds.flatMap((kind) => {
        const these = jobs.filter((job) => job.kind === kind);
        return these.length === 0 ? [] : [[kindTitles[kind], these.length, these.filter(({ id }) => states.get(id) === 'finished').length]];
      }),
    },
    shared: {
      columns: [
        { name: 'Done once', kind: 'text' },
        { name: 'Used by', kind: 'count' },
      ],
      rows: jobs.filter(isShared).map((job) => [job.title, users.get(job.id) ?? 0]),
    },
  };
}
