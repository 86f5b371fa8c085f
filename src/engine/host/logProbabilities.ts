import type { ControlledEvaluateIndexOutput, ControlledEvaluateInputItem, Token } from 'node-llama-cpp';
import { type Label, labels } from '../../core/nli/label';
import type { LabelLogProbabilities } from '../../ports/engine';
import type { WireLabelTokens } from '../protocol';

/** First token of each label. */
export function firstTokens(labelTokens: WireLabelTokens): Readonly<Record<Label, Token>> {
  const first = (label: Label) => {
    const token = labelTokens.labels[label].tokens[0];
    if (token === undefined) throw new Error(`The label ${label} has no tokens.`);
    return token.id as Token;
  };
  return { entailment: first('entailment'), neutral: first('neutral'), contradiction: first('contradiction') };
}

/** A token at which the labels' logits are read. Only these few numbers come out of llama.cpp. */
export function readLogitsAt(token: Token, wanted: Readonly<Record<Label, Token>>): ControlledEvaluateInputItem {
  return [
    token,
    {
      generateNext: {
        logits: { filter: { tokens: labels.map((label) => wanted[label]), includeSelected: true } },
        totalLogitWeight: true,
      },
    },
  ];
}

/**
 * Natural-log probabilities over the whole vocabulary: `logit - (m + ln w)`, where w is the sum of
 * exp(logit - m) over the vocabulary and m its largest logit (`totalLogitWeight` in AddonContext.cpp).
 * The largest is among those read because at temperature 0 the selected token has it.
 */
export function logProbabilities(
  output: ControlledEvaluateIndexOutput | undefined,
  wanted: Readonly<Record<Label, Token>>,
): LabelLogProbabilities {
  const { logits, totalLogitWeight } = output?.next ?? {};
  if (logits === undefined || totalLogitWeight === undefined) throw new Error('llama.cpp gave no logits.');
  const normaliser = Math.max(...logits.values()) + Math.log(totalLogitWeight);
  const of = (label: Label) => {
    const logit = logits.get(wanted[label]);
    if (logit === undefined) throw new Error(`llama.cpp gave no logit for the label ${label}.`);
    return logit - normaliser;
  };
  return { entailment: of('entailment'), neutral: of('neutral'), contradiction: of('contradiction') };
}
