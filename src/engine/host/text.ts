import type { LlamaModel, Token } from 'node-llama-cpp';
import type { TokenText } from '../../ports/engine';

/** A model's vocabulary, as far as scoring needs it. */
export interface Text {
  /** The token that begins every text, where the model takes one. */
  readonly bos: Token | null;
  /** Without the beginning-of-sequence token; text that looks like a special token stays text. */
  tokenize(text: string): Token[];
  /** What is evaluated for a prompt: the beginning-of-sequence token, then the prompt's. */
  promptTokens(prompt: string): Token[];
  /** A token with the text it stands for, its leading space included. */
  describe(token: Token): TokenText;
  /** The text of tokens that follow a prompt. */
  continuation(prompt: readonly Token[], tokens: readonly Token[]): string;
}

export function textOf(model: LlamaModel): Text {
  const bos = model.tokens.shouldPrependBosToken ? model.tokens.bos : null;
  const tokenize = (text: string) => model.tokenize(text, false);
  const [neighbour] = tokenize('is');
  return {
    bos,
    tokenize,
    promptTokens: (prompt) => (bos === null ? tokenize(prompt) : [bos, ...tokenize(prompt)]),
    // A token that begins a text loses its space: with a word before it, it keeps it.
    describe: (token) => ({
      id: token,
      text: model.detokenize([token], true, neighbour === undefined ? [] : [neighbour]),
    }),
    continuation: (prompt, tokens) => model.detokenize(tokens, false, prompt),
  };
}
