import { count } from '../report/format';
import { toText } from '../report/table';
import { describeEstimate } from './describeEstimate';
import type { Estimate } from './estimate';
import type { Job } from './job';
import type { Plan } from './plan';
import { planTables } from './planTables';
import type { Experiment } from './settings';
import type { PlannedState } from './standing';

/** What a plan comes to, as lines of text: jobs by kind, what they share, what is left out, and what it will take. */
export function describePlan({ experiment, plan }: { readonly experiment: Experiment; readonly plan: Plan }, states: ReadonlyMap<string, PlannedState>, estimate: Estimate): string[] {
  const { kinds, shared } = planTables(plan, states);
  const leftOut = plan.leftOut.map(({ start, size }) => `Left out: ${count(size)} original after ${count(start)}, because fewer are unseen.`);
  return [toText(kinds), '', toText(shared), ...(leftOut.length === 0 ? [] : ['', ...leftOut]), '', ...describeEstimate(estimate, experiment.jobs)];
}

/** A job with its command line. @param quoted a word as a shell takes it */
export function describeJob({ id, title, arguments: words }: Job, quoted: (word: string) => string): string {
  return `${id.slice(0, 8)}  ${title}\n          blindspot ${words.map(quoted).join(' ')}`;
}
