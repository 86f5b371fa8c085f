import type { NliExample } from '../core/nli/example';
import { reportOf } from '../core/report/report';
import { Pace } from '../core/runs/pace';
import type { ModelSource, RunRecord } from '../core/runs/record';
import { select, type Selection } from '../core/runs/selection';
import { stem } from '../core/runs/title';
import { matchPredictions } from '../core/scoring/answers';
import { predict, type Prediction } from '../core/scoring/prediction';
import { inPrefixOrder } from '../core/scoring/prefixOrder';
import { classifierPrompt, fillPrompt, labelTexts } from '../core/scoring/prompt';
import { UserError } from '../core/userError';
import type { Adapter, Engine, LoadedModel } from '../ports/engine';
import type { Files } from '../ports/files';
import type { OpenRun, RunStore, RunTarget } from '../ports/runStore';

export interface EvaluateRequest {
  readonly model: string;
  readonly adapter: Adapter | null;
  readonly data: string;
  readonly selection: Selection;
  readonly gpu: 'auto' | 'off';
  readonly threads?: number;
  /** Folder for the run, instead of one named after it among the others. */
  readonly folder?: string;
  /** Must there be something to go on with? */
  readonly resumeOnly: boolean;
}

export type EvaluateProgress =
  | { readonly phase: 'hashing' | 'loading'; readonly fraction: number }
  | {
      readonly phase: 'scoring';
      readonly scored: number;
      readonly total: number;
      readonly examplesPerSecond: number | null;
      readonly secondsLeft: number | null;
    };

export interface EvaluatePorts {
  readonly engine: Engine;
  readonly runs: RunStore;
  readonly files: Files;
  readonly versions: RunRecord['versions'];
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** How others are told who writes to the run. */
  readonly holder: string;
}

export interface EvaluateOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: EvaluateProgress) => void;
  readonly onWarning: (message: string) => void;
  /** The run exists from here on, so it can be shown. */
  readonly onStarted?: (record: RunRecord) => void;
}

/**
 * Scores a data file with a model. A run that was interrupted goes on where it stopped; one that is
 * finished is returned as it is, because the same model gives the same scores.
 *
 * @returns the record of the finished run
 * @throws UserError for what a person can mend, or the signal's reason when cancelled; either way what
 * was scored is in the journal
 */
export async function evaluate(
  request: EvaluateRequest,
  ports: EvaluatePorts,
  options: EvaluateOptions,
): Promise<RunRecord> {
  const { signal, onProgress } = options;
  const { dataSet, sha256: dataSha256 } = await ports.files.readDataSet(request.data, signal);
  const examples = select(dataSet, request.selection);
  const digest = (file: string): Promise<string> =>
    ports.files.digest(file, { signal, onProgress: (fraction) => onProgress({ phase: 'hashing', fraction }) });
  const modelSha256 = await digest(request.model);
  const adapter =
    request.adapter === null ? null : { ...request.adapter, sha256: await digest(request.adapter.file) };
  const target: RunTarget = {
    identity: {
      modelSha256,
      adapter: adapter === null ? null : { sha256: adapter.sha256, scale: adapter.scale },
      dataSha256,
      prompt: classifierPrompt,
      labels: labelTexts,
      selection: request.selection,
    },
    name: [stem(request.model), ...(adapter === null ? [] : [stem(adapter.file)]), stem(request.data)].join('-'),
    ...(request.folder === undefined ? {} : { folder: request.folder }),
  };

  const earlier = await ports.runs.find(target);
  if (earlier?.state === 'finished') return earlier;
  if (earlier === undefined && request.resumeOnly) {
    throw new UserError('not-found', 'There is no earlier run of this model, data and selection to go on with. Leave out --resume to begin one.');
  }

  const run = await ports.runs.open(target, ports.holder);
  try {
    onProgress({ phase: 'loading', fraction: 0 });
    const model = await ports.engine.load(
      {
        model: request.model,
        adapters: request.adapter === null ? [] : [request.adapter],
        gpu: request.gpu,
        ...(request.threads === undefined ? {} : { threads: request.threads }),
        labels: labelTexts,
      },
      { signal, onProgress: (fraction) => onProgress({ phase: 'loading', fraction }), onWarning: options.onWarning },
    );
    const source = sourceOf(request, model, modelSha256, adapter);
    const session = new ScoringSession(run, ports.now, {
      format: 1,
      id: run.id,
      state: 'running',
      problem: null,
      source,
      data: {
        file: request.data,
        sha256: dataSha256,
        format: dataSet.format,
        examples: dataSet.examples.length,
        skipped: dataSet.skipped,
      },
      selection: request.selection,
      scored: run.done.length,
      total: examples.length,
      tokens: run.earlier?.tokens ?? { prompt: 0, evaluated: 0 },
      accuracy: null,
      versions: ports.versions,
      times: {
        started: run.earlier?.times.started ?? timestamp(ports.now()),
        updated: timestamp(ports.now()),
        finished: null,
        seconds: run.earlier?.times.seconds ?? 0,
      },
    });
    await session.begin();
    options.onStarted?.(session.record);
    return await session.score(model, examples, { ...options, signal: AbortSignal.any([signal, run.lost]) }, (predictions) =>
      reportOf(matchPredictions(dataSet, predictions, run.folder)).accuracy,
    );
  } finally {
    await run.close();
  }
}

/** Milliseconds between two writes of `run.json`, from which other windows see how far the run is. */
const betweenWrites = 1000;

/** One sitting of a run: from its opening to its end, be it finished, cancelled or failed. */
class ScoringSession {
  private readonly begun: number;
  private readonly secondsBefore: number;
  private written = 0;

  constructor(
    private readonly run: OpenRun,
    private readonly now: () => number,
    /** As of now; `run.json` is at most a second behind. */
    public record: RunRecord,
  ) {
    this.begun = now();
    this.secondsBefore = record.times.seconds;
  }

  async begin(): Promise<void> {
    await this.write({});
  }

  async score(
    model: LoadedModel,
    examples: readonly NliExample[],
    options: EvaluateOptions,
    accuracyOf: (predictions: readonly Prediction[]) => number | null,
  ): Promise<RunRecord> {
    const predictions: Prediction[] = [...this.run.done];
    const done = new Set(predictions.map(({ id }) => id));
    const prompts = examples
      .filter(({ id }) => !done.has(id))
      .map(({ id, premise, hypothesis }) => ({ id, text: fillPrompt(classifierPrompt, premise, hypothesis) }));
    const pace = new Pace(this.now(), predictions.length);
    const tell = (): void => {
      options.onProgress({
        phase: 'scoring',
        scored: predictions.length,
        total: examples.length,
        examplesPerSecond: pace.rate(),
        secondsLeft: pace.secondsLeft(examples.length),
      });
    };
    try {
      tell();
      for await (const batch of model.score(inPrefixOrder(prompts), { signal: options.signal })) {
        const scored = batch.scores.map(({ id, logprobs }) => predict(id, logprobs));
        await this.run.append(scored);
        for (const prediction of scored) predictions.push(prediction);
        this.record = {
          ...this.record,
          scored: predictions.length,
          tokens: {
            prompt: this.record.tokens.prompt + batch.promptTokens,
            evaluated: this.record.tokens.evaluated + batch.evaluatedTokens,
          },
        };
        pace.mark(this.now(), predictions.length);
        if (this.now() - this.written >= betweenWrites) await this.write({});
        tell();
      }
    } catch (error) {
      const cancelled = options.signal.aborted && !(options.signal.reason instanceof UserError);
      await this.end(
        cancelled
          ? { state: 'cancelled' }
          : { state: 'failed', problem: error instanceof Error ? error.message : String(error) },
      );
      throw error;
    }
    return this.end({ state: 'finished', accuracy: accuracyOf(predictions) });
  }

  private async end(outcome: Pick<RunRecord, 'state'> & Partial<Pick<RunRecord, 'problem' | 'accuracy'>>): Promise<RunRecord> {
    await this.write(outcome);
    return this.record;
  }

  private async write(change: Partial<Pick<RunRecord, 'state' | 'problem' | 'accuracy'>>): Promise<void> {
    const now = this.now();
    this.record = {
      ...this.record,
      ...change,
      times: {
        ...this.record.times,
        updated: timestamp(now),
        finished: change.state === 'finished' ? timestamp(now) : null,
        seconds: this.secondsBefore + (now - this.begun) / 1000,
      },
    };
    this.written = now;
    await this.run.write(this.record);
  }
}

function sourceOf(
  request: EvaluateRequest,
  { description, labelTokens }: LoadedModel,
  sha256: string,
  adapter: (Adapter & { readonly sha256: string }) | null,
): ModelSource {
  const { name, architecture, quantization, gpu, threads, sequences, batchSize, engine } = description;
  return {
    kind: 'model',
    model: { file: request.model, sha256, name, architecture, quantization },
    adapter,
    prompt: classifierPrompt,
    labelTokens: {
      labels: labelTokens.labels,
      bos: labelTokens.bos,
    },
    engine: { ...engine, gpu, threads, sequences, batchSize },
  };
}

function timestamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
