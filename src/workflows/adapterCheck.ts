import { labelTexts } from '../core/scoring/prompt';
import { inPrefixOrder } from '../core/scoring/prefixOrder';
import { agreementOf } from '../core/training/agreement';
import type { ProbeScore } from '../core/training/events';
import type { AdapterCheck } from '../core/training/record';
import { UserError } from '../core/userError';
import type { Engine, Prompt, Score } from '../ports/engine';
import type { Trainer } from '../ports/trainer';
import type { OpenTraining } from '../ports/trainingStore';

export interface CheckedAdapter {
  /** The GGUF that is evaluated with the adapter. */
  readonly model: string;
  readonly adapter: string;
  readonly threads?: number;
  readonly tolerance: number;
  readonly prompts: readonly Prompt[];
}

interface CheckPorts {
  readonly engine: Engine;
  readonly trainer: Pick<Trainer, 'writeFloatBase'>;
  /** Where the trainer's answers are, and room for a base in full precision. */
  readonly training: Pick<OpenTraining, 'folder' | 'probeScores' | 'remove'>;
}

const floatBase = 'base-f32.gguf';

/**
 * Holds the engine's answers with the finished adapter against the trainer's. An adapter with its rows in the wrong
 * order loads without an error and agrees on most labels, so that only the log-probabilities show it; and only
 * against weights in full precision, because quantised ones differ by more than the mistake.
 *
 * @throws UserError as the engine and the disk, or the signal's reason
 */
export async function checkAdapter(checked: CheckedAdapter, { engine, trainer, training }: CheckPorts, signal: AbortSignal): Promise<AdapterCheck & { readonly sameTokens: boolean }> {
  const expected = await training.probeScores();
  const asRun = await answersOf(checked.model, checked, engine, signal);
  const full = `${training.folder}/${floatBase}`;
  try {
    await trainer.writeFloatBase(checked.model, full, { signal });
    const inFull = await answersOf(full, checked, engine, signal);
    return {
      full: agreementOf(expected, inFull.scores),
      asRun: agreementOf(expected, asRun.scores),
      tolerance: checked.tolerance,
      sameTokens: asRun.tokens === tokensOf(expected),
    };
  } finally {
    await training.remove(floatBase);
  }
}

/** @param advice what to do, in a sentence. @throws UserError `bad-adapter` */
export function requireAgreement(check: AdapterCheck, adapter: string, advice: string): void {
  if (check.full.largest <= check.tolerance) return;
  throw new UserError(
    'bad-adapter',
    `${adapter} does not do in the engine what it did in the trainer: label log-probabilities differ by up to ${check.full.largest.toFixed(3)} on ${check.full.prompts} prompts, and ${check.tolerance} is allowed. ${advice}`,
  );
}

async function answersOf(
  model: string,
  { adapter, threads, prompts }: CheckedAdapter,
  engine: Engine,
  signal: AbortSignal,
): Promise<{ readonly scores: readonly Score[]; readonly tokens: number }> {
  const loaded = await engine.load(
    // On the CPU, whose sums are in full precision.
    { model, adapters: [{ file: adapter, scale: 1 }], gpu: 'off', ...(threads === undefined ? {} : { threads }), labels: labelTexts },
    { signal },
  );
  const scores: Score[] = [];
  let tokens = 0;
  for await (const batch of loaded.score(inPrefixOrder(prompts), { signal })) {
    scores.push(...batch.scores);
    tokens += batch.promptTokens;
  }
  await loaded.unload();
  return { scores, tokens };
}

function tokensOf(scores: readonly ProbeScore[]): number {
  return scores.reduce((sum, { tokens }) => sum + tokens, 0);
}
