import * as z from 'zod';
import { failureFilterSchema } from '../../core/failures/filter';

/** What a failure document is about: what a run got wrong, or what came out otherwise in a second run. */
export const failureDocumentSchema = z.union([
  failureFilterSchema.extend({
    /** ID of the run; of the first run in a comparison. */
    run: z.string(),
    /** ID of the second run. */
    compareWith: z.string(),
    /** Fixed: the first run is wrong and the second right. Broken: the other way about. */
    change: z.enum(['fixed', 'broken']),
  }),
  failureFilterSchema.extend({ run: z.string(), compareWith: z.undefined().optional(), change: z.undefined().optional() }),
]);
export type FailureSubject = z.infer<typeof failureDocumentSchema>;

/** What “Open Failures…” may be called with. With a run it asks nothing; without one it asks for run and filter. */
export const openFailuresSchema = z.union([failureDocumentSchema, z.object({ run: z.undefined().optional() })]);

/** What the links of a failure document call: an example of a run, by its pair ID. */
export const openExampleSchema = z.object({ run: z.string(), example: z.string() });
export type ExampleOfRun = z.infer<typeof openExampleSchema>;
