const steps: readonly (readonly [seconds: number, unit: string])[] = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
];

/** How long ago something was: `just now`, `5 min ago`, `3 h ago`, `12 d ago`. */
export function describeAge(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  for (const [length, unit] of steps) {
    if (seconds >= length) return `${Math.floor(seconds / length)} ${unit} ago`;
  }
  return 'just now';
}
