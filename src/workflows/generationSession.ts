import { setImmediate as nextTurn } from 'node:timers/promises';
import { labels } from '../core/nli/label';
import { Pace } from '../core/runs/pace';
import { predict } from '../core/scoring/prediction';
import { inPrefixOrder } from '../core/scoring/prefixOrder';
import { classifierPrompt, fillPrompt } from '../core/scoring/prompt';
import { endMarker, generatorTemplate, type SentencePair } from '../core/synthetic/generatorPrompt';
import type { GenerationIdentity, GenerationRecord } from '../core/synthetic/generationRecord';
import { Outcome, Samples, type Kept } from '../core/synthetic/outcome';
import { nameOf, sampleId, sampleSeeds, type JournalEntry } from '../core/synthetic/sample';
import { formatExample, formatRejected } from '../core/synthetic/setLine';
import { Sieve, type TestPairs } from '../core/synthetic/sieve';
import type { Generation, LoadedModel } from '../ports/engine';
import type { OpenGeneration } from '../ports/generationStore';
import type { GenerateOptions, GenerateRequest } from './generateRequest';
import { endOf, isCancelled, Sitting } from './sitting';

/** Samples sorted out before others of this process have their turn: a few milliseconds' worth. */
const samplesAtOnce = 200;

/** A set that no pair may be from. */
export interface TestSet extends TestPairs {
  readonly sha256: string;
  readonly examples: number;
}

/** What a record says of the set beside it, and not of the sitting. */
type SetDescription = Pick<GenerationRecord, 'notIn' | 'labelCheck' | 'classifier' | 'counts'>;
type SittingRecord = Omit<GenerationRecord, keyof SetDescription>;

interface Subject {
  readonly request: GenerateRequest;
  readonly identity: GenerationIdentity;
  readonly shown: { readonly pairs: readonly SentencePair[]; readonly source: GenerationRecord['shown'] };
  readonly tests: readonly TestSet[];
  readonly versions: GenerationRecord['versions'];
  readonly now: () => number;
  /** Loads the model when it is first asked for. */
  readonly model: () => Promise<LoadedModel>;
  /** Who checks the labels; null where nobody does. */
  readonly checker: Checker | null;
}

export interface Checker {
  /** Left out where the model and adapter that wrote the examples check them. */
  readonly classifier?: NonNullable<GenerationRecord['classifier']>;
  /** Loads it in place of what was loaded. */
  readonly model: () => Promise<LoadedModel>;
}

/** One sitting of a generation: from its opening to its end, be it finished, cancelled or failed. */
export class GenerationSession {
  private readonly samples: Samples;
  private readonly sitting: Sitting;
  /** Seconds. */
  private sampling = 0;
  private tokens = 0;

  constructor(
    private readonly generation: OpenGeneration,
    private readonly subject: Subject,
  ) {
    this.samples = new Samples(subject.request.perLabel, this.checkedBy);
    for (const entry of generation.done) this.take(entry);
    this.sitting = new Sitting(subject.now, generation.earlier);
  }

  /**
   * Samples what the journal does not hold yet, and sorts out what becomes of it.
   *
   * @throws what the engine or the disk threw, or the signal's reason; the record then says so too
   */
  async run(options: GenerateOptions): Promise<GenerationRecord> {
    const record = await this.begin();
    try {
      await this.sample(record, options);
      const outcome = await this.sort(options);
      if (this.subject.checker !== null) await this.check(this.subject.checker, outcome.kept, options);
      return await this.conclude(record, outcome, { state: 'finished', problem: null });
    } catch (error) {
      await this.stop(record, options, error);
      throw error;
    }
  }

  /** The record of this sitting, which is on disk before the first sample is. */
  private async begin(): Promise<SittingRecord> {
    const { request, identity, shown, versions } = this.subject;
    const known = this.samples.count < this.samples.total ? null : this.generation.earlier;
    const record: SittingRecord = {
      format: 1,
      identity: this.generation.identity,
      state: 'running',
      problem: null,
      ...(known === null ? describeModel(await this.subject.model(), request, identity) : { model: known.model, adapter: known.adapter, engine: known.engine }),
      template: generatorTemplate,
      shown: shown.source,
      sampling: request.sampling,
      seed: request.seed,
      perLabel: request.perLabel,
      tokens: this.tokens,
      versions,
      times: this.sitting.times('running', 0),
    };
    await this.write({ ...record, ...this.written });
    return record;
  }

  /** What stands in the record as long as this sitting has written no set: that of the set which is there, and how far the sampling is. */
  private get written(): SetDescription {
    const { earlier } = this.generation;
    if (earlier === null) return this.describe(new Outcome(new Sieve([], [])));
    const { notIn, labelCheck, classifier, counts } = earlier;
    return { notIn, labelCheck, classifier, counts: { ...counts, samples: this.samples.count, total: this.samples.total } };
  }

  private describe(outcome: Outcome): SetDescription {
    const { tests, checker } = this.subject;
    return {
      notIn: tests.map(({ file, sha256, examples }) => ({ file, sha256, examples, found: outcome.foundIn(file) })),
      labelCheck: checker !== null,
      classifier: checker?.classifier,
      counts: outcome.counts(this.samples),
    };
  }

  private async sample(record: SittingRecord, { signal, onProgress }: GenerateOptions): Promise<void> {
    const { request, identity, now } = this.subject;
    const seedOf = sampleSeeds(request.seed);
    const missing = this.samples.missing();
    if (missing.length === 0) return;
    const begun = now();
    const tokensBefore = this.tokens;
    const pace = { samples: new Pace(begun, this.samples.count), tokens: new Pace(begun) };
    const tell = (): void => {
      onProgress({
        phase: 'sampling',
        done: this.samples.count,
        total: this.samples.total,
        tokensPerSecond: pace.tokens.rate(),
        secondsLeft: pace.samples.secondsLeft(this.samples.total),
      });
    };
    tell();
    const model = await this.subject.model();
    const batches = model.generate(
      {
        prompts: identity.prompts,
        samples: missing.map((name) => ({ id: sampleId(name), prompt: labels.indexOf(name.label), seed: seedOf(name) })),
        sampling: { ...identity.sampling, stop: [endMarker] },
      },
      { signal },
    );
    for await (const batch of batches) {
      await this.append(batch.map(entryOf));
      const at = now();
      this.sampling = (at - begun) / 1000;
      pace.samples.mark(at, this.samples.count);
      pace.tokens.mark(at, this.tokens - tokensBefore);
      tell();
      if (this.sitting.isDue) await this.write({ ...record, ...this.written });
    }
  }

  /** Decides what becomes of the samples that are there. */
  private async sort({ onProgress }: Pick<GenerateOptions, 'onProgress'>): Promise<Outcome> {
    onProgress({ phase: 'sorting' });
    const outcome = new Outcome(new Sieve(this.subject.shown.pairs, this.subject.tests));
    let taken = 0;
    for (const sample of this.samples) {
      outcome.take(sample);
      taken += 1;
      if (taken % samplesAtOnce === 0) await nextTurn();
    }
    return outcome;
  }

  /** Lets the checker say what label it would give each example. */
  private async check(checker: Checker, kept: readonly Kept[], { signal, onProgress }: GenerateOptions): Promise<void> {
    const unchecked = kept.filter(({ sample }) => this.samples.check(sample) === undefined);
    if (unchecked.length === 0) return;
    const prompts = unchecked.map(({ sample, pair }) => ({ id: sampleId(sample), text: fillPrompt(classifierPrompt, pair.premise, pair.hypothesis) }));
    const model = await checker.model();
    const by = this.checkedBy;
    const pace = new Pace(this.subject.now());
    let scored = 0;
    for await (const { scores } of model.score(inPrefixOrder(prompts), { signal })) {
      await this.append(
        scores.map(({ id, logprobs }) => {
          const { label, scores: found } = predict(id, logprobs);
          return { check: { ...nameOf(id), predicted: label, scores: found, ...(by === undefined ? {} : { by }) } };
        }),
      );
      scored += scores.length;
      pace.mark(this.subject.now(), scored);
      onProgress({ phase: 'checking', scored, total: prompts.length, examplesPerSecond: pace.rate(), secondsLeft: pace.secondsLeft(prompts.length) });
    }
  }

  /** Writes the set and the record. */
  private async conclude(record: SittingRecord, outcome: Outcome, state: Pick<GenerationRecord, 'state' | 'problem'>): Promise<GenerationRecord> {
    const { request } = this.subject;
    const origin = { generation: this.generation.identity, seedOf: sampleSeeds(request.seed) };
    const kept = mapped(outcome.kept, ({ sample, pair }) => formatExample(sample, pair, this.samples.check(sample), origin));
    const rejected = mapped(outcome.rejected, formatRejected);
    await this.generation.writeSet(kept, rejected);
    return this.write({ ...record, ...state, ...this.describe(outcome) });
  }

  /** Leaves what there is as a set, and says how it ended. */
  private async stop(record: SittingRecord, options: GenerateOptions, error: unknown): Promise<void> {
    const end = endOf(error, options.signal);
    const conclude = async (): Promise<unknown> => this.conclude(record, await this.sort(options), end);
    if (isCancelled(options.signal)) {
      await conclude();
      return;
    }
    const note = (): Promise<unknown> => this.write({ ...record, ...this.written, ...end });
    const mayWrite = this.samples.count > 0 && !this.generation.lost.aborted;
    // Where the disk is full this fails as well, and the person is told of the first failure.
    await (mayWrite ? conclude() : note()).catch(note).catch(() => undefined);
  }

  /** As the journal names the checker. */
  private get checkedBy(): string | undefined {
    const classifier = this.subject.checker?.classifier;
    return classifier === undefined ? undefined : (classifier.adapter?.sha256 ?? 'none');
  }

  private async append(entries: readonly JournalEntry[]): Promise<void> {
    await this.generation.append(entries);
    for (const entry of entries) this.take(entry);
  }

  private take(entry: JournalEntry): void {
    this.samples.add(entry);
    if ('sample' in entry) this.tokens += entry.sample.tokens;
  }

  private async write(record: GenerationRecord): Promise<GenerationRecord> {
    const written: GenerationRecord = { ...record, tokens: this.tokens, times: this.sitting.times(record.state, this.sampling) };
    await this.generation.write(written);
    return written;
  }
}

function entryOf({ id, text, tokens, end }: Generation): JournalEntry {
  return { sample: { ...nameOf(id), text, tokens, end } };
}

function describeModel(
  { description }: LoadedModel,
  request: GenerateRequest,
  { modelSha256, adapter }: GenerationIdentity,
): Pick<GenerationRecord, 'model' | 'adapter' | 'engine'> {
  const { name, architecture, quantization, gpu, threads, engine } = description;
  return {
    model: { file: request.model, sha256: modelSha256, name, architecture, quantization },
    adapter: request.adapter === null || adapter === null ? null : { ...adapter, file: request.adapter.file },
    engine: { ...engine, gpu, threads },
  };
}

function* mapped<From, To>(items: readonly From[], change: (item: From) => To): Generator<To> {
  for (const item of items) yield change(item);
}
