// Names only: the suites inside the extension host take them too, and cannot make the files.

/** Examples of each of the 30 subcases in the sample's HANS file. */
export const perSubcase = 10;

/** Names of the sample's files: a space and letters beyond ASCII are part of the test. */
export const sample = {
  model: 'tiny llama é.gguf',
  hans: 'hans modèle.tsv',
  /** Entailment for every example: right for half of them. */
  predictions: 'all entailment.csv',
  noModel: 'no model.gguf',
  truncatedModel: 'truncated.gguf',
  encoder: 'encoder.gguf',
  /** The three labels begin with the same token. */
  wordless: 'wordless.gguf',
  /** A LoRA adapter for a wider model. */
  foreignAdapter: 'wide adapter.gguf',
  /** A LoRA adapter that was trained on the model. */
  ownAdapter: 'tiny adapter é.gguf',
  emptyData: 'hans empty.tsv',
  wrongData: 'wrong row.tsv',
  unknownId: 'unknown id.csv',
  repeatedId: 'repeated id.csv',
  /** Pairs whose label a tiny Llama learns in seconds. */
  pairs: 'pairs to learn.jsonl',
  missingId: 'missing id.csv',
} as const;

/** An experiment with the base alone: its two tests, and nothing is trained. */
export const baseAlone = {
  preset: 'laptop',
  base: sample.model,
  data: { training: sample.pairs, validationPerLabel: 5 },
  startingPoints: [0],
  augmentationSizes: [0],
  generator: { examples: 30 },
  engine: { gpu: 'off', threads: 1 },
} as const;
