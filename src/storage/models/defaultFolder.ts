import path from 'node:path';

export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly home: string;
}

/** Where Python environments of the trainer are kept. @param modelsFolder the default one */
export function trainerFolder(modelsFolder: string, environment: Surroundings['environment']): string {
  return environment['BLINDSPOT_TRAINER'] || path.join(modelsFolder, '..', 'trainer');
}

/**
 * Where models live when nobody says otherwise: BLINDSPOT_MODELS, else the folder for a user's data
 * on this system (XDG Base Directory Specification 0.8; Application Support; LOCALAPPDATA).
 */
export function defaultModelsFolder({ environment, platform, home }: Surroundings): string {
  const chosen = environment['BLINDSPOT_MODELS'];
  if (chosen) return chosen;
  if (platform === 'win32') {
    const local = environment['LOCALAPPDATA'] ?? path.win32.join(home, 'AppData', 'Local');
    return path.win32.join(local, 'blindspot', 'models');
  }
  if (platform === 'darwin') return path.posix.join(home, 'Library', 'Application Support', 'blindspot', 'models');
  const data = environment['XDG_DATA_HOME'];
  // The specification: a relative path in the variable is invalid and to be ignored.
  const base = data !== undefined && path.posix.isAbsolute(data) ? data : path.posix.join(home, '.local', 'share');
  return path.posix.join(base, 'blindspot', 'models');
}
