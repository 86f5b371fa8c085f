import * as z from 'zod';
import { plainName } from '../plainName';
import { stem } from '../runs/title';
import { trainingConfigSchema, type TrainingConfig } from './config';
import { settingGroups, type Setting, type SettingName, type SettingValue } from './settings';

/** A configuration as it stands in a form, by the settings' names. */
export const draftSchema = z.record(z.string(), z.union([z.string(), z.boolean(), z.array(z.string()).readonly()]));
export type Draft = z.infer<typeof draftSchema>;

/** A form that was read. */
export interface ReadDraft {
  /** What a file says: what differs from the defaults. Null while something is wrong. */
  readonly config: Readonly<Record<string, unknown>> | null;
  /** What is wrong, by the settings' names. */
  readonly problems: Readonly<Partial<Record<SettingName, string>>>;
}

/** A form with the study's settings. */
export function newDraft(task: TrainingConfig['task'], known: Readonly<Partial<Record<SettingName, string>>>): Draft {
  return withSuggestion({}, { ...Object.fromEntries(settingsOf(task).map(({ name, byDefault }) => [name, byDefault])), ...known });
}

/** Checks a form by the configuration's own schema. */
export function readDraft(task: TrainingConfig['task'], draft: Draft): ReadDraft {
  const given: Record<string, unknown> = { task };
  for (const setting of settingsOf(task)) {
    const value = draft[setting.name] ?? setting.byDefault;
    if (!same(value, setting.byDefault)) given[setting.name] = typed(setting, value);
  }
  const parsed = trainingConfigSchema.safeParse(given);
  if (parsed.success) return { config: given, problems: {} };
  const problems: Partial<Record<SettingName, string>> = {};
  for (const issue of parsed.error.issues) problems[issue.path[0] as SettingName] ??= sentence(issue);
  return { config: null, problems };
}

/** A form after a change: the adapter is named after base and data as long as nobody has named it otherwise. */
export function withSuggestion(before: Draft, after: Draft): Draft {
  const named = after['out'];
  return named === undefined || named === '' || named === suggestedOut(before) ? { ...after, out: suggestedOut(after) } : after;
}

function suggestedOut({ base, data }: Draft): string {
  const parts = [base, data].flatMap((name) => (typeof name === 'string' && name !== '' ? [stem(name)] : []));
  return parts.length === 0 ? '' : `adapters/${plainName(parts.join('-'))}.gguf`;
}

function settingsOf(task: TrainingConfig['task']): readonly Setting[] {
  return settingGroups(task).flatMap(({ settings }) => settings);
}

/** What is no number stays a text, which the schema refuses. */
function typed({ kind }: Setting, value: SettingValue): unknown {
  if (kind !== 'number' || typeof value !== 'string') return value;
  const text = value.trim();
  if (text === '') return undefined;
  return Number.isNaN(Number(text)) ? text : Number(text);
}

function same(a: SettingValue, b: SettingValue): boolean {
  return JSON.stringify(typeof a === 'string' ? a.trim() : a) === JSON.stringify(b);
}

function sentence(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'too_small':
      if (issue.origin === 'string') return 'This must be given.';
      if (issue.origin === 'array') return 'Choose at least one.';
      return issue.inclusive === false ? `A number above ${issue.minimum} is expected.` : `A number of at least ${issue.minimum} is expected.`;
    case 'too_big':
      return `A number of at most ${issue.maximum} is expected.`;
    case 'invalid_type':
      if (issue.expected === 'string') return 'This must be given.';
      return issue.expected === 'int' ? 'A whole number is expected.' : 'A number is expected.';
    default:
      return issue.message.charAt(0).toUpperCase() + issue.message.slice(1);
  }
}
