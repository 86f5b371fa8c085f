// npm run proof [-- --executor local|slurm --seeds N --at-once N --folder DIR --minutes N]: the study as published, with several seeds, carried
// out by the real driver, journal and executor with a stand-in for the program that takes a ten-thousandth of a 7B
// model's time. Every twentieth attempt fails, the driver is killed twice, and on Slurm (a real one of this machine's own)
// a running job is put back into the queue. Ends with 1 unless the figure is that of an undisturbed run and no job was
// done twice; with 3 when the minutes are over, and the same command with the same folder goes on. It is no part of
// `npm run verify`, which has the same in small.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { count } from '../../src/core/report/format';
import { describeSeconds } from '../../src/core/runs/duration';
import { runProgram } from '../bench/program';
import { root } from '../bench/places';
import { buildSimulation, Simulation, type SimulationOptions, type Weather } from '../fixtures/simulation';
import { requeueOne, startSlurm, whyNoSlurm } from '../fixtures/slurm';

const { values } = parseArgs({
  options: { executor: { type: 'string', default: 'local' }, seeds: { type: 'string', default: '8' }, 'at-once': { type: 'string' }, folder: { type: 'string' }, minutes: { type: 'string', default: '600' } },
});
const onSlurm = values.executor === 'slurm';
const seeds = Array.from({ length: Number(values.seeds) }, (_, at) => at + 1);
/** Slurm's queue is there to be filled. */
const atOnce = Number(values['at-once'] ?? (onSlurm ? 100 : 4));
/** A training goes through ten examples a second; every job takes a while of its own. */
const weather: Weather = { milliseconds: 300, microsecondsEach: 10, failures: '0.05/1' };
/** MNLI's training examples, each once, with those held out. */
const trainingPairs = 391_722 + 3 * 250;
/** In place of the preset's, which this machine does not have. */
const resources = { cpus: 1, gpus: 0, memory: '100M' };
const study = {
  preset: 'paper',
  gguf: 'model.gguf',
  seeds,
  resources: { train: resources, generate: resources, evaluate: resources, data: resources },
};

/** Jobs of this machine's Slurm at a time: more than it has cores, as most of them only wait. */
const cpus = 8;

const simulations: Simulation[] = [];
let late = false;
const timer = setTimeout(() => {
  late = true;
  for (const simulation of simulations) simulation.kill();
}, 60_000 * Number(values.minutes));

process.exitCode = await main();
clearTimeout(timer);

async function main(): Promise<number> {
  await runProgram('npm', ['run', 'build'], { cwd: root });
  await buildSimulation();
  const whyNot = onSlurm ? await whyNoSlurm() : null;
  if (whyNot !== null) throw new Error(whyNot);
  const folder = values.folder ?? (await mkdtemp(path.join(tmpdir(), 'blindspot-proof-')));
  const cluster = onSlurm ? await startSlurm(cpus) : undefined;
  try {
    return await prove(folder);
  } catch (error) {
    if (!late) throw error;
    console.log('The minutes are over. The same command goes on in the same folder.');
    return 3;
  } finally {
    await cluster?.stop();
    if (values.folder === undefined) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function simulate(folder: string, options: SimulationOptions): Promise<Simulation> {
  const simulation = await Simulation.make(folder, study, { ...options, trainingPairs });
  simulations.push(simulation);
  return simulation;
}

function requireTime(): void {
  if (late) throw new Error('The minutes are over.');
}

async function prove(folder: string): Promise<number> {
  // A job's outcome does not depend on who runs it.
  const calm = await simulate(path.join(folder, 'calm'), { atOnce: 4 });
  const calmBefore = (await calm.finished()).length;
  const [figure, calmSeconds] = await timed(() => calm.toTheEnd());
  const jobs = new Set(await calm.finished()).size;
  console.log(`Undisturbed, on this machine and without waiting: ${describePace(jobs, calmBefore, calmSeconds)}.`);

  const rough = await simulate(path.join(folder, 'rough'), { executor: onSlurm ? 'slurm' : 'local', atOnce });
  const earlier = (await rough.finished()).length;
  const [again, seconds] = await timed(async () => {
    await rough.killedAfter(Math.floor(jobs / 3), weather);
    requireTime();
    if (onSlurm) console.log(`Put back into the queue: job ${await requeueOne()}.`);
    await rough.killedAfter(Math.floor((2 * jobs) / 3), weather);
    requireTime();
    return rough.toTheEnd(weather);
  });
  const events = await rough.events();
  const finished = await rough.finished();
  const of = (type: string): number => events.filter((event) => event.type === type).length;
  console.log(
    `Disturbed, ${onSlurm ? 'on Slurm' : 'on this machine'}: ${describePace(finished.length, earlier, seconds)}, ` +
      `${count(of('submitted'))} attempts, ${count(of('failed'))} of them failed, ${count(of('began'))} drives.`,
  );
  const faults = [
    ...(isDeepStrictEqual(again, figure) ? [] : ['the figure is another one']),
    ...(finished.length === jobs && new Set(finished).size === jobs ? [] : [`the journal has ${finished.length} ends of ${new Set(finished).size} jobs, and ${jobs} were planned`]),
    ...((await rough.ends()).every((ends) => ends === 1) ? [] : ['a job came to its end twice']),
  ];
  console.log(faults.length === 0 ? 'The figure is the same, and every job came to its end once.' : `WRONG: ${faults.join('; ')}.`);
  return faults.length === 0 ? 0 : 1;
}

/** @param before of an earlier sitting */
function describePace(jobs: number, before: number, seconds: number): string {
  return `${count(jobs)} jobs${before === 0 ? '' : `, the last ${count(jobs - before)}`} in ${describeSeconds(seconds)} (${count(Math.round((60 * (jobs - before)) / seconds))} a minute)`;
}

async function timed<Result>(work: () => Promise<Result>): Promise<readonly [Result, number]> {
  const begun = performance.now();
  return [await work(), (performance.now() - begun) / 1000];
}
