import { isLabel, labels } from './label';
import type { LabelOf } from './labelSpelling';
import { badRow, type RowReader } from './rowReader';
import { TabbedRows } from './tabbedRow';

const idColumns = ['pairID', 'index'] as const;

/** Is this the first line of MNLI as GLUE distributes it (or of MultiNLI's own .txt, which has the same columns)? */
export function isGlueHeader(header: string): boolean {
  const names = header.split('\t').map((name) => name.trim());
  return names.includes('sentence1') && names.includes('sentence2') && names.includes('gold_label');
}

/** GLUE's TSV: gold `-` (the annotators did not agree) is left out, as in all published MNLI figures. */
export function glueReader(file: string, header: string, labelOf: LabelOf): RowReader {
  const names = header.split('\t').map((name) => name.trim());
  const idColumn = idColumns.find((column) => names.includes(column));
  const rows = new TabbedRows(file, header, [
    'gold_label',
    'sentence1',
    'sentence2',
    ...(idColumn === undefined ? [] : [idColumn]),
  ]);
  return {
    read(text, line) {
      const field = rows.fields(text, line);
      const spelling = field('gold_label');
      const gold = spelling === '-' ? null : labelOf(spelling);
      if (gold === null) return undefined;
      if (gold === undefined || !isLabel(gold)) {
        throw badRow(file, line, `field "gold_label" is "${spelling}"; MNLI has ${labels.join(', ')} and "-".`);
      }
      const filled = (column: Parameters<typeof field>[0]): string => {
        const value = field(column);
        if (value === '') throw badRow(file, line, `field "${column}" is empty.`);
        return value;
      };
      return { premise: filled('sentence1'), hypothesis: filled('sentence2'), id: idColumn === undefined ? `line${line}` : filled(idColumn), gold, line };
    },
  };
}
