/** How shares are written wherever a person reads them: in sentences, in tables, under charts. */
export function percent(share: number): string {
  return `${points(share)} %`;
}

/** An interval of shares in percentage points, such as `[15.4, 17.5]`. */
export function percentInterval([low, high]: readonly [number, number]): string {
  return `[${points(low)}, ${points(high)}]`;
}

// Made once: a formatter costs more than all that a page of figures asks of it.
const counts = new Intl.NumberFormat('en');

/** A count with thousands separators, the same on every machine. */
export function count(value: number): string {
  return counts.format(value);
}

/** A mean or a score: `9.90`. */
export function decimal(value: number): string {
  return value.toFixed(2);
}

/** A difference of shares in percentage points, with its sign: `+6.1`. */
export function signedPoints(difference: number): string {
  const rounded = points(Math.abs(difference));
  if (Number(rounded) === 0) return rounded;
  return difference > 0 ? `+${rounded}` : `−${rounded}`;
}

/** How far a difference of shares may go either way, in percentage points: `±34.1`. */
export function plusMinus(spread: number): string {
  return `±${points(spread)}`;
}

/** A p-value in the style of the field: `.003`, no zero before the point, and `< .001` for anything smaller. */
export function pValue(p: number): string {
  if (p < 0.001) return '< .001';
  const rounded = p.toFixed(p < 0.1 ? 3 : 2);
  return Number(rounded) === 1 ? '1' : rounded.slice(1);
}

function points(share: number): string {
  return (100 * share).toFixed(1);
}
