import { otherBaseWarning } from '../core/runs/adapterBase';
import type { ModelProgress } from '../core/runs/describeProgress';
import { labelTexts } from '../core/scoring/prompt';
import type { Adapter, Engine, LoadedModel } from '../ports/engine';
import type { Files } from '../ports/files';

/** A model as a command names it. */
export interface ModelChoice {
  /** Path of a GGUF file. */
  readonly model: string;
  readonly adapter: Adapter | null;
  readonly gpu: 'auto' | 'off';
  readonly threads?: number;
  /** Longest prompt in tokens; as long as the model was trained on when left out. */
  readonly contextSize?: number;
}

interface Options {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ModelProgress) => void;
  readonly onWarning: (message: string) => void;
}

/** What tells the model and its adapter from others. @throws UserError `not-found` */
export async function identifyModel(
  { model, adapter }: ModelChoice,
  files: Pick<Files, 'digest'>,
  { signal, onProgress }: Options,
): Promise<{ readonly modelSha256: string; readonly adapter: { readonly sha256: string; readonly scale: number } | null }> {
  const digest = (file: string): Promise<string> =>
    files.digest(file, {
      signal,
      onProgress: (fraction) => {
        onProgress({ phase: 'hashing', fraction });
      },
    });
  return {
    modelSha256: await digest(model),
    adapter: adapter === null ? null : { sha256: await digest(adapter.file), scale: adapter.scale },
  };
}

/**
 * Warns of an adapter that was trained on another file.
 *
 * @param modelSha256 of the model, as `identifyModel` found it
 * @throws UserError as `Engine.load`
 */
export async function loadModel(
  { model, adapter, gpu, threads, contextSize }: ModelChoice,
  modelSha256: string,
  engine: Engine,
  { signal, onProgress, onWarning }: Options,
): Promise<LoadedModel> {
  const tell = (fraction: number): void => {
    onProgress({ phase: 'loading', fraction });
  };
  tell(0);
  const loaded = await engine.load(
    {
      model,
      adapters: adapter === null ? [] : [adapter],
      gpu,
      ...(threads === undefined ? {} : { threads }),
      ...(contextSize === undefined ? {} : { contextSize }),
      labels: labelTexts,
    },
    { signal, onProgress: tell, onWarning },
  );
  const [base] = loaded.description.adapterBases;
  const warning = otherBaseWarning({ model: { file: model, sha256: modelSha256 }, adapter: adapter === null ? null : { file: adapter.file, base: base ?? null } });
  if (warning !== undefined) onWarning(warning);
  return loaded;
}
