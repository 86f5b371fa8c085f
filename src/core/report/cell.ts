import * as z from 'zod';
import { binaryLabels, labels } from '../nli/label';
import { heuristics, subcases } from '../hans/subcases';
import type { NliExample } from '../nli/example';
import type { Answer, Answers } from '../scoring/answers';

/** A group of examples that a report has a figure for: one bar of the breakdown, one row of its table. */
export const cellSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('heuristic'), heuristic: z.enum(heuristics), gold: z.enum(binaryLabels) }),
  z.object({ kind: z.literal('subcase'), subcase: z.enum(subcases.map((subcase) => subcase.name)) }),
  z.object({ kind: z.literal('label'), gold: z.enum([...labels, 'non-entailment']) }),
]);
export type Cell = z.infer<typeof cellSchema>;

/** The wrong answers of a cell, in the data file's order. */
export function failuresOf(answers: Answers, cell: Cell): readonly Answer[] {
  if (cell.kind === 'label') return wrong(answers.answers, ({ gold }) => gold === cell.gold);
  if (answers.format !== 'hans') return [];
  return cell.kind === 'subcase'
    ? wrong(answers.answers, (example) => example.subcase === cell.subcase)
    : wrong(answers.answers, (example) => example.heuristic === cell.heuristic && example.gold === cell.gold);
}

function wrong<Example extends NliExample>(
  answers: readonly Answer<Example>[],
  inCell: (example: Example) => boolean,
): readonly Answer<Example>[] {
  return answers.filter(({ example, correct }) => !correct && inCell(example));
}
