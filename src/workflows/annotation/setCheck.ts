import { checkedLabel } from '../../core/annotation/labelCheck';
import { disagreement, uncertainty } from '../../core/annotation/order';
import type { AnyLabel } from '../../core/nli/label';
import type { BrokenLine } from '../../core/nli/unknownSet';
import type { Prediction } from '../../core/scoring/prediction';
import type { SetIndex } from '../../ports/setIndex';

/** Predictions looked at between two pauses: a few milliseconds' worth. */
const betweenPauses = 5000;

/** What only a look at every row tells of a set. */
export interface SetCheck {
  readonly broken: readonly BrokenLine[];
  /** Rows without a gold label. */
  readonly skipped: number;
  /** Examples whose label is spelled in another way, by that spelling. */
  readonly mapped: Readonly<Record<string, number>>;
  /** Rows that are broken or have no gold label. */
  readonly unusable: ReadonlySet<number>;
  /** The labels that the set gives; undefined for unusable rows. */
  readonly given: readonly (AnyLabel | undefined)[];
  /** Sort keys a row by the set's own label check; null where it has none. */
  readonly checked: Keys | null;
}

/** What rows can be ranked by: 0 to 1, NaN where nothing is known. */
export interface Keys {
  readonly uncertainty: Float32Array;
  readonly disagreement: Float32Array;
}

/** Reads every row once, a piece of the file at a time. @throws the signal's reason */
export async function checkSet(index: SetIndex, signal: AbortSignal): Promise<SetCheck> {
  const broken: BrokenLine[] = [];
  const mapped = new Map<string, number>();
  const unusable = new Set<number>();
  const given = new Array<AnyLabel | undefined>(index.size);
  const keys = emptyKeys(index.size);
  let [row, skipped, checked] = [0, 0, 0];
  for await (const rows of index.rows(signal)) {
    for (const each of rows) {
      if (each.kind === 'example') {
        const { id, gold } = each.example;
        given[row] = gold;
        if (each.spelling !== gold) mapped.set(each.spelling, (mapped.get(each.spelling) ?? 0) + 1);
        const prediction = checkedLabel(id, each.text);
        if (prediction !== undefined) {
          checked += 1;
          setKeys(keys, row, prediction, gold);
        }
      } else {
        unusable.add(row);
        if (each.kind === 'broken') broken.push({ line: each.line, problem: each.problem });
        else skipped += 1;
      }
      row += 1;
    }
  }
  return { broken, skipped, mapped: Object.fromEntries(mapped), unusable, given, checked: checked === 0 ? null : keys };
}

/** The same keys by the predictions of a run; null where they are about other examples. Pauses now and then. */
export function* keysOfRun(index: SetIndex, { given }: SetCheck, predictions: readonly Prediction[]): Generator<undefined, Keys | null> {
  const keys = emptyKeys(index.size);
  let known = 0;
  for (const [number, prediction] of predictions.entries()) {
    if (number % betweenPauses === betweenPauses - 1) yield;
    const row = index.rowOf(prediction.id);
    const gold = row === undefined ? undefined : given[row];
    if (row === undefined || gold === undefined) continue;
    setKeys(keys, row, prediction, gold);
    known += 1;
  }
  return known === 0 ? null : keys;
}

function emptyKeys(size: number): Keys {
  return { uncertainty: new Float32Array(size).fill(NaN), disagreement: new Float32Array(size).fill(NaN) };
}

function setKeys(keys: Keys, row: number, prediction: Prediction, given: AnyLabel): void {
  keys.uncertainty[row] = uncertainty(prediction);
  keys.disagreement[row] = disagreement(prediction, given);
}
