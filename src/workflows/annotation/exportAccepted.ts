import { acceptedLine, outcomeOf, type OutcomeCounts } from '../../core/annotation/accepted';
import type { AnnotatedSet } from '../../core/annotation/agreement';
import { sourceOf } from '../../core/nli/rowSource';
import { UserError } from '../../core/userError';
import type { SetIndex } from '../../ports/setIndex';

/** What an export holds, and what it left out. */
export interface Export {
  /** The training file, a piece at a time. To be read once. */
  readonly text: AsyncIterable<string>;
  /** Complete when the text has been read. */
  readonly counts: OutcomeCounts;
}

/**
 * The accepted examples of a set as a training file, in the set's order.
 *
 * @throws UserError `bad-data` when the set is not the one that was annotated
 */
export function exportAccepted(index: SetIndex, set: AnnotatedSet, signal: AbortSignal): Export {
  if (index.sha256 !== set.sha256) {
    throw new UserError('bad-data', `${index.file} is not the set that was annotated: its SHA-256 differs. Restore it, or name the right one with --data.`);
  }
  const counts = { accepted: 0, discarded: 0, disputed: 0, undecided: 0 };
  return { text: lines(), counts };

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
  }
}
