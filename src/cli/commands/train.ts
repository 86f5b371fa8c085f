import path from 'node:path';
import type { Command } from 'commander';
import { count } from '../../core/report/format';
import { describeAgreement } from '../../core/training/agreement';
import type { TrainingConfig } from '../../core/training/config';
import { describeTraining } from '../../core/training/describeTraining';
import type { Validation } from '../../core/training/events';
import type { TrainingRecord } from '../../core/training/record';
import { readTrainingConfig } from '../../storage/trainings/configFile';
import { train, type TrainProgress } from '../../workflows/train';
import type { CliContext } from '../context';
import { runsHereOrOnSlurm } from '../slurmJob';
import { requireCores } from '../threadLimit';
import { withEngine } from '../withEngine';

interface TrainFlags {
  readonly models?: string;
  readonly json?: true;
}

export function addTrain(program: Command, context: CliContext): void {
  const command = program
    .command('train')
    .description('Fine-tune a model with LoRA and write the adapter as a GGUF. The same configuration again goes on from the last checkpoint, and comes to the same adapter.')
    .argument('<config.json>', 'task, base, data and out; what is left out is as in the study')
    .option('--models <folder>', 'where pulled models are')
    .option('--json', 'print the record of the training as JSON');
  runsHereOrOnSlurm(command, context, {
    request: () => readTrainingConfig(path.resolve(context.cwd, command.args[0] ?? ''), context.models(command.opts<TrainFlags>().models)),
    needs: ({ base, gguf, data, validation, start }) => [base, gguf, data, validation, start],
    run: (config) => runTrain(config, command.opts(), context),
  });
}

async function runTrain(config: TrainingConfig, flags: TrainFlags, context: CliContext): Promise<void> {
  requireCores(config.threads);
  const record = await withEngine(context, describe, (engine, telling) =>
    train(
      config,
      { ...context, engine, holder: 'blindspot train' },
      {
        ...telling,
        onValidation: (validation) => {
          telling.onWarning(describeValidation(validation));
        },
      },
    ),
  );
  context.print(flags.json ? `${JSON.stringify(record)}\n` : `${asText(record)}\n`);
}

function describe(progress: TrainProgress): string {
  switch (progress.phase) {
    case 'hashing':
      return `Checking the base: ${Math.round(100 * progress.fraction)} %`;
    case 'preparing':
      return progress.doing;
    case 'loading':
      return 'Loading the base';
    case 'training':
      return describeTraining(progress.progress);
    case 'checking':
      return 'Checking the adapter in the engine';
  }
}

function describeValidation({ step, loss, accuracy, mass }: Validation): string {
  const more = accuracy === undefined || mass === undefined ? '' : `, accuracy ${accuracy.toFixed(3)}, label mass ${mass.toFixed(3)}`;
  return `Validation after step ${count(step)}: loss ${loss.toFixed(3)}${more}`;
}

function asText({ config, data, check, progress }: TrainingRecord): string {
  const made = `${config.out}: an adapter, trained in ${count(progress.steps)} steps on ${count(data.examples)} examples.`;
  if (check === null) return made;
  return [
    made,
    `Label log-probabilities of engine and trainer differ by at most ${describeAgreement(check.full)} with the base in full precision (${check.tolerance} is allowed),`,
    `and by at most ${describeAgreement(check.asRun)} with the base as it is run.`,
  ].join('\n');
}
