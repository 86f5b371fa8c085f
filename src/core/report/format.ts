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

function points(share: number): string {
  return (100 * share).toFixed(1);
}
