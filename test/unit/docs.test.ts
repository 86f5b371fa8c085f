import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import manifest from '../../package.json';
import { commandLineDocs } from '../../scripts/commandLineDocs';
import { decisionLineSchema, headerSchema } from '../../src/core/annotation/decision';
import { experimentEventSchema } from '../../src/core/experiment/events';
import { experimentFileSchema } from '../../src/core/experiment/settings';
import { exitRecordSchema } from '../../src/core/jobs/jobFolder';
import { slurmSettingsSchema } from '../../src/core/jobs/slurmSettings';
import { runRecordSchema } from '../../src/core/runs/record';
import { generationRecordSchema } from '../../src/core/synthetic/generationRecord';
import { trainingConfigSchema } from '../../src/core/training/config';
import { trainerEventSchema } from '../../src/core/training/events';
import { trainingRecordSchema } from '../../src/core/training/record';

describe('docs/command-line.md', () => {
  it('is what the program says of itself (npm run docs writes it)', async () => {
    expect(await readFile('docs/command-line.md', 'utf8')).toBe(commandLineDocs());
  });
});

describe('docs/api.md', () => {
  it.each(['extensionApi', 'breakdown'])('shows the example %s as it is tested', async (name) => {
    const example = (await readFile(`docs/examples/${name}.ts`, 'utf8')).trimEnd();
    expect(await readFile('docs/api.md', 'utf8')).toContain(`\n\`\`\`ts\n${example}\n\`\`\`\n`);
  });
});

describe('docs/guide.md', () => {
  it('lists every setting, and says which of them a workspace cannot set', async () => {
    const rows = [...(await readFile('docs/guide.md', 'utf8')).matchAll(/^\| `(blindspot\.[\w.]+)`( \*)? \|/gm)].map(([, name, mark]) => [name, mark !== undefined]);
    const settings = Object.entries(manifest.contributes.configuration.properties);
    const own = (setting: object): boolean => 'scope' in setting && setting.scope !== 'machine-overridable';
    expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(settings.map(([name, setting]) => [name, own(setting)])));
  });
});

describe('docs/file-formats.md', () => {
  /** A section's schema, and fields whose own parts have a section or a sentence elsewhere. */
  it.each<[section: string, schema: z.ZodType, elsewhere: readonly string[]]>([
    ['`run.json`', runRecordSchema, []],
    ['`X.generation.json`', generationRecordSchema, []],
    ['The header', headerSchema, []],
    ['A decision', decisionLineSchema, []],
    ['The configuration', trainingConfigSchema, []],
    ['`training.json`', trainingRecordSchema, ['config']],
    ['`progress.jsonl`', trainerEventSchema, []],
    ['An experiment: `NAME.experiment.json`', experimentFileSchema, Object.keys(experimentFileSchema.shape)],
    ['`journal.jsonl`', experimentEventSchema, []],
    ['`exit.json`', exitRecordSchema, []],
    ['`slurm.json`', slurmSettingsSchema, []],
  ])('has in “%s” each field of the schema, and no other', async (section, schema, elsewhere) => {
    const described = await fieldsDescribed(section);
    const fields = fieldsOf(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }), '', elsewhere);
    expect(described.toSorted()).toEqual([...new Set(fields)].sort());
  });
});

/** The first column of a section's table. */
async function fieldsDescribed(section: string): Promise<string[]> {
  const text = await readFile('docs/file-formats.md', 'utf8');
  const [, after = ''] = text.split(new RegExp(`^#{2,3} ${section.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`, 'm'));
  const [own = ''] = after.split(/^#{2,3} /m);
  return [...own.matchAll(/^\| `([^`]+)` \|/gm)].map(([, field = '']) => field);
}

/** Paths of all properties, those of every alternative; `[]` for the elements of a list, `*` for the keys of a record. */
function fieldsOf(schema: z.core.JSONSchema.BaseSchema, path: string, elsewhere: readonly string[]): string[] {
  const within = (part: z.core.JSONSchema._JSONSchema | undefined, at: string): string[] =>
    typeof part !== 'object' || elsewhere.includes(path) ? [] : fieldsOf(part, at, elsewhere);
  const properties = Object.entries(schema.properties ?? {}).flatMap(([name, part]) => {
    const field = path === '' ? name : `${path}.${name}`;
    return elsewhere.includes(path) ? [] : [field, ...within(part, field)];
  });
  return [
    ...properties,
    ...[...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap((part) => within(part, path)),
    ...(Array.isArray(schema.items) ? [] : within(schema.items, `${path}[]`)),
    ...within(schema.additionalProperties, `${path}.*`),
  ];
}
