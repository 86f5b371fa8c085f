import path from 'node:path';
import * as z from 'zod';
import type { RunRecord } from '../../core/runs/record';
import { runWarnings } from '../../core/runs/runWarnings';
import { selectionSchema } from '../../core/runs/selection';
import { UserError } from '../../core/userError';
import type { ModelStore } from '../../storage/models/modelStore';
import type { EvaluateRequest } from '../../workflows/evaluate';
import type { WorkspaceRuns } from '../shared/workspace';
import type { BlindspotApi } from './blindspotApi';

/** The extension host has no folder of its own that a path could be relative to. */
const absolute = z.string().refine((file) => path.isAbsolute(file), 'an absolute path is expected');

const requestSchema = z.strictObject({
  model: z.string().min(1),
  adapter: z.strictObject({ file: z.string().min(1), scale: z.number().default(1) }).optional(),
  data: absolute,
  selection: selectionSchema.default({ kind: 'all' }),
});

export interface ApiParts {
  readonly folders: Pick<WorkspaceRuns, 'library' | 'requireFolder'>;
  readonly models: Pick<ModelStore, 'resolve' | 'resolveAdapter'>;
  /** Undefined when the user cancelled. */
  readonly score: (request: Pick<EvaluateRequest, 'model' | 'adapter' | 'data' | 'selection'>) => Promise<RunRecord | undefined>;
}

/** The API over the parts that the commands are made of. */
export function buildApi({ folders, models, score }: ApiParts): BlindspotApi {
  return {
    runs: async () => (await folders.library.list()).runs,
    report: async (run) => {
      const { record, report } = await folders.library.results(run);
      return { ...report, warnings: runWarnings(record, report.warnings, (await folders.library.list()).runs) };
    },
    evaluate: async (given) => {
      const parsed = requestSchema.safeParse(given);
      if (!parsed.success) throw new UserError('usage', `This is no evaluation: ${z.prettifyError(parsed.error)}`);
      const { model, adapter, data, selection } = parsed.data;
      folders.requireFolder();
      return score({
        model: await models.resolve(model),
        adapter: adapter === undefined ? null : { ...adapter, file: await models.resolveAdapter(adapter.file) },
        data,
        selection,
      });
    },
  };
}
