// npm run bench [-- PART… --rounds N --per-subcase N --model GGUF --json FILE]: what the product's speed and size are,
// against its peers on this machine in this run. Parts: label-scoring and generation (of the small model, or of --model),
// synthetic-parse, lm-eval, report, compare, bias, memory, training, experiment, annotation, editor, first-breakdown;
// all when none is named.
import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { pythonTools } from '../../scripts/pythonTools';
import { measureAnnotation } from './annotation';
import { measureBiasMeter } from './bias';
import { measureCompare } from './compare';
import { measureEditor } from './editor';
import { measureExperiment } from './experiment';
import { measureGeneration } from './generation';
import { meets, type Figure, type Wanted } from './figure';
import { measureFirstBreakdown } from './firstBreakdown';
import { hansSet, samplePrompts } from './hansSet';
import { measureLabelScoring } from './labelScoring';
import { buildLlamaCpp } from './llamaCpp';
import { installLmEval, measureLmEval } from './lmEval';
import { measureMemory } from './memory';
import { quantise, smallModel, type MeasuredModel } from './models';
import { root } from './places';
import { runProgram } from './program';
import { measureSyntheticParse } from './syntheticParse';
import { measureReport } from './report';
import { measureTraining } from './training';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'string' }, rounds: { type: 'string', default: '5' }, 'per-subcase': { type: 'string', default: '10' }, model: { type: 'string' } },
});
const rounds = Number(values.rounds);
/** Examples of each of HANS's 30 subcases that are scored. */
const perSubcase = Number(values['per-subcase']);
const tell = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

/** What several parts need is made by the first that asks. */
const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
};
const hans = once(hansSet);
const llamaCpp = once(buildLlamaCpp);
const model = once(async () => ({
  Q4_0: await quantise(await llamaCpp(), await smallModel(), 'Q4_0'),
  Q8_0: await quantise(await llamaCpp(), await smallModel(), 'Q8_0'),
}));

/** The small model in two quantisations, or any other that `--model` names. */
async function measured(): Promise<readonly MeasuredModel[]> {
  if (values.model !== undefined) return [{ key: 'model', name: basename(values.model), file: values.model }];
  const files = await model();
  return (['Q4_0', 'Q8_0'] as const).map((type) => ({ key: type.toLowerCase(), name: `SmolLM2-135M-Instruct ${type}`, file: files[type] }));
}

const parts: Readonly<Record<string, () => Promise<readonly Figure[]>>> = {
  report: async () => measureReport(await hans()),
  compare: async () => measureCompare(await hans()),
  bias: async () => measureBiasMeter(await hans(), (await pythonTools()).python),
  experiment: measureExperiment,
  'label-scoring': async () =>
    measureLabelScoring({
      llamaCpp: await llamaCpp(),
      models: await measured(),
      prompts: samplePrompts(await hans(), perSubcase),
      python: (await pythonTools()).python,
      rounds,
      onRound: tell,
    }),
  generation: async () => measureGeneration({ llamaCpp: await llamaCpp(), models: await measured(), hans: await hans(), rounds, onRound: tell }),
  'synthetic-parse': async () => measureSyntheticParse(await hans()),
  'lm-eval': async () =>
    measureLmEval({
      python: await installLmEval(),
      model: (await model()).Q4_0,
      prompts: samplePrompts(await hans(), perSubcase),
      rounds: Math.min(rounds, 3),
      onRound: tell,
    }),
  memory: async () =>
    measureMemory({ llamaCpp: await llamaCpp(), model: (await model()).Q4_0, prompts: samplePrompts(await hans(), perSubcase) }),
  training: async () => measureTraining({ model: await smallModel(), rounds: Math.min(rounds, 3), onRound: tell }),
  annotation: async () => {
    await runProgram('npm', ['run', 'package'], { cwd: root });
    return measureAnnotation(await hans());
  },
  editor: async () => {
    await runProgram('npm', ['run', 'package'], { cwd: root });
    return measureEditor(await hans(), (await model()).Q4_0);
  },
  'first-breakdown': async () => {
    await runProgram('npm', ['run', 'package'], { cwd: root });
    return measureFirstBreakdown(await smallModel());
  },
};

process.exitCode = await main(positionals.length > 0 ? positionals : Object.keys(parts));

async function main(names: readonly string[]): Promise<number> {
  tell('Building the product');
  await runProgram('npm', ['run', 'build'], { cwd: root });
  const figures: Figure[] = [];
  const failures: string[] = [];
  for (const name of names) {
    tell(`Measuring ${name}`);
    try {
      const part = parts[name];
      if (part === undefined) throw new Error(`There is no such part: choose among ${Object.keys(parts).join(', ')}.`);
      figures.push(...(await part()));
    } catch (error) {
      failures.push(`${name} could not be measured: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  for (const figure of figures) console.log(line(figure));
  for (const failure of failures) console.error(failure);
  if (values.json !== undefined) await writeJson(values.json, figures);
  return failures.length === 0 ? 0 : 1;
}

function line({ key, value, unit, wanted, setting }: Figure): string {
  const figure = `${value.toLocaleString('en', { maximumSignificantDigits: 4 })} ${unit}`;
  const verdict = wanted === undefined ? '' : `${describe(wanted)}: ${meets(value, wanted) ? 'met' : 'MISSED'}`;
  return `${key.padEnd(40)}${figure.padEnd(20)}${verdict.padEnd(24)}${setting}`;
}

function describe(wanted: Wanted): string {
  return 'atLeast' in wanted ? `at least ${wanted.atLeast}` : `at most ${wanted.atMost}`;
}

async function writeJson(file: string, figures: readonly Figure[]): Promise<void> {
  const values = Object.fromEntries(figures.map(({ key, value }) => [key, value]));
  const settings = Object.fromEntries(figures.map(({ key, setting }) => [key, setting]));
  await writeFile(file, `${JSON.stringify({ ...values, settings }, null, 2)}\n`);
}
