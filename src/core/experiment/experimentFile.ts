import * as z from 'zod';
import { count } from '../report/format';
import { UserError } from '../userError';
import { nearestKey } from './nearestKey';
import { presets } from './presets';
import { experimentFileSchema, experimentSchema, type Experiment } from './settings';

/** How the file's name ends. */
export const experimentEnding = '.experiment.json';

/** The JSON schema by which an editor completes, explains and checks the file. What a key is when left out, the preset says. */
export function experimentJsonSchema(): unknown {
  return z.toJSONSchema(experimentFileSchema, {
    target: 'draft-7',
    io: 'input',
    override: ({ jsonSchema }) => {
      delete jsonSchema.default;
      // What zod says of every whole number tells nobody anything.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
}

/**
 * Reads an experiment and fills in from its preset what it leaves out.
 *
 * @param file how messages call it
 * @throws UserError `usage` that names what is wrong, an unknown key with the nearest known one
 */
export function parseExperiment(text: string, file: string): Experiment {
  const wrong = (problems: readonly string[]): UserError => new UserError('usage', `${file} is no experiment. ${problems.join(' ')}`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UserError('usage', `${file} is no JSON: ${error instanceof Error ? error.message : String(error)}. Mend it there.`);
  }
  const written = experimentFileSchema.safeParse(value);
  if (!written.success) throw wrong(written.error.issues.flatMap(problemsOf));
  const { preset = 'paper' } = written.data;
  const { $schema: _, preset: __, ...own } = value as Record<string, unknown>;
  // The file's own words: parsed, they would hold defaults that the preset may have otherwise.
  const whole = experimentSchema.safeParse(merged(presets[preset], own));
  if (!whole.success) throw wrong(whole.error.issues.flatMap(problemsOf));
  const problems = repetitions(whole.data);
  if (problems.length > 0) throw wrong(problems);
  return whole.data;
}

function merged(preset: unknown, own: unknown): unknown {
  if (!isObject(preset) || !isObject(own)) return own === undefined ? preset : own;
  return Object.fromEntries([...new Set([...Object.keys(preset), ...Object.keys(own)])].map((key) => [key, merged(preset[key], own[key])]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function problemsOf(issue: z.core.$ZodIssue): string[] {
  const place = issue.path.join('.');
  if (issue.code !== 'unrecognized_keys') return [`${place === '' ? 'The file' : place}: ${issue.message}.`];
  const known = keysAt(issue.path);
  return issue.keys.map((key) => {
    const nearest = nearestKey(key, known);
    const remedy = nearest === undefined ? `Known are ${known.join(', ')}.` : `Did you mean "${nearest}"?`;
    return `${[...issue.path, key].join('.')}: there is no such setting. ${remedy}`;
  });
}

/** The settings that an object of the file may have. */
function keysAt(path: readonly PropertyKey[]): string[] {
  let at: unknown = experimentJsonSchema();
  for (const step of path) at = isObject(at) && isObject(at['properties']) ? at['properties'][String(step)] : undefined;
  return isObject(at) && isObject(at['properties']) ? Object.keys(at['properties']).filter((key) => key !== '$schema') : [];
}

function repetitions({ startingPoints, augmentationSizes, seeds, conditions }: Experiment): string[] {
  return Object.entries({ startingPoints, augmentationSizes, seeds, conditions }).flatMap(([key, values]) => {
    const repeated = values.find((value: string | number, at) => (values as readonly (string | number)[]).indexOf(value) !== at);
    return repeated === undefined ? [] : [`${key}: ${typeof repeated === 'number' ? count(repeated) : repeated} stands there twice.`];
  });
}
