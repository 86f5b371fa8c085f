import * as z from 'zod';
import { sha256Schema } from '../sha256';
import { sittingFields } from '../sittings';
import { agreementSchema } from './agreement';
import { trainingConfigSchema } from './config';

const count = z.int().nonnegative();
const file = z.object({ file: z.string(), sha256: sha256Schema });
const data = file.extend({ examples: count });

const checkSchema = z.object({
  /** Trainer and engine, both with the base's weights written out in full precision. */
  full: agreementSchema,
  /** Trainer and engine, the latter with the base as it is run: how much its quantisation changes the answers. */
  asRun: agreementSchema,
  tolerance: z.number(),
});
export type AdapterCheck = z.infer<typeof checkSchema>;

/** `training.json`: what was trained, and what came of it. */
export const trainingRecordSchema = z.object({
  format: z.literal(1),
  id: z.string(),
  /** SHA-256 of what decides the outcome (`TrainingIdentity`). */
  identity: sha256Schema,
  ...sittingFields,
  config: trainingConfigSchema,
  base: z.object({ file: z.string(), files: z.array(z.object({ name: z.string(), sha256: sha256Schema })) }),
  data,
  validation: data.nullable(),
  progress: z.object({ step: count, steps: count, loss: z.number().nullable(), accuracy: z.number().nullable() }),
  /** The finished adapter. */
  adapter: file.nullable(),
  /** Null where it was not made, which a warning said. */
  check: checkSchema.nullable(),
});
export type TrainingRecord = z.infer<typeof trainingRecordSchema>;

/** Trainings that agree in all of it come to the same adapter, so that one goes on with what another has done. */
export interface TrainingIdentity {
  readonly base: TrainingRecord['base']['files'];
  /** Of the GGUF that is evaluated, where the base is a folder: the study's head is written for its output matrix. */
  readonly ggufSha256?: string;
  readonly dataSha256: string;
  readonly validationSha256: string | null;
  /** Of the adapter that it goes on from; left out where it begins with a fresh one. */
  readonly startSha256?: string;
  /** The texts that examples are put into. */
  readonly templates: readonly string[];
  readonly settings: Readonly<Record<string, unknown>>;
}
