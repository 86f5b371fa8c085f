import os from 'node:os';
import type { FolderFacts, MachineFacts, PythonFacts, SlurmFacts, TrainerFacts } from '../core/doctor/facts';
import { trainerBytes } from '../core/training/trainerRoom';
import { slurmFacts } from '../executors/slurm/slurmFacts';
import type { Surroundings } from '../ports/doctor';
import { findPython, graphicsCards, uvVersion } from '../storage/installedPrograms';
import type { ProgramOptions } from '../storage/program';
import type { TrainerPlaces } from '../training/driver';
import { sizeWhenSetUp } from '../training/environment';
import { folderFacts, machineFacts } from './machine';

/** A program that says nothing for so long, in milliseconds, counts as not there. */
const patience = 20_000;

type Looking = ProgramOptions & { readonly signal: AbortSignal };

/** The machine that this process runs on. */
export class ThisMachine implements Surroundings {
  constructor(
    private readonly places: TrainerPlaces,
    private readonly environment: NodeJS.ProcessEnv,
  ) {}

  machine(): MachineFacts {
    return machineFacts();
  }

  folder(name: string, path: string): Promise<FolderFacts> {
    return folderFacts(name, path);
  }

  nvidia(): Promise<readonly string[] | null> {
    return nullWhenLate((options) => graphicsCards(options), this.environment);
  }

  uv(): Promise<string | null> {
    return nullWhenLate((options) => uvVersion(options), this.environment);
  }

  python(): Promise<PythonFacts | null> {
    return nullWhenLate((options) => findPython(options), this.environment);
  }

  async trainer(): Promise<TrainerFacts> {
    const { trainer, environments } = this.places;
    const looking = ({ environment, signal }: Looking) => sizeWhenSetUp({ trainer, folder: environments, environment, signal });
    const [folder, bytes] = await Promise.all([folderFacts('Trainer folder', environments), nullWhenLate(looking, this.environment)]);
    return { folder, bytes, needed: trainerBytes(process.platform) };
  }

  slurm(): Promise<SlurmFacts | null> {
    return slurmFacts();
  }
}

async function nullWhenLate<Answer>(ask: (options: Looking) => Promise<Answer>, environment: NodeJS.ProcessEnv): Promise<Answer | null> {
  const signal = AbortSignal.timeout(patience);
  try {
    return await ask({ folder: os.tmpdir(), environment, signal });
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  }
}
