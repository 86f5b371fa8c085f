import * as z from 'zod';
import { conditions } from '../../src/core/experiment/conditions';
import { measures } from '../../src/core/experiment/measures';
import { copySchema, problemSchema, readySchema, savePngSchema, tableSchema } from '../shared/contract';

/*
 * Everything that the page of an experiment's figure and the extension say to each other. Both sides check what
 * arrives against these schemas. The page computes no figures: what it shows, it was sent.
 */

/** Which accuracy of the grid: see `Point` in src/core/experiment/figure.ts. */
const place = z.object({
  start: z.number(),
  condition: z.enum(conditions),
  size: z.number(),
  measure: z.enum(measures),
});
export type PlaceOfPoint = z.infer<typeof place>;

const point = place.extend({
  state: z.enum(['done', 'partial', 'open', 'left-out']),
  seeds: z.number(),
  planned: z.number(),
  examples: z.number(),
  accuracy: z.object({ mean: z.number(), sd: z.number().nullable(), interval: z.tuple([z.number(), z.number()]).readonly() }).nullable(),
});

/** What the extension says to the page. */
export const toPageSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('figure'),
    /** Of the experiment, absolute. */
    file: z.string(),
    name: z.string(),
    progress: z.object({ text: z.string(), finished: z.number(), jobs: z.number() }),
    /** What files have changed under the results; null where none has. */
    stale: z.string().nullable(),
    headline: z.string(),
    /** A sentence a comparison. */
    findings: z.array(z.string()).readonly(),
    /** How the figures came about. */
    notes: z.array(z.string()).readonly(),
    points: z.array(point).readonly(),
    /** Synthetic against original data. */
    comparisons: tableSchema,
  }),
  problemSchema,
]);
export type ToPage = z.infer<typeof toPageSchema>;
export type ShownFigure = Extract<ToPage, { type: 'figure' }>;

/** What the page asks of the extension. */
export const fromPageSchema = z.discriminatedUnion('type', [
  readySchema,
  /** The breakdown of the run behind it. */
  place.extend({ type: z.literal('openPoint') }),
  copySchema.extend({ table: z.enum(['points', 'comparisons']) }),
  z.object({ type: z.literal('saveSvg') }),
  savePngSchema,
]);
export type FromPage = z.infer<typeof fromPageSchema>;

/** What survives a window reload. */
export const panelStateSchema = z.object({ file: z.string() });
export type PanelState = z.infer<typeof panelStateSchema>;
