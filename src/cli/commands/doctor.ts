import type { Command } from 'commander';
import { doctorText, inTrouble } from '../../core/doctor/report';
import { examine } from '../../workflows/examine';
import { gpuOption } from '../arguments';
import type { CliContext } from '../context';

interface DoctorFlags {
  readonly models?: string;
  readonly gpu: 'auto' | 'off';
  readonly json?: true;
}

export function addDoctor(program: Command, context: CliContext): void {
  program
    .command('doctor')
    .description('Say what works on this machine and what does not, with what to do. Private paths are left out.')
    .option('--models <folder>', "where models are kept (default: BLINDSPOT_MODELS, or the user's data folder)")
    .addOption(gpuOption())
    .option('--json', 'print the findings as JSON')
    .action((flags: DoctorFlags) => runDoctor(flags, context));
}

async function runDoctor({ models, gpu, json }: DoctorFlags, context: CliContext): Promise<void> {
  const { surroundings, ...of } = context.doctor;
  const folders = [
    { name: 'Models folder', path: context.models(models).folder },
    { name: 'Working folder', path: context.cwd },
  ];
  const findings = await examine({ ...of, versions: { ...context.versions, editor: null }, gpu, folders }, surroundings, context.startProbe);
  if (json) context.print(`${JSON.stringify({ works: !inTrouble(findings), findings })}\n`);
  else context.print(doctorText(findings));
}
