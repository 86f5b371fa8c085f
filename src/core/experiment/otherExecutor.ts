import type { ExperimentEvent } from './events';
import type { Plan } from './plan';
import type { Experiment } from './settings';
import { recordsOf } from './standing';

/** Settings of a training that come to something else on a machine of another kind where they are `auto`. */
const ofMachine = ['device', 'precision', 'quantization'] as const;

/**
 * What a person is told whose trainings are to go on somewhere else than they began: the figure would mix, say, float32
 * on a CPU with four bits on a GPU.
 *
 * @returns undefined where nothing would be mixed
 */
export function otherExecutorWarning(events: readonly ExperimentEvent[], { experiment, plan }: { readonly experiment: Experiment; readonly plan: Plan }, executor: Experiment['executor']): string | undefined {
  const before = events.findLast((event) => event.type === 'began')?.executor;
  if (before === undefined || before === executor) return undefined;
  const open = ofMachine.filter((setting) => [experiment.classifier, experiment.generator.training].some((training) => training[setting] === 'auto'));
  const records = recordsOf(events);
  const finished = plan.jobs.filter(({ kind }) => kind === 'train' || kind === 'train-generator').map(({ id }) => records.get(id)?.state === 'finished');
  if (open.length === 0 || !finished.includes(true) || !finished.includes(false)) return undefined;
  return `Some trainings were done with the executor ${before} and the others will be with ${executor}: ${open.join(', ')} ${open.length === 1 ? 'is' : 'are'} "auto" and may come to something else there, and the figure will mix both, unless you name them in the file and have all trainings done again.`;
}
