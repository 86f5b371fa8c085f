import * as z from 'zod';
import { heuristics, heuristicTitles } from '../hans/subcases';
import type { HansExample, NliExample } from '../nli/example';
import { binaryLabels, labels, type AnyLabel } from '../nli/label';
import type { Cell } from '../report/cell';
import { percent } from '../report/format';
import type { Answer } from '../scoring/answers';
import { labelProbabilities, type Prediction } from '../scoring/prediction';

const anyLabel = z.enum([...new Set([...labels, ...binaryLabels])]);
const share = z.number().min(0).max(1);

/**
 * Which failing examples are wanted: those that meet all that is named. "non-entailment" means neutral and
 * contradiction too. Comes from command lines and from addresses of documents, so it is checked there.
 */
export const failureFilterSchema = z
  .object({
    heuristic: z.enum(heuristics),
    subcase: z.string(),
    template: z.string(),
    gold: anyLabel,
    predicted: anyLabel,
    confidenceAtLeast: share,
    confidenceAtMost: share,
  })
  .partial();
export type FailureFilter = z.infer<typeof failureFilterSchema>;

/** The examples of one bar of a breakdown, or of one row of a comparison. */
export function filterOfCell(cell: Cell): FailureFilter {
  switch (cell.kind) {
    case 'heuristic':
      return { heuristic: cell.heuristic, gold: cell.gold };
    case 'subcase':
      return { subcase: cell.subcase };
    case 'label':
      return { gold: cell.gold };
  }
}

export function passes({ example, prediction }: Answer, filter: FailureFilter): boolean {
  const hans = hansFieldsOf(example);
  return (
    (filter.heuristic === undefined || hans?.heuristic === filter.heuristic) &&
    (filter.subcase === undefined || hans?.subcase === filter.subcase) &&
    (filter.template === undefined || hans?.template === filter.template) &&
    (filter.gold === undefined || includes(filter.gold, example.gold)) &&
    (filter.predicted === undefined || includes(filter.predicted, prediction.label)) &&
    hasConfidence(prediction, filter)
  );
}

/** The label's share of the label mass that was predicted; undefined for a prediction file, which holds no scores. */
export function confidenceOf({ scores }: Prediction): number | undefined {
  return scores === undefined ? undefined : Math.max(...Object.values(labelProbabilities(scores)));
}

/** A filter in words, such as `lexical overlap, gold non-entailment`; empty where everything passes. */
export function describeFilter(filter: FailureFilter): string {
  const parts = [
    filter.heuristic === undefined ? undefined : heuristicTitles[filter.heuristic].toLowerCase(),
    filter.subcase,
    filter.template === undefined ? undefined : `template ${filter.template}`,
    filter.gold === undefined ? undefined : `gold ${filter.gold}`,
    filter.predicted === undefined ? undefined : `predicted ${filter.predicted}`,
    filter.confidenceAtLeast === undefined ? undefined : `confidence at least ${percent(filter.confidenceAtLeast)}`,
    filter.confidenceAtMost === undefined ? undefined : `confidence at most ${percent(filter.confidenceAtMost)}`,
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}

/** What only examples of HANS have. */
export function hansFieldsOf(example: NliExample | HansExample): Pick<HansExample, 'heuristic' | 'subcase' | 'template'> | undefined {
  return 'subcase' in example ? example : undefined;
}

function includes(wanted: AnyLabel, label: AnyLabel): boolean {
  return wanted === label || (wanted === 'non-entailment' && label !== 'entailment');
}

function hasConfidence(prediction: Prediction, { confidenceAtLeast, confidenceAtMost }: FailureFilter): boolean {
  if (confidenceAtLeast === undefined && confidenceAtMost === undefined) return true;
  const confidence = confidenceOf(prediction);
  return confidence !== undefined && confidence >= (confidenceAtLeast ?? 0) && confidence <= (confidenceAtMost ?? 1);
}
