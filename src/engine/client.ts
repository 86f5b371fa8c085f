import { availableParallelism } from 'node:os';
import { UserError } from '../core/userError';
import type { Engine, LoadedModel, LoadOptions, LoadRequest } from '../ports/engine';
import { type EngineOptions, EngineProcess } from './engineProcess';
import { SupervisedModel } from './supervisedModel';

/** Runs llama.cpp in a child process, because an abort there would take its own process down. */
export class EngineClient implements Engine {
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

  async dispose(): Promise<void> {
    this.disposed = true;
    this.model?.retire();
    const process = await this.process?.catch(() => null);
    process?.kill('the engine was closed');
  }

  /** The child, started when there is none or the last one has ended. */
  private async running(): Promise<EngineProcess> {
    if (this.disposed) throw new UserError('engine', 'The engine was closed: start it again.');
    const present = await this.process?.catch(() => null);
    if (present?.running === true) return present;
    this.process = EngineProcess.start(this.options);
    return this.process;
  }
}
