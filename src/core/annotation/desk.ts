import * as z from 'zod';

/** The orders in which a set can be annotated. `by` says who answered: `check` for the set's own label check, else the ID of a run. */
export const orderSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('seed'), seed: z.number().int().min(0).max(0x7fffffff) }),
  z.object({ kind: z.literal('file') }),
  z.object({ kind: z.literal('uncertainty'), by: z.string() }),
  z.object({ kind: z.literal('disagreement'), by: z.string() }),
]);
export type Order = z.infer<typeof orderSchema>;

/** Some examples of a set that were put together for a reason, in the order in which they are to be annotated. */
export const listedSchema = z.object({
  /** What they are: `12 failures of ln_passive`. */
  title: z.string(),
  ids: z.array(z.string()).readonly(),
});
export type Listed = z.infer<typeof listedSchema>;

/** Where an annotator was in a set: what is not a decision, and still should survive a reload. */
export const deskSchema = z.object({
  order: orderSchema,
  /** Only these are annotated; null for the whole set. */
  listed: listedSchema.nullable(),
  /** The example that was shown. */
  at: z.string().nullable(),
  /** Notes that were begun and not finished, by the ID of their example. */
  drafts: z.record(z.string(), z.string()),
});
export type Desk = z.infer<typeof deskSchema>;

/** @returns null for none. An ID is any text, also the name of something that every object has. */
export function draftOf({ drafts }: Desk, id: string): string | null {
  return Object.hasOwn(drafts, id) ? (drafts[id] ?? null) : null;
}

/** @param kept the note of the decision, empty for none: what says the same is no draft */
export function withDraft(desk: Desk, id: string, note: string, kept: string): Desk {
  const { [id]: _, ...others } = desk.drafts;
  return { ...desk, drafts: note.trim() === kept ? others : { ...others, [id]: note } };
}

export function withoutDraft(desk: Desk, id: string): Desk {
  return withDraft(desk, id, '', '');
}

export const freshDesk: Desk = { order: { kind: 'seed', seed: 1 }, listed: null, at: null, drafts: {} };
