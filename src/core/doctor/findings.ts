import { formatBytes } from '../models/formatBytes';
import type { DoctorFacts, FolderFacts, MachineFacts } from './facts';

/** `works`: nothing to do; `absent`: not there, and only needed for one thing; `trouble`: something will fail. */
export type Standing = 'works' | 'absent' | 'trouble';

export interface Finding {
  /** What was looked at, such as `Engine`. */
  readonly subject: string;
  readonly standing: Standing;
  readonly found: string;
  /** What to do; null where there is nothing to do. */
  readonly advice: string | null;
}

/** Oldest Node.js that the programs run on. */
const oldestNode = { major: 20, minor: 3 };
/** Too little for the smallest model with room to work. */
const littleMemory = 1.5e9;
/** The smallest model and some runs. */
const littleRoom = 0.5e9;
/** Systems that there is a build with CUDA or Vulkan for, as `npm run package` calls them. */
const gpuTargets = ['linux-x64', 'win32-x64'];

const otherTrainerFolder = 'The variable BLINDSPOT_TRAINER names another folder.';

const gpuNames: Readonly<Record<string, string>> = { cuda: 'CUDA', vulkan: 'Vulkan', metal: 'Metal' };

/** What works and what does not, each with what to do. */
export function findingsOf(facts: DoctorFacts): Finding[] {
  return [
    versionFinding(facts),
    nodeFinding(facts.versions.node),
    machineFinding(facts.machine),
    engineFinding(facts),
    gpuFinding(facts),
    ...facts.folders.map(folderFinding),
    uvFinding(facts),
    pythonFinding(facts),
    trainerFinding(facts),
    slurmFinding(facts),
  ];
}

function versionFinding({ versions, machine }: DoctorFacts): Finding {
  const editor = versions.editor === null ? '' : `, in ${versions.editor}`;
  return works('Blindspot', `${versions.blindspot}${editor}, on ${machine.system}`);
}

function nodeFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > oldestNode.major || (major === oldestNode.major && minor >= oldestNode.minor)) return works('Node.js', version);
  return trouble('Node.js', version, `Install Node.js ${oldestNode.major}.${oldestNode.minor} or newer.`);
}

function machineFinding({ cores, processor, memory, freeMemory }: MachineFacts): Finding {
  const found = `${cores} ${cores === 1 ? 'core' : 'cores'} (${processor}), ${formatBytes(memory)} of memory, ${formatBytes(freeMemory)} free`;
  return memory < littleMemory ? trouble('Machine', found, 'Only the smallest models fit, if any: use a machine with more memory.') : works('Machine', found);
}

function engineFinding({ engine }: DoctorFacts): Finding {
  if ('problem' in engine) return trouble('Engine', engine.problem, 'No model can be run. Install Blindspot again, for this system and processor.');
  const where = engine.gpu === null ? 'on the CPU' : `with ${gpuNames[engine.gpu] ?? engine.gpu}`;
  return works('Engine', `llama.cpp ${engine.llamaCpp} ${where} (node-llama-cpp ${engine.nodeLlamaCpp})`);
}

function gpuFinding({ engine, nvidia, gpu, machine }: DoctorFacts): Finding {
  const cards = nvidia ?? [];
  if (gpu === 'off') return absent('GPU', [...cards, 'switched off'].join('; '), 'Models run on the CPU, as was asked for.');
  if ('problem' in engine) return absent('GPU', cards.length === 0 ? 'unknown' : cards.join('; '), 'The engine has to work first.');
  if (engine.gpu !== null) {
    const memory = engine.gpuMemory === null ? '' : `, ${formatBytes(engine.gpuMemory)}`;
    return works('GPU', `${engine.devices.join('; ') || (gpuNames[engine.gpu] ?? engine.gpu)}${memory}`);
  }
  if (cards.length === 0) return absent('GPU', 'none that llama.cpp can use', 'Models run on the CPU, which is slower.');
  return absent('GPU', `${cards.join('; ')}, which the engine does not use`, `Models run on the CPU, while training uses the GPU all the same. ${gpuBuild(machine)}`);
}

/** How to come by an engine that uses the card. */
function gpuBuild({ system }: MachineFacts): string {
  const [target = ''] = system.replace(' ', '-').split(',');
  if (!gpuTargets.includes(target)) return 'There is no engine with CUDA for this system.';
  return `In a checkout \`npm run package -- --target ${target} --gpu cuda\` (or \`--gpu vulkan\`, which is smaller) makes the extension with an engine for it. Where that is what is installed, a library is missing: CUDA's libcudart and libcublas, or Vulkan's loader (docs/clusters.md, “Which GPU build is used”).`;
}

function folderFinding({ name, path, free }: FolderFacts): Finding {
  if (typeof free !== 'number') return trouble(name, `${path}: ${free.problem}`, 'Choose another folder, or change its permissions.');
  const found = `${path}, ${formatBytes(free)} free`;
  return free < littleRoom ? trouble(name, found, 'Make room on this disk.') : works(name, found);
}

function uvFinding({ uv, python }: DoctorFacts): Finding {
  if (uv !== null) return works('uv', uv);
  const advice = python?.makesEnvironments === true ? 'Not needed: Python will do. uv is faster.' : 'Needed to train: install it (https://docs.astral.sh/uv), or Python 3.11 or newer.';
  return absent('uv', 'not found', advice);
}

function pythonFinding({ python, uv }: DoctorFacts): Finding {
  if (python === null) return absent('Python', 'not found', uv === null ? 'Needed to train: install Python 3.11 or newer, or uv.' : 'Not needed: uv brings its own.');
  if (python.makesEnvironments) return works('Python', python.version);
  return absent('Python', python.version, uv === null ? 'To train, it must be 3.11 or newer and have its venv module (on Debian and Ubuntu: python3-venv); or install uv.' : 'Not needed: uv brings its own.');
}

function trainerFinding({ trainer: { folder, bytes, needed }, uv, python }: DoctorFacts): Finding {
  const { path, free } = folder;
  if (typeof free !== 'number') return absent('Trainer', `${path}: ${free.problem}`, otherTrainerFolder);
  const room = `${path}, ${formatBytes(free)} free`;
  if (bytes !== null) return works('Trainer', `set up, ${formatBytes(bytes)} in ${room}`);
  const found = `not set up; ${room}`;
  if (uv === null && python?.makesEnvironments !== true) return absent('Trainer', found, 'To train, install uv first.');
  if (free < needed) return absent('Trainer', found, `To set it up takes about ${formatBytes(needed)}: make room there. ${otherTrainerFolder}`);
  return absent('Trainer', found, `The first training sets it up, which takes about ${formatBytes(needed)}.`);
}

function slurmFinding({ slurm }: DoctorFacts): Finding {
  if (slurm === null) return absent('Slurm', 'not found', 'Only needed to run jobs on a cluster: run Blindspot where sbatch is.');
  if ('problem' in slurm.partitions) return trouble('Slurm', `${slurm.version}, which does not answer: ${slurm.partitions.problem}`, 'Jobs cannot be submitted: ask whoever runs the cluster.');
  return works('Slurm', `${slurm.version}, partitions: ${slurm.partitions.join(', ') || 'none'}`);
}

function works(subject: string, found: string): Finding {
  return { subject, standing: 'works', found, advice: null };
}

function absent(subject: string, found: string, advice: string): Finding {
  return { subject, standing: 'absent', found, advice };
}

function trouble(subject: string, found: string, advice: string): Finding {
  return { subject, standing: 'trouble', found, advice };
}
