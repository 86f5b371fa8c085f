import type { AnyLabel, Label } from '../nli/label';
import { labelProbabilities, type Prediction } from '../scoring/prediction';
import type { Failure, FailureList } from './failureList';
import { hansFieldsOf, type FailureFilter } from './filter';

/** Failing examples as scripts read them. */
export interface FailuresJson {
  readonly answered: number;
  readonly failed: number;
  readonly filter: FailureFilter;
  /** Those that pass the filter. */
  readonly failures: readonly FailureJson[];
}

export interface FailureJson extends AnsweredJson {
  readonly id: string;
  /** Of the data file, counted from 1. */
  readonly line: number;
  /** Only on HANS. */
  readonly heuristic?: string;
  readonly subcase?: string;
  readonly template?: string;
  readonly premise: string;
  readonly hypothesis: string;
  readonly gold: AnyLabel;
  /** In a comparison: what the run that was right answered. */
  readonly other?: AnsweredJson;
}

interface AnsweredJson {
  readonly predicted: AnyLabel;
  /** Shares of the label mass; these two are left out where the predictions hold no scores. */
  readonly probabilities?: Readonly<Record<Label, number>>;
  readonly mass?: number;
}

export function failuresJson({ answered, failed, filter, groups }: FailureList): FailuresJson {
  return { answered, failed, filter, failures: groups.flatMap(({ failures }) => failures.map(failureJson)) };
}

function failureJson({ answer: { example, prediction }, other }: Failure): FailureJson {
  const { id, line, premise, hypothesis, gold } = example;
  const hans = hansFieldsOf(example);
  return {
    id,
    line,
    ...(hans === undefined ? {} : { heuristic: hans.heuristic, subcase: hans.subcase, template: hans.template }),
    premise,
    hypothesis,
    gold,
    ...answeredJson(prediction),
    ...(other === undefined ? {} : { other: answeredJson(other.prediction) }),
  };
}

function answeredJson({ label, scores }: Prediction): AnsweredJson {
  return scores === undefined ? { predicted: label } : { predicted: label, probabilities: labelProbabilities(scores), mass: scores.mass };
}
