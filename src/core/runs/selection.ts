import * as z from 'zod';
import { draw } from '../draw';
import { groupBy } from '../groupBy';
import type { DataSet, NliExample } from '../nli/example';
import { subcases } from '../hans/subcases';
import { UserError } from '../userError';

/** Which examples of a data file a run is about. */
export const selectionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('all') }),
  /** The same number of each subcase of HANS, drawn by seed. */
  z.object({ kind: z.literal('per-subcase'), count: z.number().int().positive(), seed: z.number().int() }),
  /** So many of the whole file, drawn by seed. */
  z.object({ kind: z.literal('limit'), count: z.number().int().positive(), seed: z.number().int() }),
]);
export type Selection = z.infer<typeof selectionSchema>;

/**
 * The selected examples, in the file's order. The same seed gives the same examples on every machine,
 * and a larger count of the same seed contains the smaller one's.
 *
 * @throws UserError `usage` when a selection by subcase meets a file that has none.
 */
export function select(dataSet: DataSet, selection: Selection): readonly NliExample[] {
  switch (selection.kind) {
    case 'all':
      return dataSet.examples;
    case 'limit':
      return inFileOrder(draw(dataSet.examples, selection.count, selection.seed));
    case 'per-subcase': {
      if (dataSet.format !== 'hans') {
        throw new UserError('usage', 'Only HANS files have subcases: use --limit to take a sample of another file.');
      }
      const bySubcase = groupBy(dataSet.examples, (example) => example.subcase);
      return inFileOrder(
        // A stream of its own for each subcase: one for all would draw the same rows of each block of the file.
        subcases.flatMap(({ name }, index) => draw(bySubcase.get(name) ?? [], selection.count, selection.seed * subcases.length + index)),
      );
    }
  }
}

/**
 * How a person reads a selection, such as `50 a subcase (seed 1)`.
 *
 * @param found how many examples it came to; less than asked for where the file has no more
 */
export function describeSelection(selection: Selection, found = Infinity): string {
  switch (selection.kind) {
    case 'all':
      return 'all examples';
    case 'limit':
      return found < selection.count ? `all ${found.toLocaleString('en')} examples` : `${selection.count.toLocaleString('en')} examples (seed ${selection.seed})`;
    case 'per-subcase':
      return `${found < selection.count * subcases.length ? 'up to ' : ''}${selection.count.toLocaleString('en')} a subcase (seed ${selection.seed})`;
  }
}

function inFileOrder(examples: readonly NliExample[]): NliExample[] {
  return [...examples].sort((a, b) => a.line - b.line);
}
