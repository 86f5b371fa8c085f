/** What the steps of the walk-through come to. package.json ticks each of them off by the context key of one. */
export const outcomes = [
  /** A folder is open. */
  'folder',
  /** A model is in the list. */
  'model',
  /** A set was fetched or made. */
  'data',
  /** A model was evaluated to the end. */
  'run',
  /** Failing examples were opened. */
  'failure',
  /** A set was generated to the end. */
  'set',
  /** An example was decided. */
  'annotation',
  /** A training came to its adapter. */
  'adapter',
] as const;

export type Outcome = (typeof outcomes)[number];

export const contextOf = (outcome: Outcome): string => `blindspot.done.${outcome}`;
