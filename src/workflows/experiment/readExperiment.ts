import { labels, type AnyLabel } from '../../core/nli/label';
import { experimentEnding, parseExperiment } from '../../core/experiment/experimentFile';
import { testNames, type TestName } from '../../core/experiment/conditions';
import type { ExperimentInputs, InputFile } from '../../core/experiment/inputs';
import { planning, type Plan } from '../../core/experiment/plan';
import type { Experiment } from '../../core/experiment/settings';
import { exampleKey } from '../../core/synthetic/subsets';
import { UserError } from '../../core/userError';
import type { ExperimentSource } from '../../ports/experimentSource';
import type { ExperimentStore } from '../../ports/experimentStore';
import type { Files } from '../../ports/files';
import type { TrainingStore } from '../../ports/trainingStore';
import { inSlices } from '../inSlices';

export interface ReadPorts {
  readonly files: Pick<Files, 'readExamples' | 'digest'>;
  readonly trainings: Pick<TrainingStore, 'filesOf'>;
  readonly experiments: Pick<ExperimentStore, 'folderOf' | 'counts' | 'keepCounts'>;
  /** SHA-256 of a value, whatever the order of its keys. */
  readonly hash: (value: unknown) => string;
}

/** An experiment with its plan. */
export interface PlannedExperiment {
  readonly name: string;
  readonly experiment: Experiment;
  readonly inputs: ExperimentInputs;
  readonly plan: Plan;
}

/** @throws UserError for what is wrong in the file, what it names that is not there, and what the data cannot give */
export async function readExperiment(source: ExperimentSource, ports: ReadPorts, signal: AbortSignal): Promise<PlannedExperiment> {
  const { name, experiment } = experimentIn(source);
  const inputs = await inputsOf(experiment, name, source, ports, signal);
  return { name, experiment, inputs, plan: await inSlices(planning(experiment, inputs, { folder: ports.experiments.folderOf(name), hash: ports.hash })) };
}

/** The file alone, without looking for what it names. @throws UserError `usage` */
export function experimentIn({ text, file }: Pick<ExperimentSource, 'text' | 'file'>): Pick<PlannedExperiment, 'name' | 'experiment'> {
  return { name: nameOf(file), experiment: parseExperiment(text, file) };
}

/** What an experiment is called after its file. @throws UserError `usage` */
function nameOf(file: string): string {
  const name = file.split(/[\\/]/).at(-1) ?? '';
  if (name.length > experimentEnding.length && name.endsWith(experimentEnding)) return name.slice(0, -experimentEnding.length);
  throw new UserError('usage', `${file} does not end in ${experimentEnding}. Rename it, so that editor and terminal know what it is.`);
}

async function inputsOf(experiment: Experiment, name: string, source: ExperimentSource, ports: ReadPorts, signal: AbortSignal): Promise<ExperimentInputs> {
  const digest = async (file: string): Promise<InputFile> => ({ file, sha256: await ports.files.digest(file, { signal }) });
  const base = await source.modelOf(experiment.base);
  const parts = await Promise.all((await ports.trainings.filesOf(base)).map(async (file) => ({ name: nameIn(file), sha256: (await digest(file)).sha256 })));
  const isFile = parts.length === 1;
  if (!isFile && experiment.gguf === undefined) {
    throw new UserError('usage', `${base} is a folder, and a GGUF is what can be evaluated: name the one that was made of it as "gguf".`);
  }
  const model = experiment.gguf === undefined ? base : await source.modelOf(experiment.gguf);
  const counter = new ExampleCounter(name, ports, signal);
  const tests: Partial<Record<TestName, InputFile & { readonly examples: number }>> = {};
  for (const test of testNames) {
    const settings = experiment.tests[test];
    if (settings === undefined) continue;
    const file = await digest(source.pathOf(settings.data));
    tests[test] = { ...file, examples: sum(await counter.labelsOf(file, false)) };
  }
  const training = await digest(source.pathOf(experiment.data.training));
  return {
    base: { file: base, sha256: isFile ? (parts[0]?.sha256 ?? '') : ports.hash(parts) },
    model: await digest(model),
    training: { ...training, labels: await counter.labelsOf(training, experiment.data.distinct) },
    tests,
  };
}

type Labels = Readonly<Partial<Record<AnyLabel, number>>>;

/** Counts the examples of a file once, as long as it does not change. */
class ExampleCounter {
  constructor(
    private readonly name: string,
    private readonly ports: ReadPorts,
    private readonly signal: AbortSignal,
  ) {}

  async labelsOf({ file, sha256 }: InputFile, distinct: boolean): Promise<Labels> {
    const key = distinct ? `${sha256} distinct` : sha256;
    const known = await this.ports.experiments.counts(this.name);
    if (known[key] !== undefined) return known[key];
    const counted: Partial<Record<AnyLabel, number>> = {};
    const seen = new Set<string>();
    await this.ports.files.readExamples(
      file,
      (example) => {
        if (distinct) {
          const before = seen.size;
          seen.add(exampleKey(example));
          if (seen.size === before) return;
        }
        counted[example.gold] = (counted[example.gold] ?? 0) + 1;
      },
      this.signal,
    );
    await this.ports.experiments.keepCounts(this.name, { ...known, [key]: counted });
    return counted;
  }
}

function sum(counted: Labels): number {
  return [...labels, 'non-entailment' as const].reduce((all, label) => all + (counted[label] ?? 0), 0);
}

function nameIn(file: string): string {
  return file.split(/[\\/]/).at(-1) ?? file;
}
