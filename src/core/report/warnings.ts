import type { AnyLabel } from '../nli/label';
import type { Answer, Answers } from '../scoring/answers';
import { percent } from './format';

/** Something about the answers that makes their accuracy mean less than it seems to. */
export interface ReportWarning {
  readonly code: 'one-label' | 'low-label-mass';
  /** What was seen and what to do about it. */
  readonly message: string;
  /** What an editor can offer to do about it, where it can. */
  readonly offer?: 'evaluate-mnli';
}

const oneLabelShare = 0.95;
const lowMass = 0.05;

export function warningsOf({ format, answers }: Answers): ReportWarning[] {
  return [...oneLabel(format, answers), ...lowLabelMass(answers)];
}

function oneLabel(format: Answers['format'], answers: readonly Answer[]): ReportWarning[] {
  const counts = new Map<AnyLabel, number>();
  for (const { prediction } of answers) counts.set(prediction.label, (counts.get(prediction.label) ?? 0) + 1);
  const [label, count] = [...counts].reduce((most, next) => (next[1] > most[1] ? next : most), ['entailment', 0]);
  if (count <= oneLabelShare * answers.length) return [];
  const seen = `${percent(count / answers.length)} of the answers are "${label}".`;
  if (format === 'hans' && label === 'entailment') {
    const advice =
      'On HANS a perfect user of the heuristics answers so too, and so does a model that is broken. ' +
      'An MNLI run of the same model tells the two apart: evaluate the same model on MNLI, where only the broken one does it.';
    return [{ code: 'one-label', message: `${seen} ${advice}`, offer: 'evaluate-mnli' }];
  }
  const advice = 'The model may not be answering the question at all: look at its label mass, and try it after fine-tuning.';
  return [{ code: 'one-label', message: `${seen} ${advice}` }];
}

function lowLabelMass(answers: readonly Answer[]): ReportWarning[] {
  const scored = answers.filter(({ prediction }) => prediction.scores !== undefined);
  if (scored.length === 0) return [];
  // A typed array sorts numbers as numbers, without a call for each pair.
  const masses = Float64Array.from(scored, ({ prediction }) => prediction.scores?.mass ?? 0).sort();
  const median = masses[Math.floor(masses.length / 2)] ?? 0;
  if (median >= lowMass) return [];
  return [
    {
      code: 'low-label-mass',
      message:
        `In half of the examples the three labels together have a probability under ${median.toPrecision(2)}: the model would rather say something else, ` +
        'and its accuracy is a comparison among unlikely answers. Fine-tune the model on this prompt, or choose one that follows instructions, before you read anything into it.',
    },
  ];
}
