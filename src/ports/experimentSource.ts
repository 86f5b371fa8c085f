/** An experiment's file, and how its paths and models are found. */
export interface ExperimentSource {
  /** Absolute path. */
  readonly file: string;
  readonly text: string;
  /** A path of the file as an absolute one. */
  readonly pathOf: (name: string) => string;
  /** The file or folder that a model's path or ID means. @throws UserError `not-found` */
  readonly modelOf: (name: string) => Promise<string>;
}
