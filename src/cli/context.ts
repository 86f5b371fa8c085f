import type { HubSource } from '../core/models/catalogue';
import type { SlurmSettings } from '../core/jobs/slurmSettings';
import type { Engine } from '../ports/engine';
import type { ModelStore } from '../storage/models/modelStore';
import type { AnnotationStore } from '../ports/annotations';
import type { Files } from '../ports/files';
import type { GenerationStore } from '../ports/generationStore';
import type { ModelDownload } from '../ports/modelDownload';
import type { RunStore } from '../ports/runStore';
import type { SetIndexes } from '../ports/setIndex';
import type { Executor } from '../ports/executor';
import type { ExperimentStore } from '../ports/experimentStore';
import type { Trainer } from '../ports/trainer';
import type { TrainingStore } from '../ports/trainingStore';
import type { Surroundings } from '../ports/doctor';
import type { ModelProbe } from '../ports/modelProbe';
import type { EvaluatePorts } from '../workflows/evaluate';
import type { Examination } from '../workflows/examine';

/** What the commands are given: the program's surroundings and the parts that `main.ts` built. */
export interface CliContext {
  /** Results go here. */
  readonly print: (text: string) => void;
  /** Progress, warnings and errors go here. */
  readonly tell: (text: string) => void;
  /** Is somebody watching standard error, so that a line can be written over? */
  readonly interactive: boolean;
  readonly cwd: string;
  /** Aborted by Ctrl+C and SIGTERM. */
  readonly signal: AbortSignal;
  readonly files: Files;
  readonly runs: RunStore;
  readonly generations: GenerationStore;
  readonly sets: SetIndexes;
  readonly trainer: Trainer;
  readonly trainings: TrainingStore;
  readonly experiments: ExperimentStore;
  /** Where jobs run: so many at a time on this machine, or in Slurm's queue. */
  readonly executor: (where: 'local' | 'slurm', atOnce: number, slurm: SlurmSettings) => Executor;
  /** SHA-256 of a value, whatever the order of its keys. */
  readonly hash: (value: unknown) => string;
  readonly annotations: Pick<AnnotationStore, 'read' | 'writeAccepted'>;
  /** Starts an engine, which the caller must dispose of. */
  readonly startEngine: () => Engine;
  /** The same, to learn what needs no model. */
  readonly startProbe: () => ModelProbe;
  readonly doctor: Pick<Examination, 'installation' | 'home' | 'user'> & { readonly surroundings: Surroundings };
  readonly versions: EvaluatePorts['versions'];
  /** Of this machine, in bytes. */
  readonly memory: number;
  readonly now: () => number;
  /** Fetches a file of a web server. */
  readonly download: ModelDownload<HubSource>;
  /** Where models are kept: in the folder given by --models, else in the user's own. */
  readonly models: (folder: string | undefined) => ModelStore;
}
