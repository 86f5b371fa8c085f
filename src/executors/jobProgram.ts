/** The program of which a job is a command line: `blindspot` itself, or what stands in for it in a test. */
export interface JobProgram {
  readonly command: string;
  /** Before the job's own arguments. */
  readonly arguments: readonly string[];
}
