import { UserError } from '../../core/userError';
import { batchesAhead, type Event, type EventOf, type Request, type WireGenerationPrompt, type WirePrompt } from '../protocol';
import { auditPrompt } from './audit';
import { generateTexts, type Generated } from './generator';
import { HostModel } from './hostModel';
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
  private readonly pieces = new Map<number, (WirePrompt | WireGenerationPrompt)[]>();
  private turn: Promise<void> = Promise.resolve();

  constructor(private readonly send: (event: Event) => void) {}

  receive(request: Request): void {
    const { call } = request;
    switch (request.type) {
      case 'load':
        return this.start(call, null, async (signal) => {
          await this.unload();
          const progress = (fraction: number) => this.send({ type: 'progress', call, fraction });
          const model = await HostModel.load(request.load, signal, progress);
          this.model = model;
          return { type: 'loaded', call, description: await model.describe(), labelTokens: model.labelTokens };
        });
      case 'score': {
        const prompts = this.gather(call, request.prompts);
        if (!request.last) return;
        const outbox = new Outbox<Scored>((scored) => this.send({ type: 'scores', call, batch: batchOf(scored) }), limits);
        return this.start(call, outbox, async (signal) => {
          await scorePrompts(this.loaded(), prompts, outbox, signal);
          outbox.flush();
          return { type: 'done', call };
        });
      }
      case 'generate': {
        const prompts = this.gather(call, request.prompts);
        if (!request.last) return;
        const outbox = new Outbox<Generated>((generations) => this.send({ type: 'generations', call, generations: [...generations] }), limits);
        return this.start(call, outbox, async (signal) => {
          await generateTexts(this.loaded(), prompts, request.sampling, outbox, signal);
          outbox.flush();
          return { type: 'done', call };
        });
      }
      case 'audit':
        return this.start(call, null, async () => ({ type: 'audited', call, audit: await auditPrompt(this.loaded(), request.prompt) }));
      case 'unload':
        return this.start(call, null, async () => {
          await this.unload();
          return { type: 'done', call };
        });
      case 'taken':
        this.calls.get(call)?.outbox?.taken();
        return;
      case 'cancel':
        this.calls.get(call)?.abort.abort();
        this.calls.get(call)?.outbox?.release();
        return;
    }
  }

  private start(call: number, outbox: Call['outbox'], answer: (signal: AbortSignal) => Promise<Event>): void {
    const abort = new AbortController();
    this.calls.set(call, { abort, outbox });
    this.turn = this.turn.then(async () => {
      this.send(await answer(abort.signal).catch((error: unknown) => failure(call, error, abort.signal)));
      this.calls.delete(call);
    });
  }

  private gather<Prompt extends WirePrompt | WireGenerationPrompt>(call: number, prompts: readonly Prompt[]): Prompt[] {
    const gathered = (this.pieces.get(call) ?? []) as Prompt[];
    gathered.push(...prompts);
    this.pieces.set(call, gathered);
    return gathered;
  }

  private loaded(): HostModel {
    if (this.model === null) throw new UserError('usage', 'No model is loaded: load one first.');
    return this.model;
  }

  private async unload(): Promise<void> {
    await this.model?.dispose();
    this.model = null;
  }
}

function batchOf(scored: readonly Scored[]): EventOf<'scores'>['batch'] {
  return {
    scores: scored.map(({ index, logprobs }) => ({ index, logprobs })),
    promptTokens: scored.reduce((sum, { promptTokens }) => sum + promptTokens, 0),
    evaluatedTokens: scored.reduce((sum, { evaluatedTokens }) => sum + evaluatedTokens, 0),
  };
}

const sentences = ['bad-model', 'bad-adapter', 'bad-labels', 'bad-data', 'not-found', 'usage'] as const;

function failure(call: number, error: unknown, signal: AbortSignal): Event {
  if (signal.aborted) return { type: 'cancelled', call };
  if (error instanceof UserError) {
    const code = sentences.find((candidate) => candidate === error.code) ?? 'engine';
    return { type: 'failed', call, code, message: error.message };
  }
  return { type: 'failed', call, code: 'engine', message: error instanceof Error ? error.message : String(error) };
}
