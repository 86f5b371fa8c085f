import type { CommandId } from '../commandTable';

/** The address of a command with what it is called with, as a link of Markdown has it. */
export function commandLink(command: CommandId, argument: unknown): string {
  // A bracket, as in a file's name, would end the link.
  const query = encodeURIComponent(JSON.stringify([argument])).replace(/[()]/g, (bracket) => `%${bracket.charCodeAt(0).toString(16)}`);
  return `command:${command}?${query}`;
}
