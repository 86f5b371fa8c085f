import { heuristicTitles } from '../../src/core/hans/subcases';
import type { Cell } from '../../src/core/report/cell';

/** Keeps the key of a cell, such as `subcase/ln_passive`. */
export function cellKey(cell: Cell): string {
  switch (cell.kind) {
    case 'heuristic':
      return `heuristic/${cell.heuristic}/${cell.gold}`;
    case 'subcase':
      return `subcase/${cell.subcase}`;
    case 'label':
      return `label/${cell.gold}`;
  }
}

/** How a cell is called in a sentence. */
export function cellName(cell: Cell): string {
  switch (cell.kind) {
    case 'heuristic':
      return `${heuristicTitles[cell.heuristic]}, gold ${cell.gold}`;
    case 'subcase':
      return cell.subcase;
    case 'label':
      return `Gold ${cell.gold}`;
  }
}
