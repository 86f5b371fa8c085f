import type { Label } from '../core/nli/label';

/**
 * What the product needs of a language model, whoever runs it. `src/engine/client.ts` implements it
 * with llama.cpp in a child process.
 */
export interface Engine {
  /**
   * Loads a model, after unloading the one that was there. Where it differs from that one in its adapters alone, the
   * weights stay and only the adapters are exchanged; what it then answers is the same.
   *
   * @throws UserError `bad-model`, `bad-adapter`, `bad-labels` (two labels share a first token) or `engine`.
   */
  load(request: LoadRequest, options?: LoadOptions): Promise<LoadedModel>;
  /** Ends the child process. Whatever is under way rejects. */
  dispose(): Promise<void>;
}

export interface LoadRequest {
  /** Path of a GGUF file. */
  readonly model: string;
  readonly adapters: readonly Adapter[];
  readonly gpu: 'auto' | 'off';
  /** CPU threads; the number of cores that are there when left out. */
  readonly threads?: number;
  /** The text of each label as it follows the prompt, leading space included. */
  readonly labels: Readonly<Record<Label, string>>;
  /** Longest prompt that will be scored, in tokens; as long as the model was trained on when left out. */
  readonly contextSize?: number;
}

export interface Adapter {
  /** Path of a LoRA adapter in GGUF. */
  readonly file: string;
  readonly scale: number;
}

export interface LoadOptions {
  readonly signal?: AbortSignal;
  /** @param fraction of the model's layers read, 0 to 1. */
  readonly onProgress?: (fraction: number) => void;
  /** Something a user should know that is no error, such as a crash that was recovered from. */
  readonly onWarning?: (message: string) => void;
}

export interface LoadedModel {
  readonly description: ModelDescription;
  readonly labelTokens: LabelTokens;
  /**
   * Scores prompts in the order given, which should put prompts that share a beginning side by side
   * (`core/scoring/prefixOrder.ts`): a shared beginning is evaluated once.
   *
   * Results come in batches as soon as they are there, in any order; the next batches wait until the
   * consumer asks for them. A crash of the engine restarts it and scores what is still missing.
   *
   * @throws UserError `engine`, or the signal's reason when it is aborted.
   */
  score(prompts: readonly Prompt[], options?: { readonly signal?: AbortSignal }): AsyncIterable<ScoreBatch>;
  /** Where prompt and label meet, for one prompt: what was really scored. */
  audit(prompt: string): Promise<PromptAudit>;
  /**
   * Continues prompts by sampling, many at once. Texts come in batches as soon as they are there, in any
   * order. A sample's text depends on its prompt and its seed and not on which others are asked for, as
   * long as the model, the prompts, the sampling, the machine and the number of threads are the same.
   * A crash of the engine restarts it and samples what is still missing.
   *
   * @throws UserError `bad-data` when a prompt leaves no room, `engine`, or the signal's reason when it is aborted.
   */
  generate(request: GenerationRequest, options?: { readonly signal?: AbortSignal }): AsyncIterable<readonly Generation[]>;
  unload(): Promise<void>;
}

export interface Prompt {
  /** The pair ID the score belongs to. */
  readonly id: string;
  readonly text: string;
}

/** Natural-log probability of each label's first token over the whole vocabulary. */
export type LabelLogProbabilities = Readonly<Record<Label, number>>;

export interface Score {
  readonly id: string;
  readonly logprobs: LabelLogProbabilities;
}

export interface ScoreBatch {
  readonly scores: readonly Score[];
  /** Tokens of these prompts, shared beginnings counted in full. */
  readonly promptTokens: number;
  /** Tokens that went through the model for them. */
  readonly evaluatedTokens: number;
}

export interface ModelDescription {
  /** `general.name` of the GGUF, where it has one. */
  readonly name: string | null;
  readonly architecture: string;
  /** Such as `Q4_1`. */
  readonly quantization: string;
  readonly trainContextSize: number;
  readonly gpu: string | null;
  readonly threads: number;
  readonly sequences: number;
  readonly batchSize: number;
  /** SHA-256 of the file that each adapter says it was trained on, in their order; null where it does not say. */
  readonly adapterBases: readonly (string | null)[];
  /** Versions of node-llama-cpp and of the llama.cpp inside it. */
  readonly engine: { readonly nodeLlamaCpp: string; readonly llamaCpp: string };
}

/** Which tokens stand for the labels, and how the model begins a text. */
export interface LabelTokens {
  readonly labels: Readonly<Record<Label, { readonly text: string; readonly tokens: readonly TokenText[] }>>;
  /** The beginning-of-sequence token put before each prompt, or null where the model takes none. */
  readonly bos: TokenText | null;
}

export interface TokenText {
  readonly id: number;
  readonly text: string;
}

export interface PromptAudit {
  readonly tokens: number;
  readonly lastPromptToken: TokenText;
  /** For each label: does `prompt + label` tokenise as the prompt's tokens and then the label's? */
  readonly joins: Readonly<Record<Label, boolean>>;
  readonly logprobs: LabelLogProbabilities;
}

export interface Sampling {
  /** 0 takes the likeliest token. */
  readonly temperature: number;
  readonly topP: number;
  readonly minP: number;
  /** Most tokens of one text. */
  readonly maxTokens: number;
  /** Generation ends before the first of these texts, each of which ends in an ASCII character. */
  readonly stop: readonly string[];
  /** A grammar in GBNF, of which every text is a beginning; null for none. */
  readonly grammar: string | null;
}

export interface GenerationRequest {
  /** Each is evaluated once. All of a run's belong here, used or not: the longest decides how many samples go side by side. */
  readonly prompts: readonly string[];
  readonly samples: readonly GenerationSample[];
  readonly sampling: Sampling;
}

export interface GenerationSample {
  readonly id: string;
  /** Place of its prompt in the list. */
  readonly prompt: number;
  /** 0 to 2^32 - 2. */
  readonly seed: number;
}

export interface Generation {
  readonly id: string;
  readonly text: string;
  /** Those of a stop text included. */
  readonly tokens: number;
  /** What ended it: a stop text, the model's own end of text, or the token limit. */
  readonly end: GenerationEnd;
}

export type GenerationEnd = 'stop' | 'model' | 'limit';
