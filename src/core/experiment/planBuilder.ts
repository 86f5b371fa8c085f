import { testNames, type TestName } from './conditions';
import { poolSize } from './feasibility';
import type { ExperimentInputs } from './inputs';
import type { Job, JobKind } from './job';
import type { Experiment } from './settings';

/**
 * Part of every job's identity: raised for a kind when a change of the program lets it come to another output, so
 * that what an earlier version made is not taken for it.
 */
const revisions: Readonly<Record<JobKind, number>> = { split: 1, sample: 1, filter: 1, 'train-generator': 1, generate: 1, train: 1, evaluate: 1 };

/** Hex digits of a job's ID that name its folder. */
const folderDigits = 16;

const validationFile = 'validation.jsonl';
const adapterFile = 'adapter.gguf';

interface Spec {
  readonly kind: JobKind;
  readonly title: string;
  readonly work: number;
  readonly output: string;
  /** Jobs whose output it reads, by the part that they play. */
  readonly from: Readonly<Record<string, Job>>;
  /** SHA-256 of the user's files that it reads, by the part that they play. */
  readonly reads: Readonly<Record<string, string>>;
  /** What else decides its output. */
  readonly settings: unknown;
  /** Given the job's folder. */
  readonly arguments: (folder: string) => readonly string[];
  readonly files?: Readonly<Record<string, unknown>>;
}

export interface Sample {
  readonly size: number;
  readonly seed: number;
  /** As a person calls them: `500 synthetic`. */
  readonly what: string;
  /** Draw none of these. */
  readonly notIn?: Job;
}

export interface PlanPlaces {
  /** The experiment's folder in the workspace, with slashes. */
  readonly folder: string;
  /** SHA-256 of a value, whatever the order of its keys. */
  readonly hash: (value: unknown) => string;
}

/** Makes the jobs of a plan, each only once, in an order in which they can be carried out. */
export class PlanBuilder {
  private readonly byId = new Map<string, Job>();
  private split: Job | undefined;

  constructor(
    private readonly experiment: Experiment,
    private readonly inputs: ExperimentInputs,
    private readonly places: PlanPlaces,
  ) {}

  get jobs(): readonly Job[] {
    return [...this.byId.values()];
  }

  /** The training set without the validation examples, which lie beside it. */
  pool(): Job {
    const { training } = this.inputs;
    const { distinct, validationPerLabel, seed } = this.experiment.data;
    return (this.split ??= this.add({
      kind: 'split',
      title: 'hold out the validation examples',
      work: poolSize(this.experiment, this.inputs),
      output: 'training.jsonl',
      from: {},
      reads: { training: training.sha256 },
      settings: { distinct, validationPerLabel, seed },
      arguments: (folder) => [
        ...['data', 'split', training.file, '--per-label', String(validationPerLabel), '--seed', String(seed)],
        ...(distinct ? ['--distinct'] : []),
        ...['--validation', `${folder}/${validationFile}`, '--training', `${folder}/training.jsonl`, '--json'],
      ],
    }));
  }

  sample(set: Job, { size, seed, what, notIn }: Sample): Job {
    return this.add({
      kind: 'sample',
      title: `draw ${what}, seed ${seed}`,
      work: set.work,
      output: 'examples.jsonl',
      from: { set, ...(notIn === undefined ? {} : { notIn }) },
      reads: {},
      settings: { size, seed },
      arguments: (folder) => [
        ...['data', 'sample', outputOf(set), '--count', String(size), '--seed', String(seed)],
        ...(notIn === undefined ? [] : ['--not-in', outputOf(notIn)]),
        ...['--out', `${folder}/examples.jsonl`, '--json'],
      ],
    });
  }

  /** Those of a set that agree with the lexical overlap heuristic. */
  biased(set: Job): Job {
    return this.add({
      kind: 'filter',
      title: 'keep what agrees with the heuristic',
      work: set.work,
      output: 'examples.jsonl',
      from: { set },
      reads: {},
      settings: {},
      arguments: (folder) => ['data', 'filter', outputOf(set), '--biased', '--out', `${folder}/examples.jsonl`, '--json'],
    });
  }

  /** A classifier: the base, or one that has begun, trained on so many examples. */
  train(examples: Job, start: Job | null, { size, seed, what }: Sample): Job {
    const { classifier } = this.experiment;
    return this.training('train', `train on ${what}`, { task: 'classifier', ...classifier, seed }, examples, start, size);
  }

  /** The generator's set. */
  generate(): Job {
    const { generator, generation, engine } = this.experiment;
    const { model, tests } = this.inputs;
    const examples = generator.examples === undefined ? this.pool() : this.sample(this.pool(), { size: generator.examples, seed: generator.seed, what: 'what the generator learns' });
    const size = generator.examples ?? poolSize(this.experiment, this.inputs);
    const adapter = this.training('train-generator', 'train the generator', { task: 'generator', ...generator.training, seed: generator.seed }, examples, null, size);
    const { perLabel, seed, temperature, topP, minP, maxTokens, notInTests } = generation;
    const excluded = notInTests ? testNames.flatMap((test) => tests[test] ?? []) : [];
    return this.add({
      kind: 'generate',
      title: 'generate the synthetic set',
      work: 3 * perLabel,
      output: 'synthetic.jsonl',
      from: { adapter },
      reads: { model: model.sha256, ...Object.fromEntries(excluded.map(({ sha256 }, at) => [`not-in-${at}`, sha256])) },
      settings: { perLabel, seed, temperature, topP, minP, maxTokens },
      arguments: (folder) => [
        ...['generate', '--model', model.file, '--adapter', outputOf(adapter), '--per-label', String(perLabel), '--seed', String(seed)],
        ...['--temperature', String(temperature), '--top-p', String(topP), '--min-p', String(minP), '--max-tokens', String(maxTokens)],
        ...(excluded.length === 0 ? [] : ['--not-in', ...excluded.map(({ file }) => file)]),
        ...engineArguments(engine),
        ...['--out', `${folder}/synthetic.jsonl`, '--json'],
      ],
    });
  }

  /** Undefined where the experiment has no such test. */
  evaluate(test: TestName, adapter: Job | null, what: string): Job | undefined {
    const { tests: settings, engine } = this.experiment;
    const data = this.inputs.tests[test];
    if (data === undefined) return undefined;
    const { model } = this.inputs;
    const [flag, size] = test === 'hans' ? ['--per-subcase', settings.hans.perSubcase] : ['--limit', settings[test]?.limit];
    const selection = size === undefined ? [] : [flag, String(size), '--seed', String(settings.seed)];
    return this.add({
      kind: 'evaluate',
      title: `test on ${test === 'hans' ? 'HANS' : `MNLI ${test}`}: ${what}`,
      work: size === undefined ? data.examples : Math.min(data.examples, test === 'hans' ? 30 * size : size),
      output: 'run',
      from: adapter === null ? {} : { adapter },
      reads: { model: model.sha256, data: data.sha256 },
      settings: { selection },
      arguments: (folder) => [
        ...['evaluate', '--model', model.file, ...(adapter === null ? [] : ['--adapter', outputOf(adapter)]), '--data', data.file],
        ...selection,
        ...engineArguments(engine),
        ...['--out', `${folder}/run`, '--json'],
      ],
    });
  }

  private training(kind: 'train' | 'train-generator', title: string, settings: Readonly<Record<string, unknown>>, examples: Job, start: Job | null, size: number): Job {
    const { base, model } = this.inputs;
    const pool = this.pool();
    const { threads: _, checkpointMinutes: __, evaluateEvery: ___, checkPrompts: ____, checkTolerance: _____, ...decisive } = settings;
    return this.add({
      kind,
      title,
      work: size,
      output: adapterFile,
      from: { examples, pool, ...(start === null ? {} : { start }) },
      reads: { base: base.sha256, ...(model.file === base.file ? {} : { gguf: model.sha256 }) },
      settings: decisive,
      arguments: (folder) => ['train', `${folder}/training.json`, '--json'],
      files: {
        'training.json': {
          ...settings,
          base: base.file,
          ...(model.file === base.file ? {} : { gguf: model.file }),
          data: beside(examples),
          validation: beside(pool, validationFile),
          ...(start === null ? {} : { start: beside(start) }),
          out: adapterFile,
        },
      },
    });
  }

  private add({ kind, title, work, output, from, reads, settings, arguments: argumentsIn, files = {} }: Spec): Job {
    const jobs = Object.entries(from);
    const id = this.places.hash({ kind, revision: revisions[kind], settings, reads, from: Object.fromEntries(jobs.map(([part, job]) => [part, job.id])) });
    const known = this.byId.get(id);
    if (known !== undefined) return known;
    const folder = `${this.places.folder}/jobs/${id.slice(0, folderDigits)}`;
    const job: Job = {
      id,
      kind,
      title,
      after: [...new Set(jobs.map(([, each]) => each.id))],
      arguments: argumentsIn(folder),
      folder,
      output,
      files: Object.fromEntries(Object.entries(files).map(([name, content]) => [name, `${JSON.stringify(content, null, 2)}\n`])),
      work,
    };
    this.byId.set(id, job);
    return job;
  }
}

function engineArguments({ gpu, threads }: Experiment['engine']): string[] {
  return ['--gpu', gpu, ...(threads === undefined ? [] : ['--threads', String(threads)])];
}

/** From the workspace. */
function outputOf({ folder, output }: Job): string {
  return `${folder}/${output}`;
}

/** From the folder of another job. */
function beside({ folder, output }: Job, file = output): string {
  return `../${folder.split('/').at(-1) ?? ''}/${file}`;
}
