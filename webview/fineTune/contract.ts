import * as z from 'zod';
import { draftSchema } from '../../src/core/training/draft';
import { problemSchema, readySchema } from '../shared/contract';

/*
 * Everything that the form of a fine-tuning and the extension say to each other. Both sides check what arrives against
 * these schemas. The page checks the settings by the configuration's own schema; whether files are there, it is told.
 */

const task = z.enum(['classifier', 'generator']);

/** Settings that are files, which the editor helps to choose. */
export const fileSettings = ['base', 'gguf', 'data', 'validation', 'start', 'out'] as const;

const surroundings = {
  /** What is wrong with files, by the settings' names. */
  missing: z.record(z.string(), z.string()),
  /** A measurement is under way. */
  measuring: z.boolean(),
  /** What the whole will take, in words; null until it was measured. */
  estimate: z.string().nullable(),
};

/** What the extension says to the page. */
export const toPageSchema = z.discriminatedUnion('type', [
  /** The form as it is to be shown. */
  z.object({ type: z.literal('form'), task, draft: draftSchema, ...surroundings }),
  /** What stands around it; the reader may have gone on typing meanwhile. */
  z.object({ type: z.literal('around'), ...surroundings }),
  problemSchema,
]);
export type ToPage = z.infer<typeof toPageSchema>;
export type Surroundings = Omit<Extract<ToPage, { type: 'around' }>, 'type'>;

/** What the page asks of the extension. Each comes with the form as it stands. */
export const fromPageSchema = z.discriminatedUnion('type', [
  readySchema,
  z.object({ type: z.literal('changed'), draft: draftSchema }),
  z.object({ type: z.literal('choose'), setting: z.enum(fileSettings), draft: draftSchema }),
  z.object({ type: z.literal('measure'), draft: draftSchema }),
  z.object({ type: z.literal('save'), draft: draftSchema }),
  z.object({ type: z.literal('start'), draft: draftSchema }),
]);
export type FromPage = z.infer<typeof fromPageSchema>;

/** What survives a window reload. */
export const panelStateSchema = z.object({ task, draft: draftSchema });
export type PanelState = z.infer<typeof panelStateSchema>;
