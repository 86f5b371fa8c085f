import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import manifest from '../../package.json';
import { experimentJsonSchema, parseExperiment } from '../../src/core/experiment/experimentFile';

const parse = (content: unknown): unknown => parseExperiment(typeof content === 'string' ? content : JSON.stringify(content), 'x.experiment.json');

describe('an experiment file', () => {
  it('is the study as published where it says nothing (Zhang & Pavlick 2025)', () => {
    expect(parse({})).toMatchObject({
      startingPoints: [0, 5000, 10_000, 20_000, 100_000, 391_722],
      augmentationSizes: [0, 18_020, 36_040, 73_080],
      conditions: ['original', 'synthetic', 'synthetic-biased'],
      generation: { perLabel: 100_000, temperature: 1, maxTokens: 512 },
      data: { validationPerLabel: 250 },
      seeds: [1],
    });
  });

  it('has its own words before its preset’s, setting by setting', () => {
    expect(parse({ preset: 'laptop', classifier: { rank: 8 }, seeds: [1, 2, 3] })).toMatchObject({ seeds: [1, 2, 3], classifier: { rank: 8, alpha: 32, batchSize: 16 }, startingPoints: [0, 1500, 3000] });
  });

  it('has an unknown setting named, with the nearest known one', () => {
    expect(() => parse({ startingpoint: [0] })).toThrow('x.experiment.json is no experiment. startingpoint: there is no such setting. Did you mean "startingPoints"?');
    expect(() => parse({ generator: { training: { learning_rate: 1 } } })).toThrow('generator.training.learning_rate: there is no such setting. Did you mean "learningRate"?');
    expect(() => parse({ tests: { hans: { persubcase: 3 } } })).toThrow('Did you mean "perSubcase"?');
    expect(() => parse({ engine: { colour: 'red' } })).toThrow('Known are gpu, threads.');
  });

  it('has what is of the wrong kind named by its place', () => {
    expect(() => parse({ seeds: ['one'], data: { distinct: 'yes' } })).toThrow(/data\.distinct: .* seeds\.0: /s);
    expect(() => parse({ startingPoints: [0, 5, 5] })).toThrow('startingPoints: 5 stands there twice.');
    expect(() => parse('{')).toThrow('x.experiment.json is no JSON');
  });
});

describe('the JSON schema of experiment files', () => {
  it('is contributed to the editor as it is made from ours (npm run schema writes it)', async () => {
    const [{ fileMatch, url } = { fileMatch: '', url: '' }] = manifest.contributes.jsonValidation;
    expect(fileMatch).toBe('*.experiment.json');
    expect(JSON.parse(await readFile(url, 'utf8'))).toEqual(JSON.parse(JSON.stringify(experimentJsonSchema())));
  });

  it('explains every setting', () => {
    const properties = propertiesOf(experimentJsonSchema(), '');
    expect(properties.map(([name]) => name)).toEqual(expect.arrayContaining(['preset', 'generator.training.rank', 'tests.hans.perSubcase', 'resources.train.memory']));
    expect(properties.filter(([, description]) => description?.endsWith('.') !== true)).toEqual([]);
  });
});

/** Each with its description. */
function propertiesOf(schema: unknown, path: string): readonly (readonly [name: string, description: string | undefined])[] {
  const { properties = {} } = schema as { readonly properties?: Readonly<Record<string, { readonly description?: string }>> };
  return Object.entries(properties).flatMap(([name, property]) => [[`${path}${name}`, property.description] as const, ...propertiesOf(property, `${path}${name}.`)]);
}
