import type * as z from 'zod';
import { UserError } from './userError';

/**
 * Checks a file of settings in JSON.
 *
 * @param file how messages call it
 * @param what such as `configuration of a training`
 * @throws UserError `usage` that names what is wrong
 */
export function parseSettings<Schema extends z.ZodType>(text: string, { file, what, schema }: { readonly file: string; readonly what: string; readonly schema: Schema }): z.infer<Schema> {
  let value: unknown;
  try {
    // Some editors begin a file with a byte-order mark, which nobody sees.
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new UserError('usage', `${file} is no JSON: ${error instanceof Error ? error.message : String(error)}. Mend it there.`);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`));
  throw new UserError('usage', `${file} is no ${what}. ${problems.join('; ')}.`);
}
