import { Command, Help, type Option } from 'commander';
import { addAnnotations } from './commands/annotations';
import { addBias } from './commands/bias';
import { addCompare } from './commands/compare';
import { addData } from './commands/data';
import { addDoctor } from './commands/doctor';
import { addEvaluate } from './commands/evaluate';
import { addExperiment } from './commands/experiment';
import { addGenerate } from './commands/generate';
import { addModels } from './commands/models';
import { addReport } from './commands/report';
import { addTrain } from './commands/train';
import type { CliContext } from './context';
import { limitThreads } from './threadLimit';

/** The command line as a whole. Commands throw; exit codes are main's. */
export function buildProgram(context: CliContext): Command {
  const program = new Command('blindspot')
    .description("Which of a model's right answers are right for the wrong reason?")
    .version(context.versions.blindspot)
    .option('--verbose', 'show where an error came from')
    .exitOverride()
    .configureHelp({ optionDescription: describeOption })
    .configureOutput({ writeOut: context.print, writeErr: context.tell });
  limitThreads(program);
  addEvaluate(program, context);
  addReport(program, context);
  addCompare(program, context);
  addGenerate(program, context);
  addBias(program, context);
  addAnnotations(program, context);
  addData(program, context);
  addTrain(program, context);
  addExperiment(program, context);
  addModels(program, context);
  addDoctor(program, context);
  return program;
}

/** Commander's own words leave out which options a command cannot do without. */
function describeOption(option: Option): string {
  return `${new Help().optionDescription(option)}${option.mandatory ? ' (required)' : ''}`;
}
