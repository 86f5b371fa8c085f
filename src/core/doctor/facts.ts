/** What the doctor has found out about a machine. Whatever could not be found out is a sentence instead. */
export interface DoctorFacts {
  readonly versions: { readonly blindspot: string; readonly node: string; /** Null in a terminal. */ readonly editor: string | null };
  readonly machine: MachineFacts;
  /** What was asked for. */
  readonly gpu: 'auto' | 'off';
  readonly engine: EngineFacts | Failed;
  /** Name and memory of each, as NVIDIA's driver lists them; null where there is no driver. */
  readonly nvidia: readonly string[] | null;
  readonly folders: readonly FolderFacts[];
  /** Its version; null where it is not installed. */
  readonly uv: string | null;
  readonly python: PythonFacts | null;
  readonly trainer: TrainerFacts;
  readonly slurm: SlurmFacts | null;
}

export interface Failed {
  readonly problem: string;
}

export interface MachineFacts {
  /** Such as `linux x64, 6.1.0`. */
  readonly system: string;
  readonly cores: number;
  readonly processor: string;
  /** In bytes: what this process may use, and what of it is free. */
  readonly memory: number;
  readonly freeMemory: number;
}

export interface EngineFacts {
  /** Such as `cuda`; null for the CPU. */
  readonly gpu: string | null;
  readonly devices: readonly string[];
  readonly gpuMemory: number | null;
  readonly llamaCpp: string;
  readonly nodeLlamaCpp: string;
}

export interface FolderFacts {
  /** What it is for, such as `Models folder`. */
  readonly name: string;
  readonly path: string;
  /** Free on its disk, in bytes; or why it cannot be written. */
  readonly free: number | Failed;
}

export interface PythonFacts {
  readonly version: string;
  /** Has it what an environment for training is made with? */
  readonly makesEnvironments: boolean;
}

export interface TrainerFacts {
  /** Where its Python environments are kept. */
  readonly folder: FolderFacts;
  /** What the one for this version takes there, in bytes; null where it is not set up. */
  readonly bytes: number | null;
  /** What to set it up takes, in bytes. */
  readonly needed: number;
}

export interface SlurmFacts {
  readonly version: string;
  /** Partitions by name; or why the controller does not answer. */
  readonly partitions: readonly string[] | Failed;
}
