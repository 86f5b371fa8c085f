import { UserError } from '../../core/userError';

/**
 * What a command was called with. The menu of a view's row gives the row and, second, those that are selected; while the
 * view is being read anew the editor has no row by the one that was clicked, and gives none.
 *
 * @throws UserError `usage` where the row is missing: without it a command would go by the active editor
 */
export function commandArguments(given: readonly unknown[]): readonly [argument: unknown, selected: unknown] {
  const [argument, selected] = given;
  if (given.length > 1 && argument == null) throw new UserError('usage', 'The view was just being read anew. Choose the row again.');
  return [argument, selected];
}
