import * as z from 'zod';

const rowSchema = z.object({ source: z.record(z.string(), z.unknown()) });

/** What a row of JSON Lines says of its source; undefined where it says nothing, or is no JSON. */
export function sourceOf(row: string): Readonly<Record<string, unknown>> | undefined {
  if (!row.includes('"source"')) return undefined;
  try {
    return rowSchema.safeParse(JSON.parse(row)).data?.source;
  } catch {
    return undefined;
  }
}
