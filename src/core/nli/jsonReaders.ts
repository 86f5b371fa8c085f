import * as z from 'zod';
import { isLabel, labels } from './label';
import type { LabelOf } from './labelSpelling';
import { badRow, type RowReader } from './rowReader';

const text = z.string().trim().min(1);
const id = z.union([z.string().min(1), z.number().transform(String)]);

const label = z.union([z.string(), z.number().transform(String)]);

const mnliRow = z.object({ gold_label: label, sentence1: text, sentence2: text, pairID: id.optional() });
const plainRow = z.object({ premise: text, hypothesis: text, label, id: id.optional() });

/** Is this the first line of MNLI's original JSON Lines, rather than of plain JSON Lines? */
export function isMnliLine(line: string): boolean {
  return line.includes('"sentence1"') && line.includes('"gold_label"');
}

/** MNLI's original JSON Lines: gold `-` (the annotators did not agree) is left out. */
export function mnliReader(file: string, labelOf: LabelOf): RowReader {
  return {
    read(line, number) {
      const row = parse(mnliRow, line, file, number);
      const gold = row.gold_label === '-' ? null : labelOf(row.gold_label);
      if (gold === null) return undefined;
      if (gold === undefined || !isLabel(gold)) {
        throw badRow(file, number, `field "gold_label" is "${row.gold_label}"; MNLI has ${labels.join(', ')} and "-".`);
      }
      return {
        id: row.pairID ?? `line${number}`,
        premise: row.sentence1,
        hypothesis: row.sentence2,
        gold,
        line: number,
      };
    },
  };
}

/** Plain JSON Lines: `{"premise", "hypothesis", "label"}` and, where there is one, `"id"`. */
export function plainReader(file: string, labelOf: LabelOf): RowReader {
  return {
    read(line, number) {
      const row = parse(plainRow, line, file, number);
      const gold = labelOf(row.label);
      if (gold === null) return undefined;
      if (gold === undefined) {
        throw badRow(
          file,
          number,
          `field "label" is "${row.label}"; known are ${labels.join(', ')} and non-entailment.`,
        );
      }
      return {
        id: row.id ?? `line${number}`,
        premise: row.premise,
        hypothesis: row.hypothesis,
        gold,
        line: number,
      };
    },
  };
}

function parse<Row>(schema: z.ZodType<Row>, line: string, file: string, number: number): Row {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw badRow(file, number, `this is not JSON (${error instanceof Error ? error.message : String(error)}).`);
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = issue?.path.join('.') ?? '';
  throw badRow(
    file,
    number,
    field === '' ? 'a JSON object is expected.' : `field "${field}" is missing, empty or of the wrong kind.`,
  );
}
