import type { SetReading } from '../core/nli/setReader';
import { count } from '../core/report/format';
import type { CliContext } from './context';

/** So many broken lines are told one by one. */
const mostTold = 5;

/** Tells what of a set could not be used, and which labels were understood in another spelling. */
export function tellReading(file: string, { broken, mapped, skipped }: SetReading, context: Pick<CliContext, 'tell'>): void {
  for (const { line, problem } of broken.slice(0, mostTold)) context.tell(`${file}, line ${line}: left out: ${problem}\n`);
  if (broken.length > mostTold) context.tell(`${file}: ${count(broken.length - mostTold)} more broken lines were left out.\n`);
  const spellings = Object.entries(mapped);
  if (spellings.length > 0) {
    context.tell(`${file}: labels in other spellings: ${spellings.map(([spelling, examples]) => `“${spelling}” (${count(examples)})`).join(', ')}.\n`);
  }
  if (skipped > 0) context.tell(`${file}: ${count(skipped)} rows have no gold label and were left out.\n`);
}
