import { setImmediate as nextTurn } from 'node:timers/promises';
import { labels } from '../core/nli/label';
import { place } from '../core/nli/rowReader';
import { count } from '../core/report/format';
import { endMarker, generatorPrompt } from '../core/synthetic/generatorPrompt';
import type { GenerationIdentity, GenerationRecord } from '../core/synthetic/generationRecord';
import { exampleGrammar } from '../core/synthetic/grammar';
import { pairKey } from '../core/synthetic/parseSample';
import { drawShown, nothingShown, type Shown } from '../core/synthetic/shown';
import type { Engine, LoadedModel } from '../ports/engine';
import type { Files } from '../ports/files';
import type { GenerationStore } from '../ports/generationStore';
import type { GenerateOptions, GenerateRequest } from './generateRequest';
import { GenerationSession, type Checker, type TestSet } from './generationSession';
import { identifyModel, loadModel } from './modelFiles';

export interface GeneratePorts {
  readonly engine: Engine;
  readonly generations: GenerationStore;
  readonly files: Pick<Files, 'readSet' | 'digest'>;
  readonly versions: GenerationRecord['versions'];
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** How others are told who writes to the set. */
  readonly holder: string;
}

type ReadingOptions = Pick<GenerateOptions, 'signal' | 'onWarning'>;

/** Examples taken up before others of this process have their turn: a few milliseconds' worth. */
const examplesAtOnce = 500;

/**
 * Generates a set with a model. One that was interrupted goes on where it stopped, and comes out as if it
 * had not been. One that is there needs no model to be sorted out again, against other test sets for example.
 *
 * @returns the record of the finished generation
 * @throws UserError for what a person can mend, or the signal's reason when cancelled; either way what
 * was sampled is in the journal
 */
export async function generate(request: GenerateRequest, ports: GeneratePorts, options: GenerateOptions): Promise<GenerationRecord> {
  const { signal } = options;
  const { shown, source } = await readShown(request, ports.files, options);
  const tests: TestSet[] = [];
  for (const file of request.notIn) tests.push(await readTestSet(file, ports.files, options));
  const prompts = labels.map((label) => generatorPrompt(label, shown[label]));
  const grammar = request.sampling.grammar ? exampleGrammar : null;
  const identity: GenerationIdentity = {
    ...(await identifyModel(request, ports.files, options)),
    prompts,
    endMarker,
    sampling: { ...request.sampling, grammar },
    seed: request.seed,
  };
  const generation = await ports.generations.open(request.out, identity, ports.holder);
  try {
    let loaded: Promise<LoadedModel> | undefined;
    const model = (): Promise<LoadedModel> => (loaded ??= loadModel(request, identity.modelSha256, ports.engine, options));
    const session = new GenerationSession(generation, {
      request,
      identity,
      shown: { pairs: labels.flatMap((label) => shown[label]), source },
      tests,
      versions: ports.versions,
      now: ports.now,
      model,
      checker: await checkerOf(request, identity, { model, ports, options }),
    });
    return await session.run({ ...options, signal: AbortSignal.any([signal, generation.lost]) });
  } finally {
    await generation.close();
  }
}

async function checkerOf(
  request: GenerateRequest,
  { modelSha256 }: GenerationIdentity,
  { model, ports, options }: { readonly model: Checker['model']; readonly ports: Pick<GeneratePorts, 'engine' | 'files'>; readonly options: GenerateOptions },
): Promise<Checker | null> {
  const { labelCheck } = request;
  if (labelCheck === 'off') return null;
  if (labelCheck === 'itself') return { model };
  const { adapter: file } = labelCheck;
  const adapter = file === null ? null : { file, scale: 1 };
  return {
    classifier: { adapter: file === null ? null : { file, sha256: await ports.files.digest(file, { signal: options.signal }) } },
    model: () => loadModel({ ...request, adapter }, modelSha256, ports.engine, options),
  };
}

async function readShown(
  { shown, seed }: GenerateRequest,
  files: GeneratePorts['files'],
  options: ReadingOptions,
): Promise<{ readonly shown: Shown; readonly source: GenerationRecord['shown'] }> {
  if (shown === null) return { shown: nothingShown, source: null };
  const { set, sha256 } = await readSet(shown.file, files, options);
  return { shown: drawShown(set.examples, shown.shots, seed, shown.file), source: { ...shown, sha256 } };
}

async function readTestSet(file: string, files: GeneratePorts['files'], options: ReadingOptions): Promise<TestSet> {
  const { set, sha256 } = await readSet(file, files, options);
  const keys = new Set<string>();
  for (const [at, example] of set.examples.entries()) {
    if (at % examplesAtOnce === 0) await nextTurn();
    options.signal.throwIfAborted();
    keys.add(pairKey(example));
  }
  return { file, sha256, examples: set.examples.length, keys };
}

/** Reads a set and tells what of it cannot be used: a pair that stands there would not be found. */
async function readSet(file: string, files: GeneratePorts['files'], { signal, onWarning }: ReadingOptions): ReturnType<Files['readSet']> {
  const read = await files.readSet(file, signal);
  const [first, ...others] = read.set.broken;
  if (first !== undefined) onWarning(`${place(file, first.line)}: left out: ${first.problem}${others.length === 0 ? '' : ` The other broken lines: ${count(others.length)}.`}`);
  return read;
}
