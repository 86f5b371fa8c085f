import type { NliExample } from '../core/nli/example';
import { stem } from '../core/runs/title';
import { classifierPrompt, labelTexts } from '../core/scoring/prompt';
import { generatorTemplate } from '../core/synthetic/generatorPrompt';
import { evaluatedModel, type TrainingConfig } from '../core/training/config';
import type { TrainingProgress, Validation } from '../core/training/events';
import type { AdapterCheck, TrainingIdentity, TrainingRecord } from '../core/training/record';
import { probesOf, trainingRow } from '../core/training/rows';
import { UserError } from '../core/userError';
import type { Engine } from '../ports/engine';
import type { Files } from '../ports/files';
import type { Trainer, TrainingEvent } from '../ports/trainer';
import type { OpenTraining, TrainingStore } from '../ports/trainingStore';
import { checkAdapter, requireAgreement } from './adapterCheck';
import { endOf, Sitting } from './sitting';

export type TrainProgress =
  | { readonly phase: 'hashing'; readonly fraction: number }
  | { readonly phase: 'preparing'; readonly doing: string }
  | { readonly phase: 'loading' }
  | { readonly phase: 'training'; readonly progress: TrainingProgress }
  | { readonly phase: 'checking' };

export interface TrainPorts {
  readonly trainer: Trainer;
  readonly trainings: TrainingStore;
  readonly files: Pick<Files, 'readDataSet' | 'digest'>;
  /** For the check of the finished adapter. */
  readonly engine: Engine;
  readonly versions: TrainingRecord['versions'];
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** How others are told who writes to the training. */
  readonly holder: string;
}

export interface TrainOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: TrainProgress) => void;
  readonly onValidation: (validation: Validation) => void;
  readonly onWarning: (message: string) => void;
}

/** What a training does not depend on: where it writes, how it is watched, and what spares memory and computes the same but for dropout's draws. */
const noPartOfIdentity: readonly (keyof TrainingConfig)[] = ['base', 'gguf', 'data', 'validation', 'start', 'out', 'adapterType', 'threads', 'gradientCheckpointing', 'checkpointMinutes', 'evaluateEvery', 'checkPrompts', 'checkTolerance'];
/** What the workflow uses and the trainer does not know. */
const ours: readonly (keyof TrainingConfig)[] = ['data', 'start', 'out', 'checkPrompts', 'checkTolerance'];

interface Data {
  readonly examples: readonly NliExample[];
  readonly source: TrainingRecord['data'];
}

/**
 * Fine-tunes a model and writes the adapter. The same configuration again goes on where it stopped, and comes to the
 * same adapter as if it had not been interrupted.
 *
 * @param config with absolute paths
 * @returns the record of the finished training
 * @throws UserError for what a person can mend, or the signal's reason when cancelled; either way the last checkpoint is kept
 */
export async function train(config: TrainingConfig, ports: TrainPorts, options: TrainOptions): Promise<TrainingRecord> {
  const { files, trainings } = ports;
  const { signal, onProgress } = options;
  const data = await readData(config.data, files, signal);
  const validation = config.validation === undefined ? null : await readData(config.validation, files, signal);
  const digestOf = (file: string): Promise<string> => files.digest(file, { signal, onProgress: (fraction) => onProgress({ phase: 'hashing', fraction }) });
  const base: { name: string; sha256: string }[] = [];
  for (const file of await trainings.filesOf(config.base)) base.push({ name: nameOf(file), sha256: await digestOf(file) });
  const identity: TrainingIdentity = {
    base,
    ...(config.gguf === undefined ? {} : { ggufSha256: await digestOf(config.gguf) }),
    dataSha256: data.source.sha256,
    validationSha256: validation?.source.sha256 ?? null,
    ...(config.start === undefined ? {} : { startSha256: await digestOf(config.start) }),
    templates: [classifierPrompt, generatorTemplate, ...Object.values(labelTexts)],
    settings: without(config, noPartOfIdentity),
  };
  await ports.trainer.prepare({ signal, onProgress: (doing) => onProgress({ phase: 'preparing', doing }) });
  const training = await trainings.open(`${stem(config.base)}-${stem(config.data)}`, identity, ports.holder);
  const session = new TrainingSession(training, { config, data, validation, identity }, ports);
  try {
    return await session.run({ ...options, signal: AbortSignal.any([signal, training.lost]) });
  } finally {
    await training.close();
  }
}

interface Subject {
  readonly config: TrainingConfig;
  readonly data: Data;
  readonly validation: Data | null;
  readonly identity: TrainingIdentity;
}

/** One sitting of a training: from its opening to its end, be it finished, cancelled or failed. */
class TrainingSession {
  private readonly sitting: Sitting;
  private record: TrainingRecord;

  constructor(
    private readonly training: OpenTraining,
    private readonly subject: Subject,
    private readonly ports: TrainPorts,
  ) {
    const { earlier } = training;
    const { config, data, validation, identity } = subject;
    this.sitting = new Sitting(ports.now, earlier);
    this.record = {
      format: 1,
      id: training.id,
      identity: training.identity,
      state: 'running',
      problem: null,
      config,
      base: { file: config.base, files: [...identity.base] },
      data: data.source,
      validation: validation?.source ?? null,
      progress: earlier?.progress ?? { step: 0, steps: 0, loss: null, accuracy: null },
      adapter: null,
      check: null,
      versions: ports.versions,
      times: this.sitting.times('running'),
    };
  }

  async run(options: TrainOptions): Promise<TrainingRecord> {
    const write = async (change: Partial<TrainingRecord>): Promise<void> => {
      const { state = this.record.state } = change;
      this.record = { ...this.record, ...change, times: this.sitting.times(state) };
      await this.training.write(this.record);
    };
    await write({});
    try {
      const { config } = this.subject;
      await this.train(await this.settings(options.signal), options, write);
      const adapter = { file: config.out, sha256: await this.ports.files.digest(config.out, { signal: options.signal }) };
      const check = await this.check(options);
      await write({ adapter, check });
      if (check !== null) requireAgreement(check, config.out, 'Do not use it; look whether base and "gguf" are the same model.');
      await write({ state: 'finished' });
      return this.record;
    } catch (error) {
      // What ended it is what is told; the record is written if it can be.
      await write(endOf(error, options.signal)).catch(() => undefined);
      throw error;
    }
  }

  /** Writes down the texts and returns what the trainer is told. */
  private async settings(signal: AbortSignal): Promise<Readonly<Record<string, unknown>>> {
    const { config, data, validation, identity } = this.subject;
    const { training } = this;
    const rows = (name: string, { examples, source }: Data): Promise<string> => training.writeLines(name, rowsOf(examples, config.task, source.file), signal);
    const probes = this.probes();
    return {
      ...without(config, ours),
      adapter: config.out,
      ...(config.start === undefined ? {} : { startAdapter: config.start }),
      training: await rows('training.jsonl', data),
      ...(validation === null ? {} : { validation: await rows('validation.jsonl', validation) }),
      ...(probes.length === 0 ? {} : { probes: await training.writeLines('probes.jsonl', probes.map((probe) => `${JSON.stringify(probe)}\n`), signal) }),
      labels: labelTexts,
      provenance: {
        training: training.identity,
        version: this.ports.versions.blindspot,
        ...evaluatedBase(config, identity),
        'data.sha256': identity.dataSha256,
        ...(identity.startSha256 === undefined ? {} : { 'start.sha256': identity.startSha256 }),
        seed: String(config.seed),
        settings: JSON.stringify(identity.settings),
      },
    };
  }

  private probes(): ReturnType<typeof probesOf> {
    const { config, data, validation } = this.subject;
    return probesOf((validation ?? data).examples, config.checkPrompts);
  }

  private async train(settings: Readonly<Record<string, unknown>>, options: TrainOptions, write: (change: Partial<TrainingRecord>) => Promise<void>): Promise<void> {
    options.onProgress({ phase: 'loading' });
    let latest = this.record.progress;
    for await (const event of this.ports.trainer.train({ folder: this.training.folder, settings }, options)) {
      latest = { ...latest, ...standing(event) };
      if (event.type === 'progress') options.onProgress({ phase: 'training', progress: event });
      if (event.type === 'validation') options.onValidation(event);
      if (event.type === 'warning') options.onWarning(event.message);
      if (event.type === 'started' || event.type === 'checkpoint') await write({ progress: latest });
    }
    await write({ progress: latest });
  }

  /** Null, with a warning, where it cannot be made: the adapter is there all the same. */
  private async check(options: TrainOptions): Promise<AdapterCheck | null> {
    const { config } = this.subject;
    const model = evaluatedModel(config);
    const prompts = this.probes();
    if (prompts.length === 0) return null;
    if (model === undefined) {
      options.onWarning('The adapter was not checked: the base is a folder, and no GGUF of it is named ("gguf" in the configuration).');
      return null;
    }
    options.onProgress({ phase: 'checking' });
    try {
      const checked = { model, adapter: config.out, tolerance: config.checkTolerance, prompts, ...(config.threads === undefined ? {} : { threads: config.threads }) };
      const { sameTokens, ...check } = await checkAdapter(checked, { ...this.ports, training: this.training }, options.signal);
      if (!sameTokens) options.onWarning('Trainer and engine do not split all prompts into as many tokens: the vocabulary of this base is read in two ways.');
      return check;
    } catch (error) {
      if (!(error instanceof UserError) || options.signal.aborted) throw error;
      options.onWarning(`The adapter is written and could not be checked: ${error.message}`);
      return null;
    }
  }
}

/** What an event says of how far the training is. */
function standing(event: TrainingEvent): Partial<TrainingRecord['progress']> {
  switch (event.type) {
    case 'started':
      return { step: event.step, steps: event.steps };
    case 'progress':
      return { step: event.step, steps: event.steps, loss: event.loss };
    case 'validation':
      return { accuracy: event.accuracy ?? null };
    case 'checkpoint':
    case 'warning':
    case 'result':
      return {};
  }
}

function* rowsOf(examples: readonly NliExample[], task: TrainingConfig['task'], file: string): Generator<string> {
  for (const example of examples) yield trainingRow(example, task, file);
}

async function readData(file: string, files: TrainPorts['files'], signal: AbortSignal): Promise<Data> {
  const { dataSet, sha256 } = await files.readDataSet(file, signal);
  return { examples: dataSet.examples, source: { file, sha256, examples: dataSet.examples.length } };
}

function without(config: TrainingConfig, names: readonly (keyof TrainingConfig)[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(config).filter(([name]) => !(names as readonly string[]).includes(name)));
}

/** What the adapter's file says of the GGUF that it is evaluated with; nothing where none is known. */
function evaluatedBase(config: TrainingConfig, { base, ggufSha256 }: TrainingIdentity): Readonly<Record<string, string>> {
  const sha256 = ggufSha256 ?? (evaluatedModel(config) === undefined ? undefined : base[0]?.sha256);
  return sha256 === undefined ? {} : { 'base.sha256': sha256 };
}

function nameOf(file: string): string {
  return file.split(/[\\/]/).at(-1) ?? file;
}
