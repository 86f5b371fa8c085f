import { expect, it } from 'vitest';
import { parseExperiment } from '../../src/core/experiment/experimentFile';
import type { Job } from '../../src/core/experiment/job';
import type { JobHandle, JobState, JobStatus } from '../../src/core/jobs/job';
import type { Executor, Job as Ticket } from '../../src/ports/executor';
import type { OpenExperiment } from '../../src/ports/experimentStore';
import { Driver } from '../../src/workflows/experiment/driver';

const job = (name: string, ...after: readonly Job[]): Job => ({
  id: name.repeat(64),
  kind: 'sample',
  title: name,
  after: after.map(({ id }) => id),
  arguments: [],
  folder: `jobs/${name}`,
  output: 'examples.jsonl',
  files: {},
  work: 1,
});

/** A queue whose jobs are called after their job and attempt, and stand where the test says after so many looks. */
class Queue implements Executor {
  readonly pauseMs = 0;
  readonly submitted: string[] = [];
  private looks = 0;

  constructor(private readonly stateOf: (id: string, looks: number) => JobState) {}

  async submit(jobs: readonly Ticket[], onAccepted?: Parameters<Executor['submit']>[1]): Promise<readonly JobHandle[]> {
    const handles = jobs.map(({ name, folder }): JobHandle => {
      const id = `${name}${this.submitted.filter((other) => other.startsWith(name)).length + 1}`;
      this.submitted.push(id);
      return { executor: 'slurm', id, folder };
    });
    await onAccepted?.(handles);
    return handles;
  }

  state(handles: readonly JobHandle[]): Promise<ReadonlyMap<string, JobStatus>> {
    this.looks += 1;
    return Promise.resolve(new Map(handles.map(({ id }) => [id, { state: this.stateOf(id, this.looks), code: null, reason: null }])));
  }

  cancel(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** A journal of which nothing is kept, and jobs that leave what they should. */
const opened: OpenExperiment = {
  earlier: [],
  append: () => Promise.resolve(),
  prepare: ({ folder }) => Promise.resolve(folder),
  hasOutput: () => Promise.resolve(true),
  bytesOf: () => Promise.resolve(0),
  close: () => Promise.resolve(),
  lost: new AbortController().signal,
};

async function drive(jobs: readonly Job[], queue: Queue): Promise<readonly string[]> {
  const experiment = parseExperiment('{}', 'x.experiment.json');
  const options = { signal: new AbortController().signal, atOnce: 10, ahead: true, attempts: 2, workspace: '/w', onEvent: () => undefined, onWaiting: () => undefined };
  const driver = new Driver({ experiment, plan: { jobs, classifiers: [], leftOut: [] } }, opened, queue, () => 0, options);
  await driver.drive();
  return [...driver.states().values()];
}

const a = job('a');
const b = job('b', a);

it('does a job again that the queue cancelled late, behind an attempt that failed, when the next attempt has finished already', async () => {
  // The queue notices in its third look that b1 waits for what will never be.
  const queue = new Queue((id, looks) => (id === 'a1' ? 'failed' : id === 'b1' ? (looks < 3 ? 'queued' : 'cancelled') : 'finished'));
  expect(await drive([a, b], queue)).toEqual(['finished', 'finished']);
  expect(queue.submitted).toEqual(['a1', 'b1', 'a2', 'b2']);
});

it('does a job that somebody cancelled not again in the same drive', async () => {
  const queue = new Queue((id) => (id === 'b1' ? 'cancelled' : 'finished'));
  expect(await drive([a, b], queue)).toEqual(['finished', 'stopped']);
  expect(queue.submitted).toEqual(['a1', 'b1']);
});
