import { InvalidArgumentError, Option } from 'commander';
import type * as z from 'zod';
import { seedSchema } from '../core/streamSeed';

/** Parsers for option values. What does not fit is wrong use, which exits with 2. */

export function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('A number is expected.');
  return value;
}

export function integer(text: string): number {
  const value = number(text);
  if (!Number.isSafeInteger(value)) throw new InvalidArgumentError('A whole number is expected.');
  return value;
}

export function positive(text: string): number {
  const value = integer(text);
  if (value < 1) throw new InvalidArgumentError('A whole number of at least 1 is expected.');
  return value;
}

export function share(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1)) throw new InvalidArgumentError('A share between 0 and 1 is expected.');
  return value;
}

/** A number that a schema of ours takes, which says itself what it takes. */
export function numberOf(schema: z.ZodType<number>): (text: string) => number {
  return (text) => {
    const parsed = schema.safeParse(number(text));
    if (parsed.success) return parsed.data;
    throw new InvalidArgumentError(parsed.error.issues[0]?.message ?? '');
  };
}

export const seed = numberOf(seedSchema);

export function gpuOption(): Option {
  return new Option('--gpu <mode>', 'use a GPU if there is one').choices(['auto', 'off']).default('auto');
}
