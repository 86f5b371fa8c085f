import { verdictText } from '../../src/core/annotation/decision';
import { count } from '../../src/core/report/format';
import { describeSeconds } from '../../src/core/runs/duration';
import type { ShownAnnotation, ShownExample } from './contract';

/** What was decided, in words. */
export function decidedText({ kind, verdict }: NonNullable<ShownExample['decided']>): string {
  return kind === 'accept' ? `${verdictText(verdict)}, as suggested` : verdictText(verdict);
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
  const decided = example.decided === null ? '' : ` Decided: ${decidedText(example.decided)}.`;
  return `${said} ${place}${decided} Premise: ${example.premise} Hypothesis: ${example.hypothesis}`.trim();
}
