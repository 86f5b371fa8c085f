import { groupBy } from '../groupBy';
import type { Answers } from '../scoring/answers';
import { tally, type Tally } from '../scoring/tally';

/** Right answers by template, such as `temp14`, which belongs to one subcase; empty for data other than HANS. */
export function templateTallies(answers: Answers): ReadonlyMap<string, Tally> {
  if (answers.format !== 'hans') return new Map();
  const byTemplate = groupBy(answers.answers, ({ example }) => example.template);
  return new Map([...byTemplate].map(([template, members]) => [template, tally(members)]));
}
