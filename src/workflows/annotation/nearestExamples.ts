import { Nearest } from '../../core/annotation/nearest';
import type { NliExample } from '../../core/nli/example';
import type { SetIndexes } from '../../ports/setIndex';

export interface NearestRequest {
  /** The set to look in. */
  readonly file: string;
  /** The examples to be near to. */
  readonly targets: readonly Pick<NliExample, 'premise' | 'hypothesis'>[];
  readonly most: number;
}

/**
 * The examples of a set whose words are most like those of others, the nearest first.
 *
 * @returns their IDs
 * @throws UserError `not-found` or `bad-data`, or the signal's reason
 */
export async function nearestExamples({ file, targets, most }: NearestRequest, sets: SetIndexes, signal: AbortSignal): Promise<readonly string[]> {
  const nearest = new Nearest(targets, most);
  const index = await sets.open(file);
  try {
    let row = 0;
    for await (const rows of index.rows(signal)) {
      for (const each of rows) {
        if (each.kind === 'example') nearest.push(row, each.example);
        row += 1;
      }
    }
    return nearest.finish().map((near) => index.idOf(near.row));
  } finally {
    await index.close();
  }
}
