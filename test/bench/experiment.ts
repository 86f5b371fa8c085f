import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatEvent } from '../../src/core/experiment/events';
import { parseExperiment } from '../../src/core/experiment/experimentFile';
import { planOf } from '../../src/core/experiment/plan';
import { Schedule } from '../../src/core/experiment/schedule';
import { identityHash } from '../../src/storage/identityHash';
import { median, type Figure } from './figure';
import { writePairs } from './pairs';
import { cache, cli } from './places';
import { runProgram } from './program';

const processes = 5;
/** Of the laptop's grid with two tests: each adds 72 jobs to the seven that all share. */
const seeds = Array.from({ length: 140 }, (_, at) => at + 1);
const name = 'thousands';

/**
 * What scheduling costs: `blindspot experiment plan` and `status` on an experiment of about ten thousand jobs, half of
 * them finished, each as a whole process; and the core's part of it alone, with the memory that it takes.
 */
export async function measureExperiment(): Promise<readonly Figure[]> {
  const folder = join(cache, 'experiment');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writePairs(join(folder, 'multinli_1.0_train.jsonl'), 12_000);
  await writePairs(join(folder, 'matched.jsonl'), 600);
  await writeFile(join(folder, 'model.gguf'), 'GGUF');
  const tests = { matched: { data: 'matched.jsonl' }, hans: { data: 'matched.jsonl' } };
  const content = JSON.stringify({ preset: 'laptop', base: 'model.gguf', seeds, tests });
  const file = join(folder, `${name}.experiment.json`);
  await writeFile(file, content);
  const run = (command: string): Promise<{ readonly stdout: string; readonly seconds: number }> =>
    runProgram(process.execPath, [cli, 'experiment', command, file, '--json'], { cwd: folder, env: { BLINDSPOT_MODELS: join(folder, 'models') } });

  const planned = JSON.parse((await run('plan')).stdout) as { readonly jobs: readonly { readonly id: string; readonly kind: string; readonly work: number }[] };
  const finished = planned.jobs.slice(0, planned.jobs.length / 2);
  const handle = { executor: 'local', id: 'x', folder } as const;
  const journal = finished.flatMap(({ id, kind, work }) => [
    formatEvent({ type: 'submitted', at: '', job: id, attempt: 1, handle }),
    formatEvent({ type: 'finished', at: '', job: id, seconds: 1, kind, work, bytes: 1 }),
  ]);
  await writeFile(join(folder, '.blindspot', 'experiments', name, 'journal.jsonl'), `${journal.join('\n')}\n`);

  const milliseconds = async (command: string): Promise<number> => {
    const times: number[] = [];
    for (let at = 0; at < processes; at += 1) times.push((await run(command)).seconds * 1000);
    return median(times);
  };
  const setting = `${planned.jobs.length.toLocaleString('en')} jobs, half of them finished, Node ${process.versions.node}, whole process, median of ${processes}`;
  return [
    { key: 'experiment_plan_ms', value: await milliseconds('plan'), unit: 'ms', wanted: { atMost: 2000 }, setting },
    { key: 'experiment_status_ms', value: await milliseconds('status'), unit: 'ms', wanted: { atMost: 1000 }, setting },
    ...inCore(content),
  ];
}

function inCore(content: string): Figure[] {
  const experiment = parseExperiment(content, 'x.experiment.json');
  const file = (part: string): { file: string; sha256: string } => ({ file: `/${part}`, sha256: identityHash(part) });
  const set = { ...file('set'), examples: 600 };
  const inputs = { base: file('base'), model: file('model'), training: { ...file('training'), labels: { entailment: 4000, neutral: 4000, contradiction: 4000 } }, tests: { matched: set, hans: set } };
  const before = process.memoryUsage().heapUsed;
  const { jobs } = planOf(experiment, inputs, { folder: 'x', hash: identityHash });
  const megabytes = (process.memoryUsage().heapUsed - before) / 1e6;
  const begun = performance.now();
  const schedule = new Schedule(jobs);
  for (let job = schedule.next(); job !== undefined; job = schedule.next()) schedule.met(job.id);
  const milliseconds = performance.now() - begun;
  const setting = `${jobs.length.toLocaleString('en')} jobs, in one process`;
  return [
    { key: 'experiment_plan_mb', value: megabytes, unit: 'MB', setting: `heap after planning ${setting}` },
    { key: 'experiment_schedule_ms', value: milliseconds, unit: 'ms', setting: `taking and meeting each of ${setting}` },
  ];
}
