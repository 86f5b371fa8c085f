import { availableParallelism } from 'node:os';
import type { ModelHeader } from '../core/models/header';
import type { Label } from '../core/nli/label';
import { UserError } from '../core/userError';
import type { Engine, LabelTokens, LoadedModel, LoadOptions, LoadRequest } from '../ports/engine';
import type { Backend, ModelProbe } from '../ports/modelProbe';
import { describeStop, type EngineOptions, EngineProcess, EngineStopped } from './engineProcess';
import type { Event, EventOf } from './protocol';
import { SupervisedModel } from './supervisedModel';

/** Runs llama.cpp in a child process, because an abort there would take its own process down. */
export class EngineClient implements Engine, ModelProbe {
  private process: Promise<EngineProcess> | null = null;
  private model: SupervisedModel | null = null;
  private disposed = false;

  constructor(private readonly options: EngineOptions) {}

  async load(request: LoadRequest, options: LoadOptions = {}): Promise<LoadedModel> {
    const { threads = availableParallelism(), ...rest } = request;
    const load = { ...rest, adapters: [...request.adapters], threads };
    this.model?.retire();
    this.model = new SupervisedModel(() => this.running(), load, options);
    return this.model.load();
  }

  async inspect(file: string): Promise<ModelHeader> {
    return (await this.ask({ type: 'inspect', file }, 'inspected', `it read ${file}`)).header;
  }

  async labelTokens(file: string, texts: Readonly<Record<Label, string>>): Promise<LabelTokens> {
    return (await this.ask({ type: 'tokens', file, labels: texts }, 'tokens', `it read the vocabulary of ${file}`)).labelTokens;
  }

  async backend(gpu: 'auto' | 'off'): Promise<Backend> {
    return (await this.ask({ type: 'backend', gpu }, 'backend', 'it looked for a GPU')).backend;
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    this.model?.retire();
    const process = await this.process?.catch(() => null);
    process?.kill('the engine was closed');
  }

  private async ask<Type extends Event['type']>(request: Parameters<EngineProcess['ask']>[0], type: Type, doing: string): Promise<EventOf<Type>> {
    const process = await this.running();
    try {
      return await process.ask(request, type);
    } catch (error) {
      if (!(error instanceof EngineStopped)) throw error;
      throw new UserError('engine', `The engine stopped while ${doing} (${describeStop(error)}).`, { cause: error });
    }
  }

  /** The child, started when there is none or the last one has ended: one, however many ask meanwhile. */
  private async running(): Promise<EngineProcess> {
    if (this.disposed) throw new UserError('engine', 'The engine was closed: start it again.');
    this.process = this.startedAfter(this.process);
    return this.process;
  }

  private async startedAfter(last: Promise<EngineProcess> | null): Promise<EngineProcess> {
    const present = await last?.catch(() => null);
    return present?.running === true ? present : EngineProcess.start(this.options);
  }
}
