import { UserError } from '../core/userError';
import type {
  Generation,
  GenerationRequest,
  GenerationSample,
  LabelTokens,
  LoadedModel,
  LoadOptions,
  ModelDescription,
  Prompt,
  PromptAudit,
  ScoreBatch,
} from '../ports/engine';
import { type Call, describeStop, type EngineProcess, EngineStopped } from './engineProcess';
import type { Event, EventOf, WireLoadRequest } from './protocol';

/** How often a child that ended by itself is started again for one model. */
const mostRestarts = 3;
/** Prompts in one message: more would hold this process up while they are written. */
const promptsInPiece = 500;

interface Signalled {
  readonly signal?: AbortSignal;
}

/** A model in a child process, loaded again and gone on with when the child crashes. */
export class SupervisedModel implements LoadedModel {
  private loadedIn: EngineProcess | null = null;
  private loaded: EventOf<'loaded'> | null = null;
  private loading: Promise<EngineProcess> | null = null;
  /** A child that ends fails all its calls with one object: each is counted once. */
  private readonly stops = new Set<EngineStopped>();
  private retired = false;

  constructor(
    private readonly running: () => Promise<EngineProcess>,
    private readonly request: WireLoadRequest,
    private readonly options: LoadOptions,
  ) {}

  /** @throws UserError; a model that crashes the child while it loads is not tried again. */
  async load(): Promise<this> {
    try {
      await this.ready();
      return this;
    } catch (error) {
      if (!(error instanceof EngineStopped)) throw error;
      throw new UserError(
        'engine',
        `The engine stopped while it loaded ${this.request.model} (${describeStop(error)}): check the file and the free memory.`,
        { cause: error },
      );
    }
  }

  get description(): ModelDescription {
    return this.answer().description;
  }

  get labelTokens(): LabelTokens {
    return this.answer().labelTokens;
  }

  /** This model's place in the child is taken: it answers no more. */
  retire(): void {
    this.retired = true;
  }

  async *score(prompts: readonly Prompt[], { signal }: Signalled = {}): AsyncGenerator<ScoreBatch> {
    const missing = new Map(prompts.map((prompt, index) => [index, prompt]));
    yield* this.persist(signal, () => this.scoreOnce(missing, signal));
  }

  async *generate(request: GenerationRequest, { signal }: Signalled = {}): AsyncGenerator<readonly Generation[]> {
    const missing = new Map(request.samples.map((sample, index) => [index, sample]));
    yield* this.persist(signal, () => this.generateOnce(missing, request, signal));
  }

  async audit(prompt: string): Promise<PromptAudit> {
    for (;;) {
      try {
        return (await (await this.ready()).ask({ type: 'audit', prompt }, 'audited')).audit;
      } catch (error) {
        this.countRestart(error);
      }
    }
  }

  async unload(): Promise<void> {
    if (this.retired) return;
    if (this.loadedIn?.running === true) await this.loadedIn.ask({ type: 'unload' }, 'done');
    this.retire();
  }

  private async *scoreOnce(missing: Map<number, Prompt>, signal: AbortSignal | undefined): AsyncGenerator<ScoreBatch> {
    const send = async (call: Call): Promise<void> => {
      for (const { piece, last } of pieces(missing)) {
        call.send({ type: 'score', prompts: piece.map(([index, { id, text }]) => ({ index, id, text })), last });
        await nextTurn();
      }
    };
    for await (const event of this.stream(send, signal)) {
      if (event.type !== 'scores') continue;
      const scores = event.batch.scores.map(({ index, logprobs }) => ({ id: take(missing, index).id, logprobs }));
      yield { ...event.batch, scores };
    }
  }

  private async *generateOnce(
    missing: Map<number, GenerationSample>,
    { prompts, sampling }: GenerationRequest,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<readonly Generation[]> {
    const wire = { prompts: [...prompts], sampling: { ...sampling, stop: [...sampling.stop] } };
    const send = async (call: Call): Promise<void> => {
      for (const { piece, last } of pieces(missing)) {
        const samples = piece.map(([index, { prompt, seed }]) => ({ index, prompt, seed }));
        call.send({ type: 'generate', ...wire, samples, last });
        await nextTurn();
      }
    };
    for await (const event of this.stream(send, signal)) {
      if (event.type !== 'generations') continue;
      yield event.generations.map(({ index, ...generation }) => ({ id: take(missing, index).id, ...generation }));
    }
  }

  /** Runs an attempt until one comes to its end; an attempt begins with what the ones before left over. */
  private async *persist<Result>(
    signal: AbortSignal | undefined,
    attempt: () => AsyncGenerator<Result>,
  ): AsyncGenerator<Result> {
    for (;;) {
      try {
        signal?.throwIfAborted();
        yield* attempt();
        return;
      } catch (error) {
        this.countRestart(error);
      }
    }
  }

  /** The events of one call until it is done; each is acknowledged when the consumer asks for the next. */
  private async *stream(send: (call: Call) => Promise<void>, signal: AbortSignal | undefined): AsyncGenerator<Event> {
    const process = await this.ready();
    const call = process.begin();
    const abandon = () => call.giveUp(signal?.reason);
    signal?.addEventListener('abort', abandon);
    try {
      signal?.throwIfAborted();
      await send(call);
      for (let event = await call.next(); event.type !== 'done'; event = await call.next()) {
        yield event;
        call.send({ type: 'taken' });
      }
    } finally {
      signal?.removeEventListener('abort', abandon);
      // A consumer may leave before the end.
      if (!call.isOver) call.giveUp(new Error('Nobody takes these results any more.'));
    }
  }

  /** The child with this model in it, which is loaded once, however many ask meanwhile. */
  private async ready(): Promise<EngineProcess> {
    if (this.retired) throw new UserError('usage', `${this.request.model} was unloaded: load it again.`);
    this.loading ??= this.loadedNow().finally(() => {
      this.loading = null;
    });
    return this.loading;
  }

  private async loadedNow(): Promise<EngineProcess> {
    const process = await this.running();
    if (process === this.loadedIn) return process;
    const { signal, onProgress } = this.options;
    signal?.throwIfAborted();
    const call = process.begin();
    const abandon = () => call.giveUp(signal?.reason);
    signal?.addEventListener('abort', abandon);
    try {
      call.send({ type: 'load', load: this.request });
      for (;;) {
        const event = await call.next();
        if (event.type === 'progress') onProgress?.(event.fraction);
        if (event.type === 'loaded') {
          this.loaded = event;
          this.loadedIn = process;
          return process;
        }
      }
    } finally {
      signal?.removeEventListener('abort', abandon);
    }
  }

  /** @throws the error itself, unless the child stopped and may be started once more. */
  private countRestart(error: unknown): void {
    if (!(error instanceof EngineStopped) || this.retired) throw error;
    const known = this.stops.has(error);
    this.stops.add(error);
    const { size: restarts } = this.stops;
    if (restarts > mostRestarts) {
      throw new UserError(
        'engine',
        `The engine stopped ${restarts} times, the last time ${describeStop(error)}. What was done is kept: run again to go on, with the GPU off or with fewer threads if it stops again.`,
        { cause: error },
      );
    }
    if (known) return;
    this.options.onWarning?.(
      `The engine stopped (${describeStop(error)}) and was started again (${restarts} of ${mostRestarts}); it goes on with what is still missing.`,
    );
  }

  private answer(): EventOf<'loaded'> {
    if (this.loaded === null) throw new Error('The model is not loaded yet.');
    return this.loaded;
  }
}

function* pieces<Value>(missing: ReadonlyMap<number, Value>): Generator<{ piece: [number, Value][]; last: boolean }> {
  const all = [...missing];
  for (let start = 0; start < Math.max(1, all.length); start += promptsInPiece) {
    yield { piece: all.slice(start, start + promptsInPiece), last: start + promptsInPiece >= all.length };
  }
}

function take<Value>(missing: Map<number, Value>, index: number): Value {
  const value = missing.get(index);
  if (value === undefined) throw new UserError('engine', `The engine answered prompt ${index}, which was not open.`);
  missing.delete(index);
  return value;
}

/** Lets other work of this process have its turn. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
