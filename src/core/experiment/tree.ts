import type { Condition } from './conditions';
import type { Job } from './job';
import type { Plan } from './plan';
import type { Experiment } from './settings';

/** One cell of the grid, with the draws, the trainings and the tests of all its seeds. */
export interface CellBranch {
  readonly size: number;
  readonly jobs: readonly Job[];
  /** The data cannot fill it. */
  readonly leftOut: boolean;
}

export interface ConditionBranch {
  readonly condition: Condition;
  readonly cells: readonly CellBranch[];
  readonly jobs: readonly Job[];
}

export interface StartBranch {
  readonly start: number;
  /** What leads to the starting point, and its own tests: no further examples. */
  readonly own: readonly Job[];
  readonly conditions: readonly ConditionBranch[];
  readonly jobs: readonly Job[];
}

/** A plan as a person looks through it. A job that serves several cells stands in each of them. */
export interface ExperimentTree {
  /** What belongs to no cell: the generator and its set. */
  readonly common: readonly Job[];
  readonly starts: readonly StartBranch[];
}

type Grid = Pick<Experiment, 'startingPoints' | 'conditions' | 'augmentationSizes'>;

/** Classifiers looked at between two pauses. */
const slice = 64;

/** The jobs of a plan by starting point, condition and size, everywhere in the plan's order. With pauses. */
export function* treeOf({ startingPoints, conditions, augmentationSizes }: Grid, plan: Plan): Generator<undefined, ExperimentTree> {
  const cells = yield* jobsByCell(plan);
  const sizes = augmentationSizes.filter((size) => size > 0).sort((a, b) => a - b);
  const jobsOf = (...keys: readonly string[]): Job[] => inOrder(plan.jobs, keys.flatMap((key) => cells.get(key) ?? []));
  const starts: StartBranch[] = [];
  for (const start of startingPoints) {
    const branches: ConditionBranch[] = [];
    const cellOf = (condition: Condition, size: number): CellBranch => ({
      size,
      jobs: jobsOf(keyOf(start, condition, size)),
      leftOut: plan.leftOut.some((cell) => cell.start === start && cell.condition === condition && cell.size === size),
    });
    for (const condition of sizes.length === 0 ? [] : conditions) {
      branches.push({ condition, cells: sizes.map((size) => cellOf(condition, size)), jobs: jobsOf(...sizes.map((size) => keyOf(start, condition, size))) });
      yield;
    }
    const keys = conditions.flatMap((condition) => sizes.map((size) => keyOf(start, condition, size)));
    const own = keyOf(start, null, 0);
    starts.push({ start, own: jobsOf(own), conditions: branches, jobs: jobsOf(own, ...keys) });
    yield;
  }
  const placed = new Set<number>();
  for (const jobs of cells.values()) for (const at of jobs) placed.add(at);
  return { common: plan.jobs.filter((_, at) => !placed.has(at)), starts };
}

/** The jobs at some places of the plan, each once. */
function inOrder(jobs: readonly Job[], places: readonly ReadonlySet<number>[]): Job[] {
  const wanted = new Set<number>();
  for (const set of places) for (const at of set) wanted.add(at);
  return Uint32Array.from(wanted).sort().reduce((found: Job[], at) => {
    const job = jobs[at];
    if (job !== undefined) found.push(job);
    return found;
  }, []);
}

function keyOf(start: number, condition: Condition | null, size: number): string {
  return `${start}/${condition ?? ''}/${size}`;
}

/** Places in the plan. */
function* jobsByCell({ jobs, classifiers }: Plan): Generator<undefined, ReadonlyMap<string, ReadonlySet<number>>> {
  const places = new Map(jobs.map(({ id }, at) => [id, at]));
  const cells = new Map<string, Set<number>>();
  const needed = (at: number, kind: Job['kind']): number[] => (jobs[at]?.after ?? []).flatMap((id) => places.get(id) ?? []).filter((each) => jobs[each]?.kind === kind);
  const add = (key: string, at: number): void => {
    const cell = cells.get(key);
    if (cell === undefined) cells.set(key, new Set([at]));
    else cell.add(at);
  };
  const addTraining = (key: string, training: number): void => {
    for (const at of [training, ...needed(training, 'sample')]) add(key, at);
  };
  for (const [number, { start, condition, size, evaluations }] of classifiers.entries()) {
    if (number % slice === 0) yield;
    const key = keyOf(start, condition, size);
    const tests = Object.values(evaluations).flatMap((id) => places.get(id) ?? []);
    for (const test of tests) add(key, test);
    for (const training of new Set(tests.flatMap((test) => needed(test, 'train')))) {
      addTraining(key, training);
      // Where it begins with another's adapter, that one is the starting point.
      for (const begun of needed(training, 'train')) addTraining(keyOf(start, null, 0), begun);
    }
  }
  return cells;
}
