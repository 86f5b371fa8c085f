import { findSubcase, heuristics, isHeuristic } from '../hans/subcases';
import type { HansExample } from './example';
import { binaryLabels, isBinaryLabel } from './label';
import type { LabelOf } from './labelSpelling';
import { badRow, type RowReader } from './rowReader';
import { TabbedRows } from './tabbedRow';

const columns = ['gold_label', 'sentence1', 'sentence2', 'pairID', 'heuristic', 'subcase', 'template'] as const;

/** Is this the first line of a HANS file? */
export function isHansHeader(header: string): boolean {
  const names = header.split('\t');
  return names.includes('heuristic') && names.includes('subcase');
}

/** HANS's tab-separated file (McCoy et al. 2019); columns are found by name, in whatever order. */
export function hansReader(file: string, header: string, labelOf: LabelOf): RowReader<HansExample> {
  const rows = new TabbedRows(file, header, columns);
  return {
    read(text, line) {
      const field = rows.fields(text, line);
      const spelling = field('gold_label');
      const gold = labelOf(spelling);
      if (gold == null || !isBinaryLabel(gold)) {
        throw badRow(file, line, `field "gold_label" is "${spelling}"; HANS has ${binaryLabels.join(' and ')}.`);
      }
      const heuristic = field('heuristic');
      if (!isHeuristic(heuristic)) {
        throw badRow(file, line, `field "heuristic" is "${heuristic}"; HANS has ${heuristics.join(', ')}.`);
      }
      const subcase = field('subcase');
      const known = findSubcase(subcase);
      if (known?.heuristic !== heuristic || known.gold !== gold) {
        throw badRow(
          file,
          line,
          known === undefined
            ? `field "subcase" is "${subcase}", which is none of HANS's thirty.`
            : `subcase "${subcase}" belongs to ${known.heuristic} with gold label ${known.gold}, not to ${heuristic} with ${gold}.`,
        );
      }
      return {
        id: nonEmpty(field('pairID'), 'pairID'),
        premise: nonEmpty(field('sentence1'), 'sentence1'),
        hypothesis: nonEmpty(field('sentence2'), 'sentence2'),
        // The one string of each that the program has: the file's own copies would be hashed and compared letter by letter.
        gold: known.gold,
        heuristic: known.heuristic,
        subcase: known.name,
        template: field('template'),
        line,
      };

      function nonEmpty(value: string, name: string): string {
        if (value === '') throw badRow(file, line, `field "${name}" is empty.`);
        return value;
      }
    },
  };
}
