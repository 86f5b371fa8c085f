import type { RunRecord } from '../runs/record';
import { runTitle } from '../runs/title';
import type { Answer } from '../scoring/answers';
import type { Tally } from '../scoring/tally';
import { count, percent, percentInterval } from '../report/format';
import type { Audit } from '../audit/audit';
import { auditMarkdown, code } from '../audit/markdown';
import type { HansExample, NliExample } from '../nli/example';
import { hintText } from './sentences';

/** What a hover over an example tells, as Markdown. */
export interface HoverContent {
  readonly record: Pick<RunRecord, 'source' | 'data' | 'selection' | 'total'>;
  readonly answer: Answer<NliExample | HansExample>;
  /** Undefined for somebody's predictions. */
  readonly audit: Audit | undefined;
  /** Right answers among the examples of the same template; undefined for data other than HANS. */
  readonly template: Tally | undefined;
  /** The answer when it was scored again, in a sentence. */
  readonly again: string | undefined;
  /** Links to what can be done with the example, near the top, because a hover is cut off below. */
  readonly links: string;
}

export function hoverMarkdown({ record, answer, audit, template, again, links }: HoverContent): string {
  const { example } = answer;
  return [
    `**${hintText(answer)}**, gold label **${example.gold}** — ${code(example.id)} in ${code(runTitle(record))}`,
    ...('subcase' in example ? [templateSentence(example, template)] : []),
    links,
    ...(again === undefined ? [] : [again]),
    audit === undefined ? 'Predictions that were imported hold no scores: there is no audit.' : auditMarkdown(audit),
  ].join('\n\n');
}

function templateSentence({ subcase, template: name }: HansExample, template: Tally | undefined): string {
  const place = `Subcase ${code(subcase)}, template ${code(name)}`;
  if (template?.accuracy == null || template.interval === null) return `${place}.`;
  return `${place}: ${count(template.correct)} of ${count(template.total)} right, ${percent(template.accuracy)} ${percentInterval(template.interval)}.`;
}
