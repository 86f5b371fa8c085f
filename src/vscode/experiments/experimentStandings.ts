import { endsOf } from '../../core/experiment/ends';
import { secondsOf, throughputsOf, unmeasured } from '../../core/experiment/estimate';
import type { ExperimentEvent } from '../../core/experiment/events';
import type { Job, JobKind } from '../../core/experiment/job';
import { measurementName } from '../../core/experiment/measurement';
import { progressOf, type ExperimentProgress } from '../../core/experiment/progress';
import type { JobEnd } from '../../core/experiment/standing';
import { treeOf, type ExperimentTree } from '../../core/experiment/tree';
import type { Driver } from '../../ports/experimentStore';
import type { JournalTail } from '../../storage/journalTail';
import { inSlices } from '../../workflows/inSlices';
import type { PlannedExperiment } from '../../workflows/experiment/readExperiment';
import { unfollowedEnds } from '../../workflows/experiment/standsNow';
import type { WorkspaceExperiments } from './workspaceExperiments';

/** An experiment as it stands now. */
export interface ExperimentStanding {
  /** Absolute path. */
  readonly file: string;
  readonly planned: PlannedExperiment;
  readonly tree: ExperimentTree;
  readonly progress: ExperimentProgress;
  /** Undefined while nobody carries it out. */
  readonly driver: Driver | undefined;
  /** Seconds that a job takes by what was measured; 0 where nothing of its kind was. */
  readonly takes: (job: Job) => number;
  readonly throughputs: ReturnType<typeof throughputsOf>;
  /** Seconds from now until each unfinished job's end, by its ID. */
  readonly ends: ReadonlyMap<string, number>;
  /** Kinds of unfinished jobs of which nothing was measured: no time can be told for them. */
  readonly unmeasured: readonly JobKind[];
}

interface Followed {
  readonly tails: readonly FollowedJournal[];
  tree: { readonly of: PlannedExperiment; readonly tree: ExperimentTree } | undefined;
}

/** How experiments stand, from their files and journals, whoever carries them out. What was read of a journal is not read again. */
export class ExperimentStandings {
  private readonly followed = new Map<string, Followed>();
  /** Readings come one after the other: two at once would count the same lines twice. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly experiments: Pick<WorkspaceExperiments, 'read' | 'store'>,
    private readonly now: () => number,
  ) {}

  /** @throws UserError for what is wrong in the file, what it names, or its journal; the signal's reason when cancelled */
  of(file: string, signal: AbortSignal): Promise<ExperimentStanding> {
    const reading = this.last.then(() => this.read(file, signal));
    this.last = reading.catch(() => undefined);
    return reading;
  }

  private async read(file: string, signal: AbortSignal): Promise<ExperimentStanding> {
    const planned = await this.experiments.read(file, signal);
    const { store } = this.experiments;
    const followed = this.followed.get(file) ?? { tails: [planned.name, measurementName(planned.name)].map((name) => new FollowedJournal(store.journalOf(name))), tree: undefined };
    this.followed.set(file, followed);
    // Asked first: what a driver that ends meanwhile has done is in the journal by then.
    const driver = await store.driverOf(planned.name);
    for (const tail of followed.tails) await tail.readOn();
    const [own = [], measured = []] = followed.tails.map(({ events }) => events);
    const jobEnds = driver === undefined ? await unfollowedEnds(planned.plan, own, store) : undefined;
    return inSlices(standing({ file, planned, driver, events: own, measured, jobEnds, now: this.now() }, followed));
  }
}

interface Read extends Pick<ExperimentStanding, 'file' | 'planned' | 'driver'> {
  readonly events: readonly ExperimentEvent[];
  readonly measured: readonly ExperimentEvent[];
  /** Of jobs with Slurm since there is no driver. */
  readonly jobEnds: ReadonlyMap<string, JobEnd> | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Pauses between its parts: with thousands of jobs each takes milliseconds. */
function* standing({ file, planned, driver, events, measured, jobEnds, now }: Read, kept: Pick<Followed, 'tree'>): Generator<undefined, ExperimentStanding> {
  const { experiment, plan } = planned;
  if (kept.tree?.of !== planned) kept.tree = { of: planned, tree: yield* treeOf(experiment, plan) };
  const { tree } = kept.tree;
  yield;
  const progress = progressOf(planned, events, jobEnds);
  yield;
  const throughputs = throughputsOf([...events, ...measured]);
  const takes = (job: Job): number => secondsOf(job, throughputs);
  const spent = ({ id }: Job): number => {
    const record = progress.records.get(id);
    // One of a queue may still wait there.
    return record?.state === 'submitted' && record.handle.executor === 'local' ? (now - Date.parse(record.at)) / 1000 : 0;
  };
  yield;
  const ends = yield* endsOf(plan.jobs, progress.states, { atOnce: experiment.jobs, secondsLeft: (job) => Math.max(0, takes(job) - spent(job)) });
  const left = plan.jobs.filter(({ id }) => progress.states.get(id) !== 'finished');
  return { file, planned, tree, progress, driver, takes, throughputs, ends, unmeasured: unmeasured(left, throughputs) };
}

class FollowedJournal {
  readonly events: ExperimentEvent[] = [];

  constructor(private readonly tail: JournalTail<ExperimentEvent>) {}

  async readOn(): Promise<void> {
    const anew = (): void => {
      this.events.length = 0;
    };
    for await (const events of this.tail.read(anew)) this.events.push(...events);
  }
}
