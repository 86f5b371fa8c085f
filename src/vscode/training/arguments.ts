import * as z from 'zod';

/** The ID of a training; undefined where it is to be asked for. */
export function idOf(argument: unknown): string | undefined {
  // Buttons in the title of a view are given the row that has the focus.
  return z.string().safeParse(argument).data;
}
