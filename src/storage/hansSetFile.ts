import { makeHansExamples, type HansExamplesRequest } from '../core/hans/generator/makeHansExamples';
import { formatHansRow, hansHeader } from '../core/hans/hansFile';
import { writeWholeFile } from './wholeFile';

/**
 * Makes a HANS-style set and writes it.
 *
 * @returns how many examples it has
 * @throws UserError `usage` when a subcase has fewer different examples, or `disk`; or the signal's reason
 */
export async function writeHansSet(file: string, request: HansExamplesRequest, signal?: AbortSignal): Promise<number> {
  let examples = 0;
  await writeWholeFile(file, rows(), signal);
  return examples;

  function* rows(): Generator<string> {
    yield hansHeader;
    for (const row of makeHansExamples(request)) {
      examples += 1;
      yield formatHansRow(row);
    }
  }
}
