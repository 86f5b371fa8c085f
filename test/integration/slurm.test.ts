import { execFile } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JobHandle } from '../../src/core/jobs/job';
import { slurmSettingsSchema } from '../../src/core/jobs/slurmSettings';
import { SlurmExecutor } from '../../src/executors/slurm/slurmExecutor';
import type { Job } from '../../src/ports/executor';
import { endOf, program, resumable, said, statusOf, stoppable, submitOne, whenSaid } from '../fixtures/jobs';
import { startSlurm, whyNoSlurm, type Cluster } from '../fixtures/slurm';

const whyNot = await whyNoSlurm();
if (whyNot !== null) console.warn(`The tests of Slurm are left out: ${whyNot}.`);

const cpus = 8;
const run = promisify(execFile);
let cluster: Cluster;
let folder: string;
let timeLimited: JobHandle;

const executor = (settings: Readonly<Record<string, unknown>> = {}): SlurmExecutor => new SlurmExecutor({ program, settings: slurmSettingsSchema.parse(settings), pauseMs: 200 });
const jobs = executor({ cpus: 1 });
const at = (name: string): string => path.join(folder, name);
const job = (name: string, script: string, more: Partial<Job> = {}): Job => ({ name, arguments: [script], cwd: folder, folder: at(name), ...more });
/** A job that stops where it is and goes on there. */
const resuming = (name: string, more: Partial<Job> = {}): Job => job(name, '', { arguments: [resumable, at(`${name}.checkpoint`)], ...more });

describe.skipIf(whyNot !== null)('a job of Slurm', () => {
  beforeAll(async () => {
    // What is quoted in the script, and what begins an option there.
    folder = await mkdtemp(path.join(tmpdir(), "slurm's jobs\n#SBATCH --hold\n"));
    cluster = await startSlurm(cpus);
    // The limit takes its time, so this job goes its way beside the tests; nobody preempts it there.
    timeLimited = await submitOne(jobs, resuming('limited', { resources: { time: '1', partition: 'urgent' } }));
  });
  afterAll(async () => {
    await cluster.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('leaves what it said and how it ended in its folder, and its script beside it', async () => {
    const odd = ['$(touch gone)', "it's; \"one\"\nargument\\", '*', ''];
    const good = await submitOne(jobs, job('good', '', { arguments: ['console.log(JSON.stringify(process.argv.slice(1))); console.error(process.cwd())', ...odd] }));
    const bad = await submitOne(jobs, job('bad', 'process.exit(3)'));
    expect(good.id).toMatch(/^\d+$/);
    expect(await endOf(jobs, good)).toMatchObject({ state: 'finished', code: 0, reason: null, seconds: expect.any(Number) as number });
    expect(await endOf(jobs, bad)).toEqual({ state: 'failed', code: 3, reason: 'It ended with exit code 3.' });
    expect(JSON.parse(await said(at('good'), 'output'))).toEqual(odd);
    expect(await said(at('good'), 'log')).toBe(`${folder}\n`);
    expect(JSON.parse(await said(at('good'), 'exit.json'))).toMatchObject({ job: good.id, code: 0, stopped: null });
    expect(await said(at('good'), 'job.sh')).toContain('#SBATCH --cpus-per-task=1\n');
    expect(await readdir(folder)).not.toContain('gone');
  });

  it('goes as an array with others that need the same, and each task keeps its own folder', async () => {
    const submitted = await jobs.submit(['one', 'two', 'three'].map((name, code) => job(name, `console.log('${name}'); process.exit(${code === 2 ? 4 : 0})`)));
    const handles = submitted.filter((handle) => handle !== undefined);
    const [one, two, three] = handles;
    if (one === undefined || two === undefined || three === undefined) throw new Error('no handles');
    expect(handles.map(({ id }) => id.split('_')[1])).toEqual(['0', '1', '2']);
    const next = await submitOne(jobs, job('after one and two', 'console.log("done")', { after: [one, two] }));
    const [never] = await jobs.submit([job('after three', '', { after: [three] })]);
    expect(await endOf(jobs, next)).toMatchObject({ state: 'finished' });
    expect(await endOf(jobs, three)).toMatchObject({ state: 'failed', code: 4 });
    expect(await said(at('two'), 'output')).toBe('two\n');
    // Not submitted where the other had failed already, else cancelled by Slurm.
    if (never !== undefined) expect(await endOf(jobs, never)).toMatchObject({ state: 'cancelled' });
    expect(await jobs.submit([job('too late', '', { after: [three] }), job('in time', '', { after: [one] })])).toEqual([undefined, expect.objectContaining({ executor: 'slurm' })]);
  });

  it('starts when the one before it has finished, and is cancelled when that one fails', async () => {
    const first = await submitOne(jobs, job('first', 'setTimeout(() => { console.log(Date.now()); process.exit(1) }, 1500)'));
    const second = await submitOne(jobs, job('second', '', { after: [first] }));
    expect(await statusOf(jobs, second)).toMatchObject({ state: 'queued' });
    expect(await endOf(jobs, second)).toMatchObject({ state: 'cancelled' });
    expect(await statusOf(jobs, first)).toMatchObject({ state: 'failed', code: 1 });
  });

  it('is found again instead of submitted twice, also by a process that was never told its number', async () => {
    const [one, other] = await jobs.submit([job('once', stoppable), job('also once', stoppable)]);
    expect(await executor().submit([job('also once', stoppable), job('once', stoppable)])).toEqual([other, one]);
    await jobs.cancel([one, other].flatMap((handle) => handle ?? []));
  });

  it('may write down what it has when it is cancelled, and does not begin when it still waits', async () => {
    const running = await submitOne(jobs, job('running', stoppable));
    const waiting = await submitOne(jobs, job('waiting', stoppable, { after: [running] }));
    await whenSaid(at('running'), 'log', 'started');
    await jobs.cancel([running, waiting]);
    expect(await endOf(jobs, running)).toMatchObject({ state: 'cancelled' });
    expect(await endOf(jobs, waiting)).toMatchObject({ state: 'cancelled' });
    expect(await said(at('running'), 'output')).toBe('stopped\n');
    expect(await said(at('running'), 'exit.json')).toContain('"code":130,"stopped":"cancelled"');
    expect(await said(at('waiting'), 'log')).toBe('');
  });

  it('makes room for a more urgent one, and goes on afterwards with what it had done', async () => {
    const handle = await submitOne(jobs, resuming('preempted', { resources: { cpus: cpus - 2 } }));
    await whenSaid(at('preempted'), 'log', 'started');
    const urgent = await submitOne(jobs, job('urgent', 'setTimeout(() => {}, 1000)', { resources: { cpus: 4, partition: 'urgent' } }));
    expect(await endOf(jobs, urgent)).toMatchObject({ state: 'finished' });
    expect(await endOf(jobs, handle)).toMatchObject({ state: 'finished', code: 0, reason: null });
    expect(await said(at('preempted'), 'output')).toBe('went on\n');
    expect(await said(at('preempted'), 'log')).toBe('started\n');
  });

  it('is refused with a sentence where there is no such partition or no such node', async () => {
    await expect(executor({ partition: 'gpu' }).submit([job('nowhere', '')])).rejects.toMatchObject({
      code: 'executor',
      message: expect.stringMatching(/^Slurm refused the job: invalid partition specified: gpu; .*"sinfo" lists the partitions; choose one of them\. Its script is .*job\.sh\.$/s) as string,
    });
    await expect(executor({ memory: '900G' }).submit([job('huge', '')])).rejects.toThrow(/^Slurm refused the job: .*ask for less/s);
  });

  it('tells why the queue never starts it', async () => {
    const handle = await submitOne(executor({ cpus: cpus + 1 }), job('too wide', ''));
    await expect.poll(async () => (await statusOf(jobs, handle)).reason, { timeout: 30_000 }).toMatch(/^It asks for more than its partition allows, so it will not start: cancel it/);
    await jobs.cancel([handle]);
    expect(await endOf(jobs, handle)).toMatchObject({ state: 'cancelled' });
  });

  it('is told to stop before its time limit, and goes on in a next turn', async () => {
    expect(await endOf(jobs, timeLimited)).toMatchObject({ state: 'finished', code: 0, reason: null });
    expect(await said(at('limited'), 'output')).toBe('went on\n');
    const { stdout } = await run('scontrol', ['--oneliner', 'show', 'job', timeLimited.id]);
    expect(stdout).toMatch(/JobState=COMPLETED .* Restarts=1 /);
  });

  it('waits for its node when that goes down, and goes on when it is back', async () => {
    const handle = await submitOne(jobs, resuming('on a node'));
    await whenSaid(at('on a node'), 'log', 'started');
    await run('scontrol', ['update', `nodename=${cluster.node}`, 'state=down', 'reason=test']);
    try {
      await expect.poll(async () => (await statusOf(jobs, handle)).reason, { timeout: 30_000 }).toMatch(/^The nodes that it could run on are down/);
      expect(await statusOf(jobs, handle)).toMatchObject({ state: 'queued' });
    } finally {
      await run('scontrol', ['update', `nodename=${cluster.node}`, 'state=resume']);
    }
    expect(await endOf(jobs, handle)).toMatchObject({ state: 'finished' });
  });

  it('that Slurm has forgotten is known by its record, and is lost without one', async () => {
    const [known, lost] = ['good', 'never there'].map((name): JobHandle => ({ executor: 'slurm', id: '999999', folder: at(name) }));
    if (known === undefined || lost === undefined) throw new Error('no handles');
    // The record is of another job's number.
    expect(await statusOf(jobs, known)).toMatchObject({ state: 'lost' });
    const id = (JSON.parse(await readFile(path.join(at('good'), 'exit.json'), 'utf8')) as { job: string }).job;
    await run('scontrol', ['show', 'job', id]);
    expect(await statusOf(jobs, lost)).toMatchObject({ state: 'lost', reason: expect.stringContaining('Submit it again') as string });
  });
});

describe('without a Slurm', () => {
  it('it is said that there is none', async () => {
    const there = process.env['PATH'];
    const none = await mkdtemp(path.join(tmpdir(), 'slurm-none-'));
    process.env['PATH'] = none;
    try {
      await expect(executor().submit([{ ...job('x', ''), folder: path.join(none, 'job') }])).rejects.toMatchObject({ code: 'executor', message: expect.stringMatching(/^Slurm is not there: its command sbatch was not found\. Run this on a machine of the cluster/) as string });
    } finally {
      process.env['PATH'] = there;
      await rm(none, { recursive: true, force: true });
    }
  });
});
