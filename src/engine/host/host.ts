import { UserError } from '../../core/userError';
import {
  batchesAhead,
  type Event,
  type EventOf,
  type Request,
  type RequestOf,
  type WireLoadRequest,
  type WirePrompt,
  type WireSample,
} from '../protocol';
import { auditPrompt } from './audit';
import { generateTexts, type Generated } from './generator';
import { HostModel } from './hostModel';
import { describeBackend, inspectFile, readLabelTokens } from './inspect';
import { Outbox } from './outbox';
import { type Scored, scorePrompts } from './scorer';

const limits = { batch: 64, age: 250, ahead: batchesAhead, now: () => performance.now() };

interface Call {
  readonly abort: AbortController;
  readonly outbox: { taken(): void; release(): void } | null;
}

/** The child's side: answers requests one after the other, while cancellations and acknowledgements pass them by. */
export class Host {
  private model: HostModel | null = null;
  private readonly calls = new Map<number, Call>();
  private readonly scoring = new Pieces<WirePrompt>();
  private readonly generating = new Pieces<WireSample>();
  private turn: Promise<void> = Promise.resolve();

  constructor(private readonly send: (event: Event) => void) {}

  receive(request: Request): void {
    const { call } = request;
    switch (request.type) {
      case 'load':
        this.load(call, request.load);
        break;
      case 'score':
        this.score(call, request.prompts, request.last);
        break;
      case 'generate':
        this.generate(call, request);
        break;
      case 'audit':
        this.start(call, null, async () => ({ type: 'audited', call, audit: await auditPrompt(this.loaded(), request.prompt) }));
        break;
      case 'unload':
        this.start(call, null, async () => {
          await this.unload();
          return { type: 'done', call };
        });
        break;
      case 'inspect':
        this.start(call, null, async () => ({ type: 'inspected', call, header: await inspectFile(request.file) }));
        break;
      case 'tokens':
        this.start(call, null, async () => ({ type: 'tokens', call, labelTokens: await readLabelTokens(request.file, request.labels) }));
        break;
      case 'backend':
        this.start(call, null, async () => ({ type: 'backend', call, backend: await describeBackend(request.gpu) }));
        break;
      case 'taken':
        this.calls.get(call)?.outbox?.taken();
        break;
      case 'cancel':
        this.calls.get(call)?.abort.abort();
        this.calls.get(call)?.outbox?.release();
        break;
    }
  }

  private load(call: number, request: WireLoadRequest): void {
    this.start(call, null, async (signal) => {
      const model = await this.modelFor(request, signal, (fraction) => {
        this.send({ type: 'progress', call, fraction });
      });
      return { type: 'loaded', call, description: await model.describe(), labelTokens: model.labelTokens };
    });
  }

  private score(call: number, piece: readonly WirePrompt[], last: boolean): void {
    const prompts = this.scoring.add(call, piece);
    if (!last) return;
    this.scoring.delete(call);
    const outbox = new Outbox<Scored>((scored) => {
      this.send({ type: 'scores', call, batch: batchOf(scored) });
    }, limits);
    this.start(call, outbox, async (signal) => {
      await scorePrompts(this.loaded(), prompts, outbox, signal);
      outbox.flush();
      return { type: 'done', call };
    });
  }

  private generate(call: number, { prompts, samples: piece, sampling, last }: RequestOf<'generate'>): void {
    const samples = this.generating.add(call, piece);
    if (!last) return;
    this.generating.delete(call);
    const outbox = new Outbox<Generated>((generations) => {
      this.send({ type: 'generations', call, generations: [...generations] });
    }, limits);
    this.start(call, outbox, async (signal) => {
      await generateTexts(this.loaded(), { prompts, samples, sampling }, outbox, signal);
      outbox.flush();
      return { type: 'done', call };
    });
  }

  private start(call: number, outbox: Call['outbox'], answer: (signal: AbortSignal) => Promise<Event>): void {
    const abort = new AbortController();
    this.calls.set(call, { abort, outbox });
    this.turn = this.turn.then(async () => {
      this.send(await answer(abort.signal).catch((error: unknown) => failure(call, error, abort.signal)));
      this.calls.delete(call);
    });
  }

  private loaded(): HostModel {
    if (this.model === null) throw new UserError('usage', 'No model is loaded: load one first.');
    return this.model;
  }

  private async modelFor(request: WireLoadRequest, signal: AbortSignal, onProgress: (fraction: number) => void): Promise<HostModel> {
    if ((await this.model?.hasWeightsOf(request)) === true) await this.loaded().exchangeAdapters(request);
    else {
      await this.unload();
      this.model = await HostModel.load(request, signal, onProgress);
    }
    return this.loaded();
  }

  private async unload(): Promise<void> {
    await this.model?.dispose();
    this.model = null;
  }
}

/** Lists of prompts that come in several messages. */
class Pieces<Prompt> {
  private readonly lists = new Map<number, Prompt[]>();

  /** All of a call's prompts so far. */
  add(call: number, piece: readonly Prompt[]): readonly Prompt[] {
    const list = this.lists.get(call) ?? [];
    list.push(...piece);
    this.lists.set(call, list);
    return list;
  }

  delete(call: number): void {
    this.lists.delete(call);
  }
}

function batchOf(scored: readonly Scored[]): EventOf<'scores'>['batch'] {
  return {
    scores: scored.map(({ index, logprobs }) => ({ index, logprobs })),
    promptTokens: scored.reduce((sum, { promptTokens }) => sum + promptTokens, 0),
    evaluatedTokens: scored.reduce((sum, { evaluatedTokens }) => sum + evaluatedTokens, 0),
  };
}

const sentences = ['bad-model', 'bad-adapter', 'bad-labels', 'bad-data', 'not-found', 'usage', 'disk'] as const;

function failure(call: number, error: unknown, signal: AbortSignal): Event {
  if (signal.aborted) return { type: 'cancelled', call };
  if (error instanceof UserError) {
    const code = sentences.find((candidate) => candidate === error.code) ?? 'engine';
    return { type: 'failed', call, code, message: error.message };
  }
  return { type: 'failed', call, code: 'engine', message: error instanceof Error ? error.message : String(error) };
}
