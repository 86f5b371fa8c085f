import { acceptedLine, outcomeOf, type OutcomeCounts } from '../../core/annotation/accepted';
import type { AnnotatedSet } from '../../core/annotation/agreement';
import { sourceOf } from '../../core/nli/rowSource';
import { UserError } from '../../core/userError';
import type { AnnotationStore } from '../../ports/annotations';
import type { SetIndex } from '../../ports/setIndex';

/** @property file the training file to write, absolute */
export interface AcceptedExport {
  readonly file: string;
  readonly set: AnnotatedSet;
  readonly index: SetIndex;
}

/** Where a set and the decisions about it do not belong together. */
export function notAnnotated(file: string): UserError {
  return new UserError('bad-data', `${file} is not the set that was annotated: its SHA-256 differs. Restore it, or in the terminal name the right one with --data.`);
}

/**
 * Writes the accepted examples of a set as a training file, in the set's order.
 *
 * @returns what it holds, and what it left out
 * @throws UserError `bad-data` when the set is not the one that was annotated, `usage` when nothing was accepted, or
 * `disk`; or the signal's reason. The file is as it was then.
 */
export async function exportAccepted({ file, set, index }: AcceptedExport, annotations: Pick<AnnotationStore, 'writeAccepted'>, signal: AbortSignal): Promise<OutcomeCounts> {
  if (index.sha256 !== set.sha256) throw notAnnotated(index.file);
  const counts = { accepted: 0, discarded: 0, disputed: 0, undecided: 0 };
  await annotations.writeAccepted({ file, set: index.file, lines: lines() }, signal);
  return counts;

  async function* lines(): AsyncGenerator<string> {
    for await (const rows of index.rows(signal)) {
      let text = '';
      for (const row of rows) {
        if (row.kind !== 'example') continue;
        const outcome = outcomeOf(row.example.id, set);
        counts[outcome.kind] += 1;
        if (outcome.kind === 'accepted') text += `${acceptedLine(row.example, outcome, set, sourceOf(row.text))}\n`;
      }
      yield text;
    }
    if (counts.accepted === 0) throw new UserError('usage', `No example of ${set.dataset} has been accepted yet: nothing was written.`);
  }
}
