import { expect, it } from 'vitest';
import type { ExperimentEvent } from '../../src/core/experiment/events';
import { parseExperiment } from '../../src/core/experiment/experimentFile';
import { otherExecutorWarning } from '../../src/core/experiment/otherExecutor';
import { planned } from '../fixtures/experiments';

const content = { startingPoints: [0], augmentationSizes: [0, 10], conditions: ['original', 'synthetic'] };
const began: ExperimentEvent = { type: 'began', at: '', executor: 'local', jobs: 1, inputs: {} };

/** Of an experiment that began on this machine, with so many of its trainings finished. */
function warning(finished: number, executor: 'local' | 'slurm', more: object = {}): string | undefined {
  const experiment = parseExperiment(JSON.stringify({ ...content, ...more }), 'x.experiment.json');
  const plan = planned({ ...content, ...more });
  const trainings = plan.jobs.filter(({ kind }) => kind.startsWith('train'));
  const done = trainings.slice(0, finished).map(({ id, kind }): ExperimentEvent => ({ type: 'finished', at: '', job: id, seconds: 1, kind, work: 1, bytes: 1 }));
  return otherExecutorWarning([began, ...done], { experiment, plan }, executor);
}

it('warns of trainings that go on with another executor, where a machine of another kind may compute otherwise', () => {
  expect(warning(1, 'slurm')).toMatch(/^Some trainings were done with the executor local and the others will be with slurm: device, precision, quantization are "auto" /);
});

it('says nothing where nothing would be mixed', () => {
  const named = { device: 'cuda', precision: 'bfloat16', quantization: 'nf4' };
  expect(warning(1, 'local')).toBeUndefined();
  expect(warning(0, 'slurm')).toBeUndefined();
  // By hand: the generator and one classifier on each condition.
  expect(warning(3, 'slurm')).toBeUndefined();
  expect(warning(1, 'slurm', { classifier: named, generator: { training: named } })).toBeUndefined();
  expect(warning(1, 'slurm', { classifier: named, generator: { training: { ...named, precision: 'auto' } } })).toContain(': precision is "auto"');
});
