import path from 'node:path';
import type { Job } from '../../core/experiment/job';
import type { ExperimentSource } from '../../ports/experimentSource';
import type { Files } from '../../ports/files';
import { experimentSource } from '../../storage/experiments/experimentSource';
import { FolderExperimentStore } from '../../storage/experiments/folderExperimentStore';
import { stampOf } from '../../storage/fileStamp';
import { identityHash } from '../../storage/identityHash';
import type { ModelStore } from '../../storage/models/modelStore';
import { FolderTrainingStore } from '../../storage/trainings/folderTrainingStore';
import { readExperiment, type PlannedExperiment } from '../../workflows/experiment/readExperiment';
import type { WorkspaceRuns } from '../shared/workspace';

export interface ExperimentParts {
  readonly folders: Pick<WorkspaceRuns, 'requireFolder'>;
  readonly files: Files;
  readonly models: Pick<ModelStore, 'resolve'>;
}

interface Kept {
  /** Of the file and of all that it names. */
  readonly stamp: string;
  readonly planned: PlannedExperiment;
}

/** The experiments of the folder that is open, whichever that is when they are asked for. */
export class WorkspaceExperiments {
  /** By file: a plan of thousands of jobs is made once, as long as nothing that it is made of changes. */
  private readonly kept = new Map<string, Kept>();

  constructor(private readonly parts: ExperimentParts) {}

  /** @throws UserError `usage` when no folder on a disk is open. */
  get store(): FolderExperimentStore {
    return new FolderExperimentStore(this.parts.folders.requireFolder());
  }

  /**
   * An experiment with its plan.
   *
   * @param file absolute path
   * @throws UserError for what is wrong in the file and what it names; the signal's reason when cancelled
   */
  async read(file: string, signal: AbortSignal): Promise<PlannedExperiment> {
    const { files, models } = this.parts;
    const source = await experimentSource(file, (model) => models.resolve(model));
    const kept = this.kept.get(file);
    // A file that is gone has no stamp: reading again says which it is.
    if (kept !== undefined && kept.stamp === (await this.stampOf(source, kept.planned).catch(() => undefined))) return kept.planned;
    const planned = await readExperiment(source, { files, trainings: this.trainings, experiments: this.store, hash: identityHash }, signal);
    this.kept.set(file, { stamp: await this.stampOf(source, planned), planned });
    return planned;
  }

  /** Absolute path of what a job leaves. */
  placeOf({ folder, output }: Pick<Job, 'folder' | 'output'>): string {
    return path.join(this.parts.folders.requireFolder(), folder, output);
  }

  private get trainings(): FolderTrainingStore {
    return new FolderTrainingStore(path.join(this.parts.folders.requireFolder(), '.blindspot', 'training'));
  }

  private async stampOf({ text }: ExperimentSource, { inputs: { base, model, training, tests } }: PlannedExperiment): Promise<string> {
    const files = [...(await this.trainings.filesOf(base.file)), model.file, training.file, ...Object.values(tests).map(({ file }) => file)];
    return JSON.stringify([text, await Promise.all(files.map((file) => stampOf(file)))]);
  }
}
