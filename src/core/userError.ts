/** Kinds of failure that a program (a script, a test, the editor) may want to tell apart. */
export type UserErrorCode =
  | 'bad-data'
  | 'bad-model'
  | 'bad-adapter'
  | 'bad-annotations'
  | 'bad-labels'
  | 'bad-predictions'
  | 'bad-run'
  | 'different-run'
  | 'disk'
  | 'diverged'
  | 'download'
  | 'engine'
  | 'executor'
  | 'locked'
  | 'memory'
  | 'missing-predictions'
  | 'nothing-in-common'
  | 'not-found'
  | 'trainer'
  | 'usage';

/**
 * A failure that a person can act on. The message is one sentence, or two, that say what happened,
 * to which file and line, and what to do; it is shown as it is, without a stack trace.
 */
export class UserError extends Error {
  override readonly name = 'UserError';

  constructor(
    readonly code: UserErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
