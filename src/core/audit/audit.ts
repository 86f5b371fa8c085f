import type { Label } from '../nli/label';
import type { RunRecord } from '../runs/record';
import type { Answer } from '../scoring/answers';
import type { LabelScores } from '../scoring/prediction';
import { fillPrompt } from '../scoring/prompt';

export interface AuditedToken {
  readonly id: number;
  readonly text: string;
}

/** What a model was really given for one example, and what it made of it. */
export interface Audit {
  /** Without the beginning-of-sequence token, which is not text. */
  readonly prompt: string;
  /** Put before the prompt; null where the model takes none. */
  readonly bos: AuditedToken | null;
  /** The tokens of each label; the first is the one that is scored. */
  readonly labelTokens: Readonly<Record<Label, readonly AuditedToken[]>>;
  /** Where prompt and label meet: known when the example was scored just now, and not kept in a run. */
  readonly boundary: Boundary | null;
  readonly scores: LabelScores;
}

export interface Boundary {
  /** Tokens of the prompt. */
  readonly tokens: number;
  readonly lastPromptToken: AuditedToken;
  /** For each label: does prompt and label in one tokenise as the one and then the other? */
  readonly joins: Readonly<Record<Label, boolean>>;
}

/** As far as a run kept it; undefined for somebody's predictions, of which only the label is known. */
export function recordedAudit({ source }: Pick<RunRecord, 'source'>, { example, prediction }: Pick<Answer, 'example' | 'prediction'>): Audit | undefined {
  if (source.kind !== 'model' || prediction.scores === undefined) return undefined;
  return {
    prompt: fillPrompt(source.prompt, example.premise, example.hypothesis),
    ...tokensOf(source.labelTokens),
    boundary: null,
    scores: prediction.scores,
  };
}

/** @param labelTokens as the engine tells them, and a run's record keeps them */
export function tokensOf({ labels, bos }: {
  readonly labels: Readonly<Record<Label, { readonly tokens: readonly AuditedToken[] }>>;
  readonly bos: AuditedToken | null;
}): Pick<Audit, 'bos' | 'labelTokens'> {
  return {
    bos,
    labelTokens: {
      entailment: labels.entailment.tokens,
      neutral: labels.neutral.tokens,
      contradiction: labels.contradiction.tokens,
    },
  };
}
