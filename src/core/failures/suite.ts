import { groupBy } from '../groupBy';
import { subcases, type Subcase } from '../hans/subcases';
import type { HansExample } from '../nli/example';
import { count, percent } from '../report/format';
import type { Answer } from '../scoring/answers';
import { describePrediction } from './document';

/** A subcase of HANS as a test: it passes when none of its examples failed. */
export interface SuiteSubcase extends Subcase {
  readonly answered: number;
  /** In the data file's order. */
  readonly failures: readonly Answer<HansExample>[];
}

/** All thirty subcases, with what a run answered in each. */
export function suiteOf(answers: readonly Answer<HansExample>[]): readonly SuiteSubcase[] {
  const bySubcase = groupBy(answers, ({ example }) => example.subcase);
  return subcases.map((subcase) => {
    const own = bySubcase.get(subcase.name) ?? [];
    return { ...subcase, answered: own.length, failures: own.filter(({ correct }) => !correct) };
  });
}

/** `12 of 1,000 fail (1.2 %)`, for one subcase or several together. */
export function describeFailures(members: readonly Pick<SuiteSubcase, 'answered' | 'failures'>[]): string {
  const answered = members.reduce((sum, member) => sum + member.answered, 0);
  const failed = members.reduce((sum, { failures }) => sum + failures.length, 0);
  if (answered === 0) return 'not scored';
  return `${count(failed)} of ${count(answered)} ${failed === 1 ? 'fails' : 'fail'} (${percent(failed / answered)})`;
}

/**
 * A failing example in a line: expected, predicted, the three probabilities, the label mass.
 *
 * @param journal what the run's journal says, where the example was scored again and came out otherwise
 */
export function failureMessage({ example, prediction }: Pick<Answer, 'example' | 'prediction'>, journal?: Answer['prediction']): string {
  const message = `Expected ${example.gold}, predicted ${describePrediction(prediction)}`;
  return journal === undefined || journal.label === prediction.label ? message : `${message}. The run’s journal says ${describePrediction(journal)}`;
}
