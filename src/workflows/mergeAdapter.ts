import type { NliExample } from '../core/nli/example';
import type { ModelProgress } from '../core/runs/describeProgress';
import { select } from '../core/runs/selection';
import { isCorrect } from '../core/scoring/answers';
import { predict } from '../core/scoring/prediction';
import { inPrefixOrder } from '../core/scoring/prefixOrder';
import { tally, type Tally } from '../core/scoring/tally';
import { agreementOf, type Agreement } from '../core/training/agreement';
import type { MergedType } from '../core/training/mergedTypes';
import { promptsOf, standingProbes } from '../core/training/rows';
import type { Adapter, Engine, Score } from '../ports/engine';
import type { Files } from '../ports/files';
import type { Trainer } from '../ports/trainer';
import { identifyModel, loadModel } from './modelFiles';

export interface MergeRequest {
  readonly model: string;
  readonly adapter: Adapter;
  /** The GGUF to write. */
  readonly out: string;
  readonly type: MergedType;
  readonly threads?: number;
  /** Whose answers are compared; prompts of our own when left out, which have no accuracy. */
  readonly sample?: { readonly file: string; readonly count: number; readonly seed: number };
}

export type MergeProgress =
  | ModelProgress
  | { readonly phase: 'preparing'; readonly doing: string }
  | { readonly phase: 'scoring'; readonly scored: number; readonly total: number }
  | { readonly phase: 'writing'; readonly fraction: number };

export interface MergePorts {
  readonly engine: Engine;
  readonly trainer: Pick<Trainer, 'prepare' | 'merge'>;
  readonly files: Pick<Files, 'readDataSet' | 'digest'>;
  readonly versions: { readonly blindspot: string };
}

export interface Merged {
  /** Matrices that the adapter changed. */
  readonly changed: number;
  /** The merged model's label log-probabilities against those of base and adapter. */
  readonly agreement: Agreement;
  readonly accuracy: { readonly merged: Tally; readonly pair: Tally } | null;
}

interface Options {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: MergeProgress) => void;
  readonly onWarning: (message: string) => void;
}

/**
 * Writes a base with an adapter's change in it, and holds the answers of the two against each other. The pair
 * answers first, so that an adapter of another model is refused before anything is written.
 *
 * @throws UserError as the engine, the trainer and the disk, or the signal's reason; what stood at `out` is then
 * as it was, unless the merged model is there and only its answers are missing
 */
export async function mergeAdapter(request: MergeRequest, { engine, trainer, files, versions }: MergePorts, options: Options): Promise<Merged> {
  const { model, adapter, out, type, sample } = request;
  const { signal, onProgress } = options;
  const identity = await identifyModel({ ...request, gpu: 'off' }, files, options);
  const examples = sample === undefined ? null : select((await files.readDataSet(sample.file, signal)).dataSet, { kind: 'limit', ...sample });
  const prompts = examples === null ? standingProbes() : promptsOf(examples);
  await trainer.prepare({ signal, onProgress: (doing) => onProgress({ phase: 'preparing', doing }) });

  const answers = async (file: string, added: Adapter | null): Promise<readonly Score[]> => {
    const choice = { model: file, adapter: added, gpu: 'off' as const, ...(request.threads === undefined ? {} : { threads: request.threads }) };
    const loaded = await loadModel(choice, identity.modelSha256, engine, options);
    const scores = await scoresOf(loaded.score(inPrefixOrder(prompts), { signal }), (scored) => onProgress({ phase: 'scoring', scored, total: prompts.length }));
    await loaded.unload();
    return scores;
  };
  const pair = await answers(model, adapter);
  const provenance = { 'base.sha256': identity.modelSha256, 'adapter.sha256': identity.adapter?.sha256 ?? '', scale: String(adapter.scale), version: versions.blindspot };
  const { changed } = await trainer.merge(
    { base: model, adapter: adapter.file, out, type, scale: adapter.scale, provenance },
    { signal, onProgress: (fraction) => onProgress({ phase: 'writing', fraction }) },
  );
  const merged = await answers(out, null);
  return {
    changed,
    agreement: agreementOf(pair, merged),
    accuracy: examples === null ? null : { merged: tallyOfScores(examples, merged), pair: tallyOfScores(examples, pair) },
  };
}

async function scoresOf(batches: AsyncIterable<{ readonly scores: readonly Score[] }>, told: (scored: number) => void): Promise<readonly Score[]> {
  const scores: Score[] = [];
  for await (const batch of batches) {
    scores.push(...batch.scores);
    told(scores.length);
  }
  return scores;
}

function tallyOfScores(examples: readonly NliExample[], scores: readonly Score[]): Tally {
  const gold = new Map(examples.map((example) => [example.id, example.gold]));
  return tally(
    scores.flatMap(({ id, logprobs }) => {
      const label = gold.get(id);
      return label === undefined ? [] : [{ correct: isCorrect(label, predict(id, logprobs).label) }];
    }),
  );
}
