import type { NliExample } from '../core/nli/example';
import type { ScoringProgress } from '../core/runs/describeProgress';
import { Pace } from '../core/runs/pace';
import type { RunRecord } from '../core/runs/record';
import { predict, type Prediction } from '../core/scoring/prediction';
import { inPrefixOrder } from '../core/scoring/prefixOrder';
import { classifierPrompt, fillPrompt } from '../core/scoring/prompt';
import type { LoadedModel, ScoreBatch } from '../ports/engine';
import type { OpenRun } from '../ports/runStore';
import { isCancelled } from './cancelled';

/** Milliseconds between two writes of `run.json`, from which other windows see how far the run is. */
const betweenWrites = 1000;

export interface ScoringOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ScoringProgress) => void;
  /** The run exists from here on, so it can be shown. */
  readonly onStarted?: ((record: RunRecord) => void) | undefined;
  readonly accuracyOf: (predictions: readonly Prediction[]) => number | null;
}

/** One sitting of a run: from its opening to its end, be it finished, cancelled or failed. */
export class ScoringSession {
  private readonly begun: number;
  private readonly secondsBefore: number;
  private written = 0;
  /** As of now; `run.json` is at most a second behind. */
  private record: RunRecord;

  constructor(
    private readonly run: OpenRun,
    private readonly now: () => number,
    subject: Pick<RunRecord, 'source' | 'data' | 'selection' | 'total' | 'versions'>,
  ) {
    this.begun = now();
    const { earlier } = run;
    this.secondsBefore = earlier?.times.seconds ?? 0;
    this.record = {
      ...subject,
      format: 1,
      id: run.id,
      identity: run.identity,
      state: 'running',
      problem: null,
      scored: run.done.length,
      tokens: earlier?.tokens ?? { prompt: 0, evaluated: 0 },
      accuracy: null,
      times: {
        started: earlier?.times.started ?? timestamp(this.begun),
        updated: timestamp(this.begun),
        finished: null,
        seconds: this.secondsBefore,
      },
    };
  }

  /**
   * Scores what the journal does not hold yet.
   *
   * @returns the record of the finished run
   * @throws what the engine or the disk threw, or the signal's reason; `run.json` then says so too
   */
  async score(model: LoadedModel, examples: readonly NliExample[], options: ScoringOptions): Promise<RunRecord> {
    const predictions: Prediction[] = [...this.run.done];
    const done = new Set(predictions.map(({ id }) => id));
    const prompts = examples
      .filter(({ id }) => !done.has(id))
      .map(({ id, premise, hypothesis }) => ({ id, text: fillPrompt(classifierPrompt, premise, hypothesis) }));
    const pace = new Pace(this.now(), predictions.length);
    const tell = (): void => {
      options.onProgress({
        scored: predictions.length,
        total: examples.length,
        examplesPerSecond: pace.rate(),
        secondsLeft: pace.secondsLeft(examples.length),
      });
    };
    await this.write({ state: 'running' });
    options.onStarted?.(this.record);
    tell();
    try {
      for await (const batch of model.score(inPrefixOrder(prompts), { signal: options.signal })) {
        const scored = batch.scores.map(({ id, logprobs }) => predict(id, logprobs));
        await this.run.append(scored);
        predictions.push(...scored);
        await this.note(predictions.length, batch);
        pace.mark(this.now(), predictions.length);
        tell();
      }
    } catch (error) {
      // Where the disk is full this fails as well, and the person is told of the first failure.
      await this.write(outcomeOf(error, options.signal)).catch(() => undefined);
      throw error;
    }
    await this.write({ state: 'finished', accuracy: options.accuracyOf(predictions) });
    return this.record;
  }

  private async note(scored: number, { promptTokens, evaluatedTokens }: ScoreBatch): Promise<void> {
    const { prompt, evaluated } = this.record.tokens;
    this.record = {
      ...this.record,
      scored,
      tokens: { prompt: prompt + promptTokens, evaluated: evaluated + evaluatedTokens },
    };
    if (this.now() - this.written >= betweenWrites) await this.write({ state: 'running' });
  }

  private async write(outcome: Outcome): Promise<void> {
    const now = this.now();
    this.record = {
      ...this.record,
      ...outcome,
      times: {
        ...this.record.times,
        updated: timestamp(now),
        finished: outcome.state === 'finished' ? timestamp(now) : null,
        seconds: this.secondsBefore + (now - this.begun) / 1000,
      },
    };
    this.written = now;
    await this.run.write(this.record);
  }
}

type Outcome = Pick<RunRecord, 'state'> & Partial<Pick<RunRecord, 'problem' | 'accuracy'>>;

function outcomeOf(error: unknown, signal: AbortSignal): Outcome {
  if (isCancelled(signal)) return { state: 'cancelled' };
  return { state: 'failed', problem: error instanceof Error ? error.message : String(error) };
}

function timestamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
