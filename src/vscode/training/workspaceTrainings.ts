import path from 'node:path';
import { FolderTrainingStore } from '../../storage/trainings/folderTrainingStore';
import type { WorkspaceRuns } from '../shared/workspace';

/** The trainings of the folder that is open, whichever that is when they are asked for. */
export class WorkspaceTrainings {
  constructor(private readonly folders: Pick<WorkspaceRuns, 'requireFolder'>) {}

  /** @throws UserError `usage` when no folder on a disk is open. */
  get store(): FolderTrainingStore {
    return new FolderTrainingStore(path.join(this.folders.requireFolder(), '.blindspot', 'training'));
  }
}
