import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommanderError } from 'commander';
import { catalogue } from '../core/models/catalogue';
import { UserError } from '../core/userError';
import { usableMemory, userName } from '../doctor/machine';
import { ThisMachine } from '../doctor/thisMachine';
import { EngineClient } from '../engine/client';
import { LocalExecutor } from '../executors/local/localExecutor';
import { SlurmExecutor } from '../executors/slurm/slurmExecutor';
import { hubDownload } from '../engine/hubDownload';
import { FolderAnnotationStore } from '../storage/annotations/folderAnnotationStore';
import { FolderExperimentStore } from '../storage/experiments/folderExperimentStore';
import { DiskFiles } from '../storage/diskFiles';
import { DigestCache } from '../storage/fileDigest';
import { FileGenerationStore } from '../storage/generations/fileGenerationStore';
import { defaultModelsFolder, trainerFolder } from '../storage/models/defaultFolder';
import { ModelStore } from '../storage/models/modelStore';
import { pythonPackageDownload } from '../storage/models/pythonPackage';
import { identityHash } from '../storage/identityHash';
import { FolderRunStore } from '../storage/runs/folderRunStore';
import { DiskSetIndexes } from '../storage/sets/setIndex';
import { FolderTrainingStore } from '../storage/trainings/folderTrainingStore';
import { PythonTrainer } from '../training/driver';
import type { CliContext } from './context';
import { JobGoesOn } from './followJob';
import { buildProgram } from './program';

/*
 * The terminal's composition root: everything is built here and passed in. Exit codes: 0 done,
 * 1 failed, 2 wrong use, 130 cancelled.
 */

const here = path.dirname(fileURLToPath(import.meta.url));
const cancel = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    cancel.abort(new DOMException(`Cancelled by ${signal}`, 'AbortError'));
  });
}

// Nobody reads what is told any more, mostly because the terminal was closed. What is under way is still to stop in order.
process.stderr.on('error', () => undefined);

// `blindspot report … | head` closes the pipe early, which is the reader's right and no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

const modelsFolder = defaultModelsFolder({ environment: process.env, platform: process.platform, home: homedir() });
const digests = new DigestCache(modelsFolder);
const download = hubDownload({ program: path.join(here, 'download.mjs') });
const downloads = { pythonPackage: pythonPackageDownload(download, () => process.env), hub: download };
const trainerPlaces = { trainer: path.join(here, 'trainer'), environments: trainerFolder(modelsFolder, process.env) };
const startEngine = (): EngineClient => new EngineClient({ entry: path.join(here, 'engine.mjs') });
const context: CliContext = {
  print: (text) => process.stdout.write(text),
  tell: (text) => process.stderr.write(text),
  interactive: process.stderr.isTTY,
  cwd: process.cwd(),
  signal: cancel.signal,
  files: new DiskFiles(digests),
  generations: new FileGenerationStore(),
  runs: new FolderRunStore(path.resolve('.blindspot', 'runs')),
  sets: new DiskSetIndexes(),
  trainer: new PythonTrainer(trainerPlaces),
  trainings: new FolderTrainingStore(path.resolve('.blindspot', 'training')),
  experiments: new FolderExperimentStore(path.resolve('.')),
  executor: (where, atOnce, slurm) => {
    const program = { command: process.execPath, arguments: [fileURLToPath(import.meta.url)] };
    return where === 'slurm' ? new SlurmExecutor({ program, settings: slurm }) : new LocalExecutor({ program, keeper: path.join(here, 'keeper.mjs'), atOnce });
  },
  hash: identityHash,
  annotations: new FolderAnnotationStore(),
  download,
  models: (folder) => new ModelStore({ folder: folder ?? modelsFolder, catalogue, downloads, digests }),
  startEngine,
  startProbe: startEngine,
  doctor: { surroundings: new ThisMachine(trainerPlaces, process.env), installation: path.dirname(here), home: homedir(), user: userName() },
  versions: { blindspot: BLINDSPOT_VERSION, node: process.versions.node },
  memory: usableMemory(),
  now: () => Date.now(),
};

const program = buildProgram(context);
try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
  // A job that was only followed goes on, and says so.
  const stopped = process.exitCode === 130 && !(error instanceof JobGoesOn);
  if (stopped) context.tell('\nCancelled. The same command goes on with what could be kept.\n');
  else if (!(error instanceof CommanderError)) tellFailure(error);
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (cancel.signal.aborted) return 130;
  return error instanceof UserError && error.code === 'usage' ? 2 : 1;
}

function tellFailure(error: unknown): void {
  const verbose = program.opts<{ verbose?: true }>().verbose === true;
  const message = error instanceof Error ? error.message : String(error);
  context.tell(`blindspot: ${message}\n`);
  if (verbose && error instanceof Error) context.tell(`${error.stack ?? ''}\n`);
}
