import path from 'node:path';
import type { Job } from '../../core/experiment/job';
import type { Files } from '../../ports/files';
import { experimentSource } from '../../storage/experiments/experimentSource';
import { FolderExperimentStore } from '../../storage/experiments/folderExperimentStore';
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

/** The experiments of the folder that is open, whichever that is when they are asked for. */
export class WorkspaceExperiments {
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
    const { files, models, folders } = this.parts;
    const source = await experimentSource(file, (model) => models.resolve(model));
    const trainings = new FolderTrainingStore(path.join(folders.requireFolder(), '.blindspot', 'training'));
    return readExperiment(source, { files, trainings, experiments: this.store, hash: identityHash }, signal);
  }

  /** Absolute path of what a job leaves. */
  placeOf({ folder, output }: Job): string {
    return path.join(this.parts.folders.requireFolder(), folder, output);
  }
}
