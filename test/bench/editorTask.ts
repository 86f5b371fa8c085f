import * as z from 'zod';

/** What the benchmark asks of its half inside the editor. */
export const taskSchema = z.object({
  model: z.string(),
  /** A HANS file. */
  data: z.string(),
  /** A prediction for each of its examples. */
  predictions: z.string(),
  perSubcase: z.number().int().positive(),
  /** How long a panel stays open, and closed. */
  pauseMs: z.number(),
  /** Where the times go. */
  result: z.string(),
});
export type EditorTask = z.infer<typeof taskSchema>;

const delays = z.object({ longest: z.number(), percentile99: z.number() });

/** What it measured, in ms. */
export const timesSchema = z.object({
  /** What the editor books to the extension, and what a caller waits, the editor's own work included. */
  activationMs: z.object({ own: z.number(), asked: z.number() }),
  /** When each panel was asked for, in ms since 1970. */
  opened: z.array(z.number()),
  /** The same of panels without anything in them. */
  openedEmpty: z.array(z.number()),
  idleDelaysMs: delays,
  runDelaysMs: delays,
  /** Longest and 99th percentile while the data file with its hints is scrolled through. */
  scrollDelaysMs: delays,
  /** Each key typed into that file, and into a copy of which no run is known: until the editor has taken it; and the delays meanwhile. */
  typedMs: z.array(z.number()),
  typedUnscoredMs: z.array(z.number()),
  typingDelaysMs: delays,
  typingUnscoredDelaysMs: delays,
  /** Scoring one example with the model in memory. */
  scoredAgainMs: z.array(z.number()),
});
export type EditorTimes = z.infer<typeof timesSchema>;
