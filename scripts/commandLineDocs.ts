import type { Command } from 'commander';
import type { CliContext } from '../src/cli/context';
import { buildProgram } from '../src/cli/program';

const opening = `# The command line

Made by \`npm run docs\` from the program itself; \`npx blindspot COMMAND --help\` says the same.

Results go to standard output, progress and messages to standard error. Exit codes: 0 done, 1 failed, 2 wrong use, 130 cancelled. A command that was interrupted goes on when it is given again.
`;

/** A section for each command, with its arguments and options. */
export function commandLineDocs(): string {
  // Nothing but its version is asked of a program that is not run.
  const program = buildProgram({ versions: { blindspot: '', node: '' } } as CliContext);
  return [opening, ...leaves(program).map(sectionOf)].join('\n');
}

/** The commands that can be run, without those that only hold others. */
function leaves(command: Command): readonly Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
}

function sectionOf(command: Command): string {
  const help = command.createHelp();
  const name = nameOf(command);
  const argumentRows = help.visibleArguments(command).map((argument) => [help.argumentTerm(argument), help.argumentDescription(argument)]);
  const optionRows = help
    .visibleOptions(command)
    .filter(({ long }) => long !== '--help')
    .map((option) => [help.optionTerm(option), help.optionDescription(option)]);
  return `## ${name}

${command.description()}

    ${help.commandUsage(command)}
${table('argument', argumentRows)}${table('option', optionRows)}`;
}

function nameOf(command: Command): string {
  return command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;
}

function table(of: string, rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const lines = rows.map(([term = '', meaning = '']) => `| \`${inCell(term)}\` | ${inCell(meaning).replaceAll('<', '&lt;')} |\n`);
  return `\n| ${of} | |\n| --- | --- |\n${lines.join('')}`;
}

function inCell(text: string): string {
  return text.replaceAll('|', '\\|');
}
