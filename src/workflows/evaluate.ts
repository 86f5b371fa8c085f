import { reportOf } from '../core/report/report';
import type { EvaluateProgress } from '../core/runs/describeProgress';
import type { ModelSource, RunIdentity, RunRecord } from '../core/runs/record';
import { select, type Selection } from '../core/runs/selection';
import { stem } from '../core/runs/title';
import { matchPredictions } from '../core/scoring/answers';
import { classifierPrompt, labelTexts } from '../core/scoring/prompt';
import { UserError } from '../core/userError';
import type { Engine, LoadedModel } from '../ports/engine';
import type { Files } from '../ports/files';
import type { RunStore, RunTarget } from '../ports/runStore';
import { identifyModel, loadModel, type ModelChoice } from './modelFiles';
import { ScoringSession } from './scoringSession';

export interface EvaluateRequest extends ModelChoice {
  readonly data: string;
  readonly selection: Selection;
  /** Folder for the run, instead of one named after it among the others. */
  readonly folder?: string;
  /** Must there be something to go on with? */
  readonly resumeOnly: boolean;
}

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
  const { signal } = options;
  const { dataSet, sha256: dataSha256 } = await ports.files.readDataSet(request.data, signal);
  const examples = select(dataSet, request.selection);
  const identity: RunIdentity = {
    ...(await identifyModel(request, ports.files, options)),
    dataSha256,
    prompt: classifierPrompt,
    labels: labelTexts,
    selection: request.selection,
  };
  const target: RunTarget = {
    identity,
    name: [request.model, ...(request.adapter === null ? [] : [request.adapter.file]), request.data].map(stem).join('-'),
    ...(request.folder === undefined ? {} : { folder: request.folder }),
  };
  const known = await ports.runs.find(target);
  if (known?.state === 'finished') return known;
  if (known === undefined && request.resumeOnly) {
    throw new UserError(
      'not-found',
      'There is no earlier run of this model, data and selection to go on with. Leave out --resume to begin one.',
    );
  }

  const run = await ports.runs.open(target, ports.holder);
  try {
    // Whoever had it open may have finished it meanwhile.
    if (run.earlier?.state === 'finished') return run.earlier;
    const model = await loadModel(request, identity.modelSha256, ports.engine, options);
    const data = {
      file: request.data,
      sha256: dataSha256,
      format: dataSet.format,
      examples: dataSet.examples.length,
      skipped: dataSet.skipped,
    };
    const session = new ScoringSession(run, ports.now, {
      source: sourceOf(request, model, identity),
      data,
      selection: request.selection,
      total: examples.length,
      versions: ports.versions,
    });
    return await session.score(model, examples, {
      signal: AbortSignal.any([signal, run.lost]),
      onProgress: (progress) => {
        options.onProgress({ phase: 'scoring', ...progress });
      },
      onStarted: options.onStarted,
      accuracyOf: (predictions) => reportOf(matchPredictions(dataSet, predictions, run.folder)).accuracy,
    });
  } finally {
    await run.close();
  }
}

function sourceOf(
  request: EvaluateRequest,
  { description, labelTokens }: LoadedModel,
  { modelSha256, adapter }: RunIdentity,
): ModelSource {
  const { name, architecture, quantization, gpu, threads, sequences, batchSize, adapterBases, engine } = description;
  return {
    kind: 'model',
    model: { file: request.model, sha256: modelSha256, name, architecture, quantization },
    adapter: request.adapter === null || adapter === null ? null : { ...adapter, file: request.adapter.file, base: adapterBases[0] ?? null },
    prompt: classifierPrompt,
    labelTokens,
    engine: { ...engine, gpu, threads, sequences, batchSize },
  };
}
