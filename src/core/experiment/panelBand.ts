import { band } from './conclusion';
import type { Panel } from './figure';

/** How far a change of seed alone may carry the non-entailed half, around the starting point; null where that is not tested. Accuracies. */
export function panelBand({ lines }: Panel): readonly [low: number, high: number] | null {
  const [first] = lines.find(({ measure }) => measure === 'hans-lexical-overlap-non-entailed')?.points ?? [];
  if (first?.accuracy == null || first.size !== 0) return null;
  return [Math.max(0, first.accuracy.mean - band()), Math.min(1, first.accuracy.mean + band())];
}
