import { verdictText } from '../../src/core/annotation/decision';
import { count } from '../../src/core/report/format';
import { describeSeconds } from '../../src/core/runs/duration';
import type { ShownAnnotation, ShownExample } from './contract';

/** What was decided, in words; null where nothing was. */
export function decidedText({ decided, adjudications }: Pick<ShownExample, 'decided' | 'adjudications'>): string | null {
  if (decided === null) return null;
  const { kind, verdict } = decided;
  const text = kind === 'accept' ? `${verdictText(verdict)}, as suggested` : verdictText(verdict);
  return adjudications.every((other) => other.verdict === verdict) ? text : `${text}; disputed until the adjudications say the same`;
}

/** `12 of 300 decided · 4.2 s each · 20 min left` */
export function progressText({ decided, total, secondsEach, secondsLeft }: ShownAnnotation['progress']): string {
  return [
    `${count(decided)} of ${count(total)} decided`,
    ...(secondsEach === null ? [] : [`${secondsEach < 10 ? secondsEach.toFixed(1) : Math.round(secondsEach)} s each`]),
    ...(secondsLeft === null || decided >= total ? [] : [`${describeSeconds(secondsLeft)} left`]),
  ].join(' · ');
}

/** What a screen reader says when an example comes. */
export function spokenExample({ example, said, progress }: ShownAnnotation): string {
  if (example === null) return said;
  const place = example.place === null ? `Example ${example.id}.` : `Example ${example.place} of ${progress.total}.`;
  const decided = decidedText(example);
  return `${said} ${place}${decided === null ? '' : ` Decided: ${decided}.`} Premise: ${example.premise} Hypothesis: ${example.hypothesis}`.trim();
}
