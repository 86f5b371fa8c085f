import { count } from '../../core/report/format';
import type { ReportTable } from '../../core/report/table';
import { describeSeconds } from '../../core/runs/duration';
import { stem } from '../../core/runs/title';
import { evaluatedModel } from '../../core/training/config';
import { describeTraining } from '../../core/training/describeTraining';
import type { TrainingProgress } from '../../core/training/events';
import type { TrainingRecord } from '../../core/training/record';
import { mostCharted, type ChartedTraining, type Offer, type ShownTrainings, type TrainingRow } from '../../../webview/trainings/contract';
import type { ReadCurve } from './trainingCurves';

/** The trainings of a folder, and the curves of those that stand in the charts. */
export interface ManyTrainings {
  readonly trainings: readonly TrainingRecord[];
  readonly problems: readonly string[];
  /** By their IDs, in the order of their colours. */
  readonly curves: ReadonlyMap<string, ReadCurve>;
}

/** Which trainings the charts show. @param chosen the reader's choice; null for what is under way, or else the newest */
export function chartedTrainings(trainings: readonly TrainingRecord[], chosen: readonly string[] | null): readonly string[] {
  const running = trainings.filter(({ state }) => state === 'running');
  const ids = (running.length > 0 ? running : trainings.slice(0, 1)).map(({ id }) => id);
  return (chosen?.filter((id) => trainings.some((record) => record.id === id)) ?? ids).slice(0, mostCharted);
}

/** Trainings as their page is sent them. */
export function shownTrainings({ trainings, problems, curves }: ManyTrainings, trusted: boolean): ShownTrainings {
  return {
    type: 'trainings',
    rows: trainings.map((record): TrainingRow => {
      const latest = curves.get(record.id)?.curve.latest ?? null;
      return {
        id: record.id,
        title: titleOf(record, trainings),
        task: record.config.task,
        state: record.state,
        standing: standingOf(record, latest),
        step: latest?.step ?? record.progress.step,
        steps: latest?.steps ?? record.progress.steps,
        accuracy: curves.get(record.id)?.curve.validations.at(-1)?.accuracy ?? record.progress.accuracy,
        started: record.times.started,
        offers: trusted ? offersOf(record) : [],
      };
    }),
    charted: [...curves].map(([id, { curve, problem }]): ChartedTraining => ({
      id,
      points: curve.points,
      validations: curve.validations.map(({ step, loss, accuracy }) => ({ step, loss, accuracy: accuracy ?? null })),
      notes: [...curve.warnings, ...(problem === null ? [] : [problem])],
    })),
    leftOut: problems,
    trusted,
  };
}

/** The points of the charts, a row each. */
export function progressTable({ trainings, curves }: ManyTrainings): ReportTable {
  const titles = new Map(trainings.map((record) => [record.id, titleOf(record, trainings)]));
  return {
    columns: [
      { name: 'Training', kind: 'text' },
      { name: 'Step', kind: 'count' },
      ...['Loss', 'Loss, smoothed', 'Learning rate', 'Tokens a second', 'Memory, bytes'].map((name) => ({ name, kind: 'text' as const })),
    ],
    rows: [...curves].flatMap(([id, { curve }]) =>
      curve.points.map(({ step, loss, smoothed, learningRate, tokensPerSecond, memoryBytes }) => [
        titles.get(id) ?? id,
        step,
        ...[loss, smoothed, learningRate, tokensPerSecond, memoryBytes].map(String),
      ]),
    ),
  };
}

/** The adapter's name, with the end of the ID where another's is the same. */
function titleOf({ id, config }: TrainingRecord, trainings: readonly TrainingRecord[]): string {
  const name = stem(config.out);
  const alone = trainings.every((other) => other.id === id || stem(other.config.out) !== name);
  return alone ? name : `${name} (${id.slice(-8)})`;
}

function standingOf({ state, problem, progress, times }: TrainingRecord, latest: TrainingProgress | null): string {
  const { step, steps } = latest ?? progress;
  switch (state) {
    case 'running':
      return latest === null ? 'begins: base and texts are being read' : describeTraining(latest);
    case 'finished':
      return `finished: ${count(steps)} steps in ${describeSeconds(times.seconds)}`;
    case 'cancelled':
      return steps === 0 ? 'stopped before its first step' : `stopped after step ${count(step)} of ${count(steps)}`;
    case 'failed':
      return `failed: ${problem ?? 'for no reason that was written down'}`;
  }
}

function offersOf({ state, config, adapter }: TrainingRecord): readonly Offer[] {
  switch (state) {
    case 'running':
      return ['stop'];
    case 'cancelled':
    case 'failed':
      return ['resume'];
    case 'finished':
      return config.task === 'classifier' && adapter !== null && evaluatedModel(config) !== undefined ? ['evaluate'] : [];
  }
}
