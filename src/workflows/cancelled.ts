import { UserError } from '../core/userError';

/** Did somebody want the end? A lost lock aborts the signal too, but it is a failure and nobody's wish. */
export function isCancelled({ aborted, reason }: AbortSignal): boolean {
  return aborted && !(reason instanceof UserError);
}
