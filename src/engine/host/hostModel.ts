import { isDeepStrictEqual } from 'node:util';
import {
  getModuleVersion,
  InsufficientMemoryError,
  type Llama,
  LlamaGrammarEvaluationState,
  type LlamaContext,
  type LlamaContextSequence,
  type LlamaModel,
} from 'node-llama-cpp';
import { UserError } from '../../core/userError';
import { stampOf } from '../../storage/fileStamp';
import type { WireDescription, WireLabelTokens, WireLoadRequest } from '../protocol';
import { checkAdapterFile } from './adapterFile';
import { cellBytes, contextCells, roomOf, samplingCount, sequenceCount } from './contextSize';
import { forgetAdapters } from './keptAdapters';
import { withKeptSamplers } from './keptSamplers';
import { findLabelTokens } from './labelTokens';
import { type ModelFile, readModelFile } from './modelFile';
import { startLlama } from './startLlama';
import { type Text, textOf } from './text';
import { quantizationName } from './quantization';

/** Tokens that llama.cpp takes at once. Compute buffers grow with it, and past this nothing is faster. */
const batchSize = 512;

/** Texts after which their remains are collected. */
const collectAfter = 64;

/** A context and all of its sequences. Each holds the tokens that were evaluated last. */
export interface Sequences {
  readonly context: LlamaContext;
  readonly all: readonly LlamaContextSequence[];
  /** Most tokens that one of them holds. */
  readonly room: number;
}

/** A model in memory, with a context that grows when a longer prompt comes. */
export class HostModel {
  private current: Sequences | null = null;
  private uncollected = 0;

  private constructor(
    private request: WireLoadRequest,
    /** Of the model's file as it was read. */
    private readonly stamp: Awaited<ReturnType<typeof stampOf>>,
    private readonly file: ModelFile,
    private readonly llama: Llama,
    private readonly model: LlamaModel,
    readonly text: Text,
    readonly labelTokens: WireLabelTokens,
    private adapterBases: (string | null)[],
  ) {}

  /**
   * @param onProgress fraction of the weights read, 0 to 1.
   * @throws UserError for whatever is wrong with the files or the labels.
   */
  static async load(request: WireLoadRequest, signal: AbortSignal, onProgress: (fraction: number) => void): Promise<HostModel> {
    const file = await readModelFile(request.model);
    const stamp = await stampOf(request.model);
    const adapterBases = await checkAdapters(request, file);
    const llama = await startLlama(request.gpu, request.threads);
    try {
      const model = await llama
        .loadModel({
          modelPath: request.model,
          // llama.cpp repacks the weights for the processor: a mapped file would stay in memory beside them.
          useMmap: false,
          loadSignal: signal,
          onLoadProgress: onProgress,
        })
        .catch((error: unknown) => explainLoad(error, request.model));
      const text = textOf(model);
      const loaded = new HostModel(request, stamp, file, llama, model, text, findLabelTokens(text, request.labels), adapterBases);
      await loaded.sequencesFor(1);
      return loaded;
    } catch (error) {
      // It would stay in memory beside the model that is tried next.
      await llama.dispose();
      throw error;
    }
  }

  /** Would this request read the same weights, on the same device, from a file that has not changed? */
  async hasWeightsOf(request: WireLoadRequest): Promise<boolean> {
    const { adapters } = this.request;
    if (!isDeepStrictEqual({ ...request, adapters }, this.request)) return false;
    return isDeepStrictEqual(await stampOf(request.model).catch(() => undefined), this.stamp);
  }

  /**
   * Puts a request's adapters in the place of those that are on the weights, which stay. It then is as if it had been
   * loaded for this request.
   *
   * @throws UserError as `load`; an adapter that does not fit leaves everything as it was
   */
  async exchangeAdapters(request: WireLoadRequest): Promise<void> {
    this.adapterBases = await checkAdapters(request, this.file);
    await this.current?.context.dispose();
    this.current = null;
    await forgetAdapters(this.model);
    this.request = request;
    await this.sequencesFor(1);
  }

  /** Sequences with room for that many tokens. Larger ones take the place of those before. */
  async sequencesFor(tokens: number): Promise<Sequences> {
    if (this.current !== null && this.current.room >= tokens) return this.current;
    const cells = contextCells(tokens);
    return this.makeSequences(cells, sequenceCount(cells, cellBytes(this.file.family), this.model.size));
  }

  /**
   * Sequences for sampling texts of up to that many tokens, prompt included. Their number and size follow
   * from that alone, because sums are taken in another order with more or fewer side by side.
   */
  async samplingSequences(tokens: number): Promise<Sequences> {
    const cells = contextCells(tokens);
    return this.makeSequences(cells, samplingCount(cells, cellBytes(this.file.family), this.model.size));
  }

  /** What makes a new state of a grammar for each text. @throws UserError `usage` when llama.cpp cannot read it. */
  async grammarStates(grammar: string): Promise<() => LlamaGrammarEvaluationState> {
    const { model } = this;
    try {
      const parsed = await this.llama.createGrammar({ grammar });
      return () => new LlamaGrammarEvaluationState({ model, grammar: parsed });
    } catch (error) {
      throw new UserError('usage', `llama.cpp cannot read the grammar (${error instanceof Error ? error.message : String(error)}).`, { cause: error });
    }
  }

  private async makeSequences(cells: number, sequences: number): Promise<Sequences> {
    await this.current?.context.dispose();
    this.current = null;
    const context = await this.model
      .createContext({
        contextSize: cells,
        sequences,
        batchSize,
        threads: this.request.threads,
        batching: { itemPrioritizationStrategy: 'firstInFirstOut' },
        failedCreationRemedy: false,
        lora: { adapters: this.request.adapters.map(({ file, scale }) => ({ filePath: file, scale })) },
      })
      .catch((error: unknown) => explainLoad(error, this.request.model));
    const all = Array.from({ length: context.totalSequences }, () => context.getSequence());
    this.current = { context, all, room: roomOf(cells) };
    return this.current;
  }

  /** Longest prompt that can be scored, in tokens. */
  get longestPrompt(): number {
    return Math.min(this.request.contextSize ?? Infinity, this.model.trainContextSize);
  }

  /** Scoring, whose evaluations leave no tables behind. */
  withKeptSamplers<Result>(work: () => Promise<Result>): Promise<Result> {
    return withKeptSamplers(this.model, work);
  }

  /**
   * To be told of sampled texts. Each leaves a table as long as the vocabulary, which node-llama-cpp frees
   * only with the JavaScript object that owns it; the collector does not know its size and would let
   * gigabytes gather.
   */
  sampled(texts: number): void {
    this.uncollected += texts;
    if (this.uncollected >= collectAfter) this.collect();
  }

  /** Frees what evaluations left. */
  collect(): void {
    this.uncollected = 0;
    globalThis.gc?.();
  }

  async describe(): Promise<WireDescription> {
    const { context } = await this.sequencesFor(1);
    return {
      name: this.file.general.name ?? null,
      architecture: this.file.general.architecture,
      quantization: quantizationName(this.file),
      trainContextSize: this.model.trainContextSize,
      gpu: this.llama.gpu === false ? null : this.llama.gpu,
      threads: this.request.threads,
      sequences: context.totalSequences,
      batchSize: context.batchSize,
      adapterBases: this.adapterBases,
      engine: { nodeLlamaCpp: await getModuleVersion(), llamaCpp: this.llama.llamaCppRelease.release },
    };
  }

  async dispose(): Promise<void> {
    await this.current?.context.dispose();
    await this.model.dispose();
    await this.llama.dispose();
  }
}

/** @returns what each says of the base that it was trained on */
async function checkAdapters({ adapters, model }: WireLoadRequest, file: ModelFile): Promise<(string | null)[]> {
  const bases: (string | null)[] = [];
  for (const adapter of adapters) bases.push(await checkAdapterFile(adapter.file, file, model));
  return bases;
}

function explainLoad(error: unknown, path: string): never {
  if (error instanceof InsufficientMemoryError) {
    throw new UserError(
      'bad-model',
      `${path} does not fit into memory (${error.message}): choose a smaller or more strongly quantised model, or close other programs.`,
      { cause: error },
    );
  }
  if (error instanceof DOMException && error.name === 'AbortError') throw error;
  const reason = error instanceof Error ? error.message : String(error);
  throw new UserError('bad-model', `llama.cpp could not load ${path} (${reason}): check that it is a Llama-family model in a current GGUF.`, {
    cause: error,
  });
}
