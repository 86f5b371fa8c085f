import type { AnyLabel } from '../nli/label';

/** Where an example's gold label and the hint about it stand in a line, in UTF-16 units from its beginning. */
export interface LinePlaces {
  readonly gold: readonly [start: number, end: number];
  readonly hint: number;
}

/** Columns that are in view without scrolling on most screens. */
const columnsInView = 160;

/**
 * Finds the gold label in a line of a data file, and a place for the hint: the end of the line, or,
 * where that is out of view (HANS's lines hold two parses and have 500 columns), beside the gold label.
 */
export function placesIn(line: string, gold: AnyLabel): LinePlaces {
  const span = line.startsWith('{') ? goldInJson(line, gold) : goldInFields(line, gold);
  if (line.length <= columnsInView) return { gold: span, hint: line.length };
  return { gold: span, hint: span[1] <= columnsInView ? span[1] : firstFieldEnd(line) };
}

function goldInJson(line: string, gold: AnyLabel): readonly [number, number] {
  const found = /"(?:gold_label|label)"\s*:\s*"/.exec(line);
  if (found === null) return [0, line.length];
  const start = found.index + found[0].length;
  return line.startsWith(gold, start) ? [start, start + gold.length] : [0, line.length];
}

function goldInFields(line: string, gold: AnyLabel): readonly [number, number] {
  let start = 0;
  for (const field of line.split('\t')) {
    if (field.trim() === gold) return [start, start + field.length];
    start += field.length + 1;
  }
  return [0, line.length];
}

function firstFieldEnd(line: string): number {
  const tab = line.indexOf('\t');
  return line.startsWith('{') ? 0 : tab < 0 ? line.length : tab;
}
