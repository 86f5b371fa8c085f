import { jobFiles } from '../../core/jobs/jobFolder';
import type { Resources } from '../../core/jobs/job';
import { secondsOf, type SlurmSettings } from '../../core/jobs/slurmSettings';
import type { Job } from '../../ports/executor';
import type { JobProgram } from '../jobProgram';
import { quoted } from './quoted';

export interface ScriptParts {
  readonly program: JobProgram;
  /** One, or the tasks of an array. */
  readonly jobs: readonly Pick<Job, 'name' | 'arguments' | 'cwd' | 'folder'>[];
  readonly settings: SlurmSettings & Resources;
}

/** How long before its time limit a job is told to stop, in seconds: a large model's step and checkpoint. */
const usualWarning = 120;
/** A job that never gets on must not go round for ever. */
const mostRestarts = 100;

/**
 * The script for `sbatch`, which is submitted from its own folder. It starts the program, passes on that it should
 * stop, goes back into the queue when it was the time limit that stopped it, and leaves the exit record.
 */
export function jobScript({ program, jobs, settings }: ScriptParts): string {
  return `#!/bin/bash
${directives(jobs, settings).map((option) => `#SBATCH ${option}\n`).join('')}# Written by Blindspot. By hand: "sbatch job.sh", in the folder of this file.

${jobs.length === 1 ? jobs.map((job) => lines(program, job)).join('') : cases(program, jobs)}
begun=$(date -u +%Y-%m-%dT%H:%M:%SZ)
stopped=null
child=
cd -- "$folder" || exit 1
rm -f ${jobFiles.exit}
exec >${jobFiles.output} 2>>${jobFiles.log}

end() {
  printf '{"job":"%s","code":%d,"stopped":%s,"begun":"%s","ended":"%s"}\\n' "$job" "$1" "$stopped" "$begun" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" >"$folder/${jobFiles.exit}.part"
  mv -f "$folder/${jobFiles.exit}.part" "$folder/${jobFiles.exit}"
  exit "$1"
}
stop() {
  if [ "$stopped" = null ]; then stopped=$1; fi
  if [ -n "$child" ]; then kill -TERM "$child" 2>/dev/null; fi
  interrupted=yes
}
trap 'stop "\\"cancelled\\""' TERM
trap 'stop "\\"time limit\\""' USR1

${preparation(settings).map((line) => `${line}\n`).join('')}cd -- "$cwd" || end 1
if [ "$stopped" != null ]; then end 143; fi
"\${command[@]}" &
child=$!
if [ "$stopped" != null ]; then kill -TERM "$child"; fi
# A signal ends the waiting and not the program, which may write down what it has done.
interrupted=yes
while [ -n "$interrupted" ]; do
  interrupted=
  wait "$child"
  code=$?
done
if [ "$stopped" = '"time limit"' ] && [ "$code" -ne 0 ] && [ "\${SLURM_RESTART_COUNT:-0}" -lt ${mostRestarts} ] && scontrol requeue "$job"; then exit 0; fi
end "$code"
`;
}

function directives(jobs: ScriptParts['jobs'], settings: ScriptParts['settings']): readonly string[] {
  const { partition, account, qos, constraint, gpus, cpus, memory, time } = settings;
  const array = jobs.length > 1;
  return [
    `--job-name=${jobName(jobs)}`,
    ...(array ? [`--array=0-${jobs.length - 1}`] : []),
    ...option('partition', partition),
    ...option('account', account),
    ...option('qos', qos),
    ...option('constraint', constraint),
    ...(gpus === undefined || gpus === 0 ? [] : [`--gres=gpu:${gpus}`]),
    ...option('cpus-per-task', cpus),
    ...option('mem', memory),
    ...option('time', time),
    // Slurm's own words; the program's are in the folder of its job.
    `--output=slurm${array ? '-%a' : ''}.log`,
    '--open-mode=append',
    '--requeue',
    `--signal=B:USR1@${time === undefined ? usualWarning : Math.max(1, Math.min(usualWarning, Math.floor(secondsOf(time) / 4)))}`,
    ...settings.sbatch,
  ];
}

function option(name: string, value: string | number | undefined): readonly string[] {
  return value === undefined ? [] : [`--${name}=${value}`];
}

function jobName(jobs: ScriptParts['jobs']): string {
  const name = jobs[0]?.name.replaceAll(/[^\w.-]+/g, '-').replace(/^-+/, '');
  return name || 'blindspot';
}

function lines(program: JobProgram, job: ScriptParts['jobs'][number], id = '$SLURM_JOB_ID'): string {
  const command = [program.command, ...program.arguments, ...job.arguments].map(quoted).join(' ');
  return `job=${id}\nfolder=${quoted(job.folder)}\ncwd=${quoted(job.cwd)}\ncommand=(${command})\n`;
}

function cases(program: JobProgram, jobs: ScriptParts['jobs']): string {
  const each = jobs.map((job, task) => `${task})\n${lines(program, job, '${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}')};;\n`);
  return `case $SLURM_ARRAY_TASK_ID in\n${each.join('')}esac\n`;
}

function preparation({ cpus, modules, setup }: SlurmSettings): readonly string[] {
  return [
    ...(cpus === undefined ? [] : [`export OMP_NUM_THREADS=${cpus}`]),
    // A shell that is no login shell may not know the command.
    ...(modules.length === 0 ? [] : ['type module >/dev/null 2>&1 || . /etc/profile']),
    ...modules.map((module) => `module load ${quoted(module)} || end 1`),
    ...setup,
  ];
}
