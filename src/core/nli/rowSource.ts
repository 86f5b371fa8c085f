import * as z from 'zod';
import { jsonOf } from '../jsonOf';

const rowSchema = z.object({ source: z.record(z.string(), z.unknown()) });

/** What a row of JSON Lines says of its source; undefined where it says nothing, or is no JSON. */
export function sourceOf(row: string): Readonly<Record<string, unknown>> | undefined {
  return row.includes('"source"') ? rowSchema.safeParse(jsonOf(row)).data?.source : undefined;
}
