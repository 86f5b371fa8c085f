import type { Disagreement } from '../../core/annotation/agreement';
import type { NliExample } from '../../core/nli/example';
import type { SetIndex } from '../../ports/setIndex';

/** @property example undefined where the set is not at hand, or has no such example that can be used */
export interface DisagreedExample extends Disagreement {
  readonly example: NliExample | undefined;
}

/** Looks up what annotators disagree on. @throws UserError `bad-data` when the set was changed since it was opened */
export async function disagreedExamples(disagreements: readonly Disagreement[], index: Pick<SetIndex, 'rowOf' | 'read'> | undefined): Promise<readonly DisagreedExample[]> {
  return Promise.all(
    disagreements.map(async (disagreement) => {
      const row = index?.rowOf(disagreement.id);
      const read = row === undefined ? undefined : await index?.read(row);
      return { ...disagreement, example: read?.kind === 'example' ? read.example : undefined };
    }),
  );
}
