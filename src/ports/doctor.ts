import type { FolderFacts, MachineFacts, PythonFacts, SlurmFacts, TrainerFacts } from '../core/doctor/facts';

/** What the doctor looks at. Each may take a while, and each is asked by itself. */
export interface Surroundings {
  machine(): MachineFacts;
  /** @param name what the folder is for */
  folder(name: string, path: string): Promise<FolderFacts>;
  /** Cards that NVIDIA's driver lists; null without a driver. */
  nvidia(): Promise<readonly string[] | null>;
  /** Its version; null where it is not installed. */
  uv(): Promise<string | null>;
  python(): Promise<PythonFacts | null>;
  trainer(): Promise<TrainerFacts>;
  slurm(): Promise<SlurmFacts | null>;
}
