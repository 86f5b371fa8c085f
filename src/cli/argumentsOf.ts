import type { Command } from 'commander';

/** The arguments with which a command was called, as far as they are its own: those of the options left out are not. */
export function argumentsOf(command: Command, leftOut: ReadonlySet<string>): readonly string[] {
  const given = command.options
    .filter((option) => !leftOut.has(option.attributeName()) && command.getOptionValueSource(option.attributeName()) === 'cli')
    .flatMap((option) => {
      const value: unknown = command.getOptionValue(option.attributeName());
      if (value === true) return [option.long ?? ''];
      // In one word with its option, a value that begins with a dash is no option of its own.
      return (Array.isArray(value) ? value : [value]).map((each) => `${option.long ?? ''}=${String(each)}`);
    });
  const verbose = command.parent?.opts<{ verbose?: true }>().verbose === true ? ['--verbose'] : [];
  return [...verbose, command.name(), ...command.args, ...given];
}
