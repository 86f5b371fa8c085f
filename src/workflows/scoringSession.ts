import type { NliExample } from '../core/nli/example';
import type { ScoringProgress } from '../core/runs/describeProgress';
import { Pace } from '../core/runs/pace';
import type { RunRecord } from '../core/runs/record';
import { predict, type Prediction } from '../core/scoring/prediction';
import { inPrefixOrder } from '../core/scoring/prefixOrder';
import { classifierPrompt, fillPrompt } from '../core/scoring/prompt';
import type { LoadedModel, ScoreBatch } from '../ports/engine';
import type { OpenRun } from '../ports/runStore';
import { endOf, Sitting } from './sitting';

export interface ScoringOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ScoringProgress) => void;
  /** The run exists from here on, so it can be shown. */
  readonly onStarted?: ((record: RunRecord) => void) | undefined;
  readonly accuracyOf: (predictions: readonly Prediction[]) => number | null;
}

/** One sitting of a run: from its opening to its end, be it finished, cancelled or failed. */
export class ScoringSession {
  private readonly sitting: Sitting;
  /** As of now; `run.json` is at most a second behind. */
  private record: RunRecord;

  constructor(
    private readonly run: OpenRun,
    private readonly now: () => number,
    subject: Pick<RunRecord, 'source' | 'data' | 'selection' | 'total' | 'versions'>,
  ) {
    const { earlier } = run;
    this.sitting = new Sitting(now, earlier);
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
      times: this.sitting.times('running'),
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
      await this.write(endOf(error, options.signal)).catch(() => undefined);
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
    if (this.sitting.isDue) await this.write({ state: 'running' });
  }

  private async write(outcome: Outcome): Promise<void> {
    this.record = { ...this.record, ...outcome, times: this.sitting.times(outcome.state) };
    await this.run.write(this.record);
  }
}

type Outcome = Pick<RunRecord, 'state'> & Partial<Pick<RunRecord, 'problem' | 'accuracy'>>;
