import { UserError } from '../userError';
import { knownFormats } from './openRows';
import { badRow } from './rowReader';

/** A line that cannot be used, and why: a sentence without file and line. */
export interface BrokenLine {
  /** Counted from 1. */
  readonly line: number;
  readonly problem: string;
}

/** Lines that may stand before the first that belongs to a known format: more, and the file is something else. */
export const maxLinesBefore = 100;

export const unknownLine = 'this is neither a row nor the names of columns.';

/** What is to be said of a file of which no line told the format. @param broken its lines, at least one */
export function unknownSet(file: string, broken: readonly BrokenLine[]): UserError {
  const [first] = broken;
  return first !== undefined && first.problem !== unknownLine ? withoutExamples(file, broken) : badRow(file, first?.line ?? 1, knownFormats);
}

/** What is to be said of a file with broken lines and nothing else. */
export function withoutExamples(file: string, broken: readonly BrokenLine[]): UserError {
  const [first] = broken;
  const which = first === undefined ? '' : ` Line ${first.line}: ${first.problem}`;
  const others = broken.length < 2 ? '' : ` The other broken lines: ${broken.length - 1}.`;
  return new UserError('bad-data', `${file} has no example that can be used.${which}${others}`);
}
