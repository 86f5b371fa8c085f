import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Option, type Command } from 'commander';
import { slurmSettingsSchema, type SlurmSettings } from '../core/jobs/slurmSettings';
import { parseSettings } from '../core/settingsFile';
import { UserError } from '../core/userError';
import { explain, systemCode } from '../storage/systemError';
import { positive } from './arguments';
import type { CliContext } from './context';

/** What sends a command to Slurm; no part of what the job is told. */
export interface SlurmFlags {
  readonly executor: 'local' | 'slurm';
  readonly slurm?: string;
  readonly partition?: string;
  readonly account?: string;
  readonly gpus?: string;
  readonly cpus?: number;
  readonly mem?: string;
  readonly time?: string;
  readonly wait?: true;
}

/** Where the settings are when nobody names a file. */
const usualFile = path.join('.blindspot', 'slurm.json');

const only = { partition: 'partition', account: 'account', gpus: 'gpus', cpus: 'cpus', mem: 'memory', time: 'time' } as const;

export const slurmFlagNames: ReadonlySet<string> = new Set(['executor', 'slurm', 'wait', ...Object.keys(only)]);

export function addSlurmFlags(command: Command): Command {
  return command
    .optionsGroup('On a cluster:')
    .addOption(new Option('--executor <where>', 'where it runs').choices(['local', 'slurm']).default('local'))
    .option('--slurm <file.json>', `partition, modules and the rest of what stays the same (default: ${usualFile}, if it is there)`)
    .option('--partition <name>', 'as for sbatch')
    .option('--account <name>', 'as for sbatch')
    .option('--gpus <n>', 'a number, or kind and number: a100:2')
    .option('--cpus <n>', 'CPUs of the job', positive)
    .option('--mem <size>', 'as for sbatch: 16G')
    .option('--time <limit>', 'as for sbatch: 90 (minutes), 4:00:00, 1-12')
    .option('--wait', 'follow the job to its end; Ctrl+C leaves it alone');
}

/** @throws UserError `usage` for flags that do nothing where no job is submitted */
export function refuseSlurmFlags(flags: SlurmFlags): void {
  const idle = (['slurm', ...Object.keys(only), 'wait'] as (keyof SlurmFlags)[]).find((name) => flags[name] !== undefined);
  if (idle !== undefined) throw new UserError('usage', `--${idle} is about a job of Slurm: add --executor slurm.`);
}

/**
 * The settings of the file, and the flags over them.
 *
 * @throws UserError `usage` that names what is wrong, or `not-found`
 */
export async function slurmSettings(flags: SlurmFlags, { cwd }: Pick<CliContext, 'cwd'>): Promise<SlurmSettings> {
  const file = path.resolve(cwd, flags.slurm ?? usualFile);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (flags.slurm === undefined && systemCode(error) === 'ENOENT') return '{}';
    throw explain(error, 'read the settings of Slurm', file);
  });
  const settings = parseSettings(text, { file, what: 'file of settings of Slurm', schema: slurmSettingsSchema });
  const given = Object.fromEntries(
    Object.entries(only).flatMap(([flag, name]) => {
      const value = flags[flag as keyof typeof only];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const parsed = slurmSettingsSchema.safeParse({ ...settings, ...given });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const flag = Object.entries(only).find(([, name]) => name === issue?.path[0])?.[0];
  throw new UserError('usage', `--${flag ?? String(issue?.path[0])}: ${issue?.message ?? ''}.`);
}
