import type { ExperimentEvent } from '../../core/experiment/events';
import { inputFiles, requireFresh, staleOf } from '../../core/experiment/stale';
import type { PlannedState } from '../../core/experiment/standing';
import { isOver, type JobHandle } from '../../core/jobs/job';
import { UserError } from '../../core/userError';
import type { Executor } from '../../ports/executor';
import type { ExperimentStore } from '../../ports/experimentStore';
import { recordsOf } from '../../core/experiment/standing';
import { Driver, type DriverOptions } from './driver';
import type { PlannedExperiment } from './readExperiment';

export interface RunPorts {
  readonly experiments: ExperimentStore;
  readonly executor: Executor;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** How another driver is told who has the experiment. */
  readonly holder: string;
}

export interface RunOptions extends DriverOptions {
  readonly executor: JobHandle['executor'];
  /** Do again what files have changed under, in place of refusing. */
  readonly redoStale: boolean;
}

/**
 * Carries an experiment out, from wherever it stands. Killed at any time and called again, it goes on; finished jobs
 * are not done again.
 *
 * @returns each job's state
 * @throws UserError `locked` when another driver has it, `different-run` for stale results; the signal's reason when
 * cancelled
 */
export async function runExperiment({ name, experiment, inputs, plan }: PlannedExperiment, ports: RunPorts, options: RunOptions): Promise<ReadonlyMap<string, PlannedState>> {
  const opened = await ports.experiments.open(name, ports.holder);
  try {
    if (!options.redoStale) requireFresh(staleOf(opened.earlier, inputs, plan));
    requireSameExecutor(opened.earlier, options.executor);
    await opened.append([{ type: 'began', at: new Date(ports.now()).toISOString(), executor: options.executor, jobs: plan.jobs.length, inputs: inputFiles(inputs) }]);
    const driver = new Driver({ experiment, plan }, opened, ports.executor, ports.now, { ...options, signal: AbortSignal.any([options.signal, opened.lost]) });
    try {
      await driver.drive();
    } finally {
      await driver.close();
    }
    return driver.states();
  } finally {
    await opened.close();
  }
}

/** @throws UserError `usage` */
function requireSameExecutor(events: readonly ExperimentEvent[], executor: JobHandle['executor']): void {
  if (executor === 'slurm') return;
  const queued = [...recordsOf(events).values()].filter((record) => record.state === 'submitted' && record.handle.executor === 'slurm').length;
  if (queued > 0) throw new UserError('usage', `${queued} jobs of this experiment are still with Slurm. Go on with --executor slurm, or end them first with \`blindspot experiment stop\`.`);
}

/**
 * Cancels what Slurm still has, whoever submitted it. What is over already, and what was on this machine and ended
 * with its driver, the next drive finds out about.
 *
 * @returns how many were cancelled
 * @throws UserError `locked` while a driver runs, or `executor`
 */
export async function stopExperiment(name: string, ports: RunPorts): Promise<number> {
  const opened = await ports.experiments.open(name, ports.holder);
  try {
    const queued = [...recordsOf(opened.earlier)].flatMap(([job, record]) => (record.state === 'submitted' && record.handle.executor === 'slurm' ? [{ job, handle: record.handle }] : []));
    if (queued.length === 0) return 0;
    const statuses = await ports.executor.state(queued.map(({ handle }) => handle));
    const live = queued.filter(({ handle }) => {
      const status = statuses.get(handle.id);
      return status !== undefined && !isOver(status);
    });
    if (live.length > 0) await ports.executor.cancel(live.map(({ handle }) => handle));
    const at = new Date(ports.now()).toISOString();
    await opened.append(live.map(({ job }) => ({ type: 'stopped' as const, at, job, reason: 'It was cancelled.' })));
    return live.length;
  } finally {
    await opened.close();
  }
}
