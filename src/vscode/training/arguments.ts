import * as z from 'zod';

/** The ID of a training; undefined where it is to be asked for. */
export function idOf(argument: unknown): string | undefined {
  return z.string().optional().parse(argument ?? undefined);
}
