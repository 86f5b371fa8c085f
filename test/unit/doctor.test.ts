import { describe, expect, it } from 'vitest';
import type { DoctorFacts } from '../../src/core/doctor/facts';
import { findingsOf, type Finding } from '../../src/core/doctor/findings';
import { privatePlaces, withoutPrivatePaths } from '../../src/core/doctor/privacy';
import { doctorText, inTrouble } from '../../src/core/doctor/report';
import { UserError } from '../../src/core/userError';
import type { Surroundings } from '../../src/ports/doctor';
import type { ModelProbe } from '../../src/ports/modelProbe';
import { examine } from '../../src/workflows/examine';

const healthy: DoctorFacts = {
  versions: { blindspot: '0.1.0', node: '20.20.2', editor: null },
  machine: { system: 'linux x64, 6.1.0', cores: 2, processor: 'A Processor', memory: 16e9, freeMemory: 9e9 },
  gpu: 'auto',
  engine: { gpu: 'cuda', devices: ['NVIDIA H200'], gpuMemory: 141e9, llamaCpp: 'b7000', nodeLlamaCpp: '3.22.1' },
  nvidia: ['NVIDIA H200'],
  folders: [{ name: 'Models folder', path: '/data/models', free: 50e9 }],
  uv: '0.8.0',
  python: { version: '3.12.1', makesEnvironments: true },
  trainer: { folder: { name: 'Trainer folder', path: '/data/trainer', free: 50e9 }, bytes: 5.9e9, needed: 6e9 },
  slurm: { version: 'slurm 24.05.1', partitions: ['gpu', 'cpu'] },
};

function finding(subject: string, changes: Partial<DoctorFacts>): Pick<Finding, 'standing' | 'found' | 'advice'> {
  const found = findingsOf({ ...healthy, ...changes }).find((entry) => entry.subject === subject);
  if (found === undefined) throw new Error(`The doctor says nothing of ${subject}.`);
  return found;
}

describe('the doctor', () => {
  it('has nothing to advise where everything is there', () => {
    const findings = findingsOf(healthy);
    expect(findings.filter(({ standing, advice }) => standing !== 'works' || advice !== null)).toEqual([]);
    expect(doctorText(findings).split('\n').slice(0, 5)).toEqual([
      'Models can be run on this machine.',
      '',
      'ok  Blindspot      0.1.0, on linux x64, 6.1.0',
      'ok  Node.js        20.20.2',
      'ok  Machine        2 cores (A Processor), 16.0 GB of memory, 9.0 GB free',
    ]);
  });

  it('names the backend that llama.cpp took', () => {
    expect(finding('Engine', {}).found).toBe('llama.cpp b7000 with CUDA (node-llama-cpp 3.22.1)');
    expect(finding('Engine', { engine: { gpu: null, devices: [], gpuMemory: null, llamaCpp: 'b7000', nodeLlamaCpp: '3.22.1' } }).found).toContain('on the CPU');
  });

  it('says that a card lies idle when the engine runs on the CPU beside it', () => {
    const engine = { gpu: null, devices: [], gpuMemory: null, llamaCpp: 'b7000', nodeLlamaCpp: '3.22.1' };
    expect(finding('GPU', { engine })).toMatchObject({ standing: 'absent', found: 'NVIDIA H200, which the engine does not use' });
    expect(finding('GPU', { engine }).advice).toContain('`npm run package -- --target linux-x64 --gpu cuda`');
    expect(finding('GPU', { engine, machine: { ...healthy.machine, system: 'linux arm64, 6.1.0' } }).advice).toContain('There is no engine with CUDA for this system.');
    expect(finding('GPU', { engine, nvidia: null })).toMatchObject({ standing: 'absent', found: 'none that llama.cpp can use' });
    expect(finding('GPU', { engine, gpu: 'off' }).found).toBe('NVIDIA H200; switched off');
  });

  it('says where the trainer is and what it takes, or whether there is room for it', () => {
    const { trainer } = healthy;
    expect(finding('Trainer', {})).toMatchObject({ standing: 'works', found: 'set up, 5.9 GB in /data/trainer, 50.0 GB free' });
    expect(finding('Trainer', { trainer: { ...trainer, bytes: null } })).toMatchObject({ standing: 'absent', found: 'not set up; /data/trainer, 50.0 GB free', advice: 'The first training sets it up, which takes about 6.0 GB.' });
    expect(finding('Trainer', { trainer: { ...trainer, bytes: null, folder: { ...trainer.folder, free: 2e9 } } }).advice).toBe('To set it up takes about 6.0 GB: make room there. The variable BLINDSPOT_TRAINER names another folder.');
    expect(finding('Trainer', { trainer: { ...trainer, bytes: null, folder: { ...trainer.folder, free: { problem: 'Cannot write in /data: it is on a read-only disk.' } } } })).toMatchObject({ standing: 'absent', found: '/data/trainer: Cannot write in /data: it is on a read-only disk.' });
  });

  it.each<[string, string, Partial<DoctorFacts>]>([
    ['an engine that does not start', 'Engine', { engine: { problem: 'The engine did not start.' } }],
    ['a Node.js that is too old', 'Node.js', { versions: { ...healthy.versions, node: '18.19.0' } }],
    ['a Node.js that is too old by its second number', 'Node.js', { versions: { ...healthy.versions, node: '20.2.0' } }],
    ['a disk without room', 'Models folder', { folders: [{ name: 'Models folder', path: '/m', free: 0.2e9 }] }],
    ['a folder that cannot be written', 'Models folder', { folders: [{ name: 'Models folder', path: '/m', free: { problem: 'Cannot write in /m: permission was denied.' } }] }],
    ['too little memory', 'Machine', { machine: { ...healthy.machine, memory: 1e9 } }],
    ['a Slurm that does not answer', 'Slurm', { slurm: { version: 'slurm 24.05.1', partitions: { problem: 'the controller cannot be reached' } } }],
  ])('counts as trouble, with advice: %s', (_, subject, changes) => {
    const found = finding(subject, changes);
    expect(found.standing).toBe('trouble');
    expect(found.advice).toMatch(/\w\.$/);
    const findings = findingsOf({ ...healthy, ...changes });
    expect(inTrouble(findings)).toBe(true);
    expect(doctorText(findings)).toMatch(/^Something needs to be done/);
  });

  it('counts what only training and clusters need as absent, which is no trouble', () => {
    const bare = findingsOf({ ...healthy, nvidia: null, uv: null, python: null, trainer: { ...healthy.trainer, bytes: null }, slurm: null });
    expect(bare.filter(({ standing }) => standing === 'absent').map(({ subject }) => subject)).toEqual(['uv', 'Python', 'Trainer', 'Slurm']);
    expect(inTrouble(bare)).toBe(false);
  });

  it('asks for neither uv nor Python where the other will do', () => {
    expect(finding('uv', { uv: null }).advice).toMatch(/^Not needed/);
    expect(finding('Python', { python: null }).advice).toMatch(/^Not needed/);
    expect(finding('Python', { uv: null, python: { version: '3.9.2', makesEnvironments: false } }).advice).toMatch(/3\.11/);
  });
});

describe('what the doctor says to anybody', () => {
  const say = (found: string, user = 'alice', home = '/home/alice'): string =>
    withoutPrivatePaths([{ subject: 's', standing: 'works', found, advice: null }], privatePlaces(home, [{ path: '/scratch/lab/alice/models', name: '<models folder>' }, { path: '/home/alice/work', name: '<working folder>' }]), user)[0]?.found ?? '';

  it('has no home folder in it', () => {
    expect(say('/home/alice/.local/share/blindspot/models, 2 GB free')).toBe('~/.local/share/blindspot/models, 2 GB free');
    expect(say('/home/alice: denied')).toBe('~: denied');
  });

  it('names other folders by what they are for, and hides the user’s name in paths', () => {
    expect(say('/scratch/lab/alice/models/x.gguf')).toBe('<models folder>/x.gguf');
    expect(say('/mnt/alice/engine.mjs did not start')).toBe('/mnt/<user>/engine.mjs did not start');
  });

  it('calls a folder inside another by its own name', () => {
    const places = privatePlaces('/home/alice', [{ path: '/scratch/nli', name: '<working folder>' }, { path: '/scratch/nli/models', name: '<models folder>' }]);
    const [finding] = withoutPrivatePaths([{ subject: 's', standing: 'works', found: '/scratch/nli/models/x', advice: null }], places, '');
    expect(finding?.found).toBe('<models folder>/x');
  });

  it('leaves alone what only begins alike', () => {
    expect(say('/home/alices/x and palice')).toBe('/home/alices/x and palice');
  });

  it('knows Windows paths, with either slash and in either case', () => {
    expect(say('c:/users/Alice/models and C:\\Users\\Alice\\x', 'Alice', 'C:\\Users\\Alice')).toBe('~/models and ~\\x');
  });

  it('hides no word where the system knows no name', () => {
    expect(say('in /opt/, 2 GB free', '')).toBe('in /opt/, 2 GB free');
  });
});

describe('an examination', () => {
  const around: Surroundings = {
    machine: () => healthy.machine,
    folder: async (name, path) => ({ name, path, free: 1e12 }),
    nvidia: async () => null,
    uv: async () => null,
    python: async () => null,
    trainer: async () => ({ folder: { name: 'Trainer folder', path: '/opt/alice/trainer', free: 1e12 }, bytes: null, needed: 6e9 }),
    slurm: async () => null,
  };
  const asked = { versions: healthy.versions, gpu: 'auto' as const, folders: [{ name: 'Models folder', path: '/home/alice/m' }], installation: '/opt/blindspot', home: '/home/alice', user: 'alice' };

  it('tells of an engine that does not start instead of failing, ends it, and names no private path', async () => {
    let disposed = 0;
    const probe = {
      backend: () => Promise.reject(new UserError('engine', 'The engine at /opt/blindspot/dist/engine.mjs did not start (/home/alice/lib is missing).')),
      dispose: async () => void (disposed += 1),
    } as Partial<ModelProbe> as ModelProbe;
    const findings = await examine(asked, around, () => probe);
    expect(findings.find(({ subject }) => subject === 'Engine')).toMatchObject({ standing: 'trouble', found: 'The engine at <Blindspot>/dist/engine.mjs did not start (~/lib is missing).' });
    expect(findings.find(({ subject }) => subject === 'Models folder')?.found).toBe('~/m, 1000.0 GB free');
    expect(findings.find(({ subject }) => subject === 'Trainer')?.found).toBe('not set up; <trainer folder>, 1000.0 GB free');
    expect(disposed).toBe(1);
    expect(JSON.stringify(findings)).not.toContain('alice');
  });
});
