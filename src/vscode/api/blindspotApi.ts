import type { HansReport, NliReport } from '../../core/report/report';
import type { RunRecord } from '../../core/runs/record';
import type { RunWarning } from '../../core/runs/runWarnings';
import type { Selection } from '../../core/runs/selection';

/** What `activate` gives to other extensions. */
export interface BlindspotExports {
  /**
   * @param version of the API that the caller was written for
   * @throws Error when this Blindspot has another one
   */
  readonly getApi: (version: typeof apiVersion) => BlindspotApi;
}

/** Rises when something that a caller may rely on goes or changes its meaning. */
export const apiVersion = 1;

/** What rejects, rejects with a sentence for the user. */
export interface BlindspotApi {
  /** The runs of the folder that is open, newest first. */
  readonly runs: () => Promise<readonly RunRecord[]>;
  /** The breakdown of a run as `blindspot report --json` prints it. @param run its ID */
  readonly report: (run: string) => Promise<RunReport>;
  /**
   * Scores a data file as the command does, with its progress and its Cancel, and opens nothing. A run that is finished
   * is not scored again.
   *
   * @returns undefined when the user cancelled
   */
  readonly evaluate: (request: EvaluationRequest) => Promise<RunRecord | undefined>;
}

/** `warnings` is all that stands against believing the run, and not only what its answers say. */
export type RunReport = (Omit<HansReport, 'warnings'> | Omit<NliReport, 'warnings'>) & { readonly warnings: readonly RunWarning[] };

/** Paths are absolute. */
export interface EvaluationRequest {
  /** A GGUF file, or the ID of a model that was pulled or added. */
  readonly model: string;
  readonly adapter?: { readonly file: string; readonly scale?: number };
  readonly data: string;
  /** The whole file when left out. */
  readonly selection?: Selection;
}

/** @param api loaded with the first thing that is asked of it */
export function exportsOf(api: () => Promise<BlindspotApi>): BlindspotExports {
  return {
    getApi: (version: number) => {
      if (version !== apiVersion) throw new Error(`This Blindspot has version ${apiVersion} of its API; version ${version} was asked for.`);
      return {
        runs: async () => (await api()).runs(),
        report: async (run) => (await api()).report(run),
        evaluate: async (request) => (await api()).evaluate(request),
      };
    },
  };
}
