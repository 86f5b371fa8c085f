import { labels } from '../nli/label';
import type { Pair } from '../nli/pairText';
import { percent } from '../report/format';
import { isCorrect } from '../scoring/answers';
import { labelProbabilities, type Prediction } from '../scoring/prediction';
import type { Audit } from './audit';
import { joinsText, massText } from './markdown';
import { labelTokenLines, tokenText } from './tokenText';

/** One example that was scored by itself. */
export interface ScoredPair {
  readonly pair: Pair;
  /** Model and adapter, by name. */
  readonly subject: string;
  readonly prediction: Prediction;
  readonly audit: Audit;
}

/** The answer in a line: `✗ entailment 97.3 %, neutral 2.1 %, contradiction 0.6 %`; the mark only where the gold label is known. */
export function answerText({ pair, prediction, audit }: Pick<ScoredPair, 'pair' | 'prediction' | 'audit'>): string {
  const shares = labelProbabilities(audit.scores);
  const ranked = [...labels].sort((a, b) => shares[b] - shares[a]).map((label) => `${label} ${percent(shares[label])}`);
  const mark = pair.gold === null ? '' : isCorrect(pair.gold, prediction.label) ? '✓ ' : '✗ ';
  return `${mark}${ranked.join(', ')}`;
}

/** Answer and audit as a document to be read. */
export function auditText(scored: ScoredPair): string {
  const { pair, subject, audit } = scored;
  const shares = labelProbabilities(audit.scores);
  return [
    answerText(scored),
    '',
    `Premise      ${pair.premise}`,
    `Hypothesis   ${pair.hypothesis}`,
    ...(pair.gold === null ? [] : [`Gold label   ${pair.gold}`]),
    `Model        ${subject}`,
    '',
    'Label          of the three   log-prob.',
    ...labels.map((label) =>
      [
        label.padEnd(14),
        percent(shares[label]).padStart(12),
        audit.scores.logprobs[label].toFixed(3).padStart(11),
      ].join(' '),
    ),
    `Label mass ${massText(audit.scores.mass)}: the probability of the three together.`,
    '',
    ...labelTokenLines(audit.labelTokens),
    '',
    'Prompt as sent',
    `  ${audit.prompt}`,
    audit.bos === null ? 'It has no beginning-of-sequence token before it.' : `Before it stands ${tokenText(audit.bos)}, which is not part of the text.`,
    ...boundaryLines(audit),
    '',
  ].join('\n');
}

function boundaryLines({ boundary }: Audit): string[] {
  if (boundary === null) return [];
  return [`It has ${boundary.tokens} tokens, the last ${tokenText(boundary.lastPromptToken)}.`, joinsText(boundary.joins)];
}
