import { labels } from '../nli/label';
import { percent } from '../report/format';
import { labelProbabilities } from '../scoring/prediction';
import type { Audit, AuditedToken } from './audit';

/** An audit as Markdown. What comes from files and models stands in code spans, where nothing of it is markup. */
export function auditMarkdown({ prompt, bos, labelTokens, boundary, scores }: Audit): string {
  const shares = labelProbabilities(scores);
  const rows = labels.map(
    (label) => `| ${label} | ${scores.logprobs[label].toFixed(3)} | ${percent(shares[label])} | ${labelTokens[label].map(tokenCode).join(' ').replaceAll('|', '\\|')} |`,
  );
  const first = bos === null ? 'The model takes no beginning-of-sequence token.' : `Begins with ${tokenCode(bos)}, which is not part of the text.`;
  return [
    ['| label | log-probability | of the three | tokens, the first is scored |', '| --- | ---: | ---: | --- |', ...rows].join('\n'),
    `Label mass ${massText(scores.mass)}: the probability of the three together.`,
    `Prompt as sent:\n\n${fenced(prompt)}`,
    boundary === null
      ? `${first} What its last token is, and whether the labels join it, is told when the example is scored again.`
      : `${first} ${boundary.tokens} tokens, the last ${tokenCode(boundary.lastPromptToken)}. ${joinsText(boundary.joins)}`,
  ].join('\n\n');
}

/** Does `prompt + label` tokenise as the prompt and then the label? Where it does not, another token than ours would follow in running text. */
export function joinsText(joins: Readonly<Record<(typeof labels)[number], boolean>>): string {
  const apart = labels.filter((label) => !joins[label]);
  return apart.length === 0
    ? 'Each label tokenises after the prompt as it does by itself.'
    : `In one text with the prompt, ${apart.join(' and ')} would tokenise otherwise than by itself: its score is that of a token which running text would not have there.`;
}

export function massText(mass: number): string {
  return mass < 0.001 ? mass.toExponential(1) : mass.toFixed(3);
}

function tokenCode({ id, text }: AuditedToken): string {
  // In quotation marks, because a leading space is part of a token.
  return `${code(JSON.stringify(text))} (${id})`;
}

/** A code span that holds whatever backticks the text holds. */
export function code(text: string): string {
  const fence = '`'.repeat(longestFence(text) + 1);
  return `${fence} ${text.replace(/[\r\n]+/g, ' ')} ${fence}`;
}

function fenced(text: string): string {
  const fence = '`'.repeat(Math.max(3, longestFence(text) + 1));
  return `${fence}text\n${text}\n${fence}`;
}

function longestFence(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}
