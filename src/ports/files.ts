import type { DataSet, NliExample } from '../core/nli/example';
import type { NliSet, SetReading } from '../core/nli/setReader';
import type { Prediction } from '../core/scoring/prediction';
import type { GenerationRecord } from '../core/synthetic/generationRecord';

/** Which lines of which set, as it was when they were chosen. */
export interface Subset {
  readonly source: string;
  readonly sha256: string;
  /** Counted from 1. */
  readonly lines: ReadonlySet<number>;
}

/** What the product reads from a user's disk, and the parts of sets that it writes there. */
export interface Files {
  /** @throws UserError `not-found` or `bad-data`. */
  readDataSet(file: string, signal?: AbortSignal): Promise<{ readonly dataSet: DataSet; readonly sha256: string }>;
  /** The same, with what cannot be used told instead of refused. @throws UserError `not-found` or `bad-data`. */
  readSet(file: string, signal?: AbortSignal): Promise<{ readonly set: NliSet; readonly sha256: string }>;
  /** The same, an example at a time, for a set of which little is kept. @throws UserError `not-found` or `bad-data`. */
  readExamples(file: string, take: (example: NliExample) => void, signal?: AbortSignal): Promise<{ readonly reading: SetReading; readonly sha256: string }>;
  /** Writes lines of a set into a file of their own, as they are. @throws UserError `usage`, `bad-data` or `disk` */
  writeSubset(file: string, subset: Subset, signal?: AbortSignal): Promise<void>;
  /** How a set was made, where the record of it stands beside it; null elsewhere. @throws UserError `bad-run` or `disk`. */
  readGeneration(set: string): Promise<GenerationRecord | null>;
  /** @throws UserError `not-found` or `bad-predictions`. */
  readPredictions(file: string): Promise<{ readonly predictions: readonly Prediction[]; readonly sha256: string }>;
  /** SHA-256 of a model or adapter, remembered while the file does not change. @throws UserError `not-found`. */
  digest(file: string, options?: { readonly signal?: AbortSignal; readonly onProgress?: (fraction: number) => void }): Promise<string>;
}
