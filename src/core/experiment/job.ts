/** What a job does. */
export type JobKind = 'split' | 'sample' | 'filter' | 'train-generator' | 'generate' | 'train' | 'evaluate';

/**
 * One command line of the product. Paths in it are relative to the workspace, with slashes, or absolute; those in
 * `files` are relative to the job's folder.
 */
export interface Job {
  /** SHA-256 of what decides its output: jobs that agree in it are one. */
  readonly id: string;
  readonly kind: JobKind;
  /** As a person calls it: `train on 500 synthetic after 1,000, seed 1`. */
  readonly title: string;
  /** IDs of the jobs whose output it reads. */
  readonly after: readonly string[];
  /** Of the blindspot program. */
  readonly arguments: readonly string[];
  /** Its folder in the workspace. */
  readonly folder: string;
  /** What it leaves there and others read, relative to the folder. */
  readonly output: string;
  /** Files that must be in its folder before it begins: content by name. */
  readonly files: Readonly<Record<string, string>>;
  /** Examples or samples that it goes through, for estimates of time. */
  readonly work: number;
}

/** Kinds whose jobs take alike for each unit of work. */
export const jobKinds = ['split', 'sample', 'filter', 'train-generator', 'generate', 'train', 'evaluate'] as const satisfies readonly JobKind[];
