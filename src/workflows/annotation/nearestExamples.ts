import { Nearest } from '../../core/annotation/nearest';
import { draw } from '../../core/draw';
import type { NliExample } from '../../core/nli/example';
import type { SetIndexes } from '../../ports/setIndex';

export interface NearestRequest {
  /** The set to look in. */
  readonly file: string;
  /** The examples to be near to. */
  readonly targets: readonly Pick<NliExample, 'premise' | 'hypothesis'>[];
  readonly most: number;
}

/** The nearest examples, and what they are near to. */
export interface NearestExamples {
  /** The nearest first. */
  readonly ids: readonly string[];
  /** How many of the targets the set was held against. */
  readonly compared: number;
}

/** Each example of the set is held against each target: of more targets than these, so many are drawn. */
const mostTargets = 500;
const seed = 1;

/**
 * The examples of a set whose words are most like those of others.
 *
 * @throws UserError `not-found` or `bad-data`, or the signal's reason
 */
export async function nearestExamples({ file, targets, most }: NearestRequest, sets: SetIndexes, signal: AbortSignal): Promise<NearestExamples> {
  const drawn = draw(targets, mostTargets, seed);
  const nearest = new Nearest(drawn, most);
  const index = await sets.open(file);
  try {
    let row = 0;
    for await (const rows of index.rows(signal)) {
      for (const each of rows) {
        if (each.kind === 'example') nearest.push(row, each.example);
        row += 1;
      }
    }
    return { ids: nearest.finish().map((near) => index.idOf(near.row)), compared: drawn.length };
  } finally {
    await index.close();
  }
}
