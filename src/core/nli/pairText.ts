import * as z from 'zod';
import { hansHeader } from '../hans/hansFile';
import { jsonOf } from '../jsonOf';
import { isAnyLabel, type AnyLabel } from './label';

/** Two sentences to be judged, and the label they should get where somebody has said so. */
export interface Pair {
  readonly premise: string;
  readonly hypothesis: string;
  readonly gold: AnyLabel | null;
}

const sentence = z.string().trim().min(1);
const rowSchema = z.union([
  z.object({ premise: sentence, hypothesis: sentence, label: z.string().optional() }).transform(({ premise, hypothesis, label }) => pair(premise, hypothesis, label)),
  z
    .object({ sentence1: sentence, sentence2: sentence, gold_label: z.string().optional() })
    .transform(({ sentence1, sentence2, gold_label: label }) => pair(sentence1, sentence2, label)),
]);

/**
 * The pair that a text stands for: a JSON line, a row of a tab-separated file, or two lines.
 *
 * @param header first line of the file that the text is from, which names the columns of a row
 * @returns undefined where the text is none of these
 */
export function pairIn(text: string, header = ''): Pair | undefined {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const [first, second] = lines;
  if (first === undefined) return undefined;
  if (first.trimStart().startsWith('{')) return rowSchema.safeParse(jsonOf(first)).data;
  if (first.includes('\t')) return pairInRow(first, header) ?? pairInRow(first, hansHeader);
  return second === undefined || lines.length > 2 ? undefined : pair(withoutName(first, 'premise'), withoutName(second, 'hypothesis'), undefined);
}

function pairInRow(row: string, header: string): Pair | undefined {
  const names = header.split('\t').map((name) => name.trim());
  const fields = row.split('\t');
  const field = (name: string): string | undefined => fields[names.indexOf(name)]?.trim();
  const [premise, hypothesis] = [field('sentence1'), field('sentence2')];
  return premise && hypothesis ? pair(premise, hypothesis, field('gold_label')) : undefined;
}

/** `Premise: …`, as a sentence may be marked. */
function withoutName(line: string, name: string): string {
  return line.replace(new RegExp(`^\\s*${name}\\s*:`, 'i'), '').trim();
}

function pair(premise: string, hypothesis: string, label: string | undefined): Pair {
  return { premise, hypothesis, gold: label !== undefined && isAnyLabel(label) ? label : null };
}
