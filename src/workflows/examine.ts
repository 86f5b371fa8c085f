import type { DoctorFacts, EngineFacts, Failed } from '../core/doctor/facts';
import { findingsOf, type Finding } from '../core/doctor/findings';
import { privatePlaces, withoutPrivatePaths } from '../core/doctor/privacy';
import { UserError } from '../core/userError';
import type { Surroundings } from '../ports/doctor';
import type { ModelProbe } from '../ports/modelProbe';
import { probing } from './probing';

export interface Examination {
  readonly versions: DoctorFacts['versions'];
  readonly gpu: 'auto' | 'off';
  /** Folders that are written to, with what they are for. */
  readonly folders: readonly { readonly name: string; readonly path: string }[];
  /** Where Blindspot itself is. */
  readonly installation: string;
  readonly home: string;
  /** Whose machine it is; empty where it is not known. */
  readonly user: string;
}

/** Looks at everything that Blindspot needs. The findings name no private path. */
export async function examine(asked: Examination, around: Surroundings, startProbe: () => ModelProbe): Promise<Finding[]> {
  const [engine, nvidia, folders, uv, python, trainer, slurm] = await Promise.all([
    engineFacts(asked.gpu, startProbe),
    around.nvidia(),
    Promise.all(asked.folders.map(({ name, path }) => around.folder(name, path))),
    around.uv(),
    around.python(),
    around.trainer(),
    around.slurm(),
  ]);
  const facts = { versions: asked.versions, machine: around.machine(), gpu: asked.gpu, engine, nvidia, folders, uv, python, trainer, slurm };
  const places = [...[...asked.folders, trainer.folder].map(({ name, path }) => ({ path, name: `<${name.toLowerCase()}>` })), { path: asked.installation, name: '<Blindspot>' }];
  return withoutPrivatePaths(findingsOf(facts), privatePlaces(asked.home, places), asked.user);
}

/** An engine that does not start is what the doctor is called for. */
async function engineFacts(gpu: 'auto' | 'off', startProbe: () => ModelProbe): Promise<EngineFacts | Failed> {
  try {
    return await probing(startProbe, (probe) => probe.backend(gpu));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { problem: error.message };
  }
}
