import * as z from 'zod';
import { jsonOf } from '../jsonOf';

const rowSchema = z.object({ source: z.unknown() });
const fieldsSchema = z.record(z.string(), z.unknown());

/**
 * What a row of JSON Lines says of its source, as fields: what is none, such as a text, is the field `of`. Undefined where it
 * says nothing, or is no JSON.
 */
export function sourceOf(row: string): Readonly<Record<string, unknown>> | undefined {
  const source = row.includes('"source"') ? rowSchema.safeParse(jsonOf(row)).data?.source : undefined;
  if (source === undefined || source === null) return undefined;
  return fieldsSchema.safeParse(source).data ?? { of: source };
}
