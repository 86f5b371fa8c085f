/** A longer gap between two decisions is a break, and says nothing about the pace. */
const breakMilliseconds = 120_000;
/** Decisions looked at: enough to be steady, few enough to follow an annotator who gets into it. */
const latest = 40;

/**
 * How long one decision takes, from the latest ones.
 *
 * @param times of the decisions in the order they were made, in ms since 1970
 * @returns seconds; null until two decisions follow each other
 */
export function secondsEach(times: readonly number[]): number | null {
  const gaps: number[] = [];
  for (let at = times.length - 1; at > 0 && gaps.length < latest; at -= 1) {
    const gap = (times[at] ?? 0) - (times[at - 1] ?? 0);
    // Merged files interleave two machines' times.
    if (gap > 0 && gap <= breakMilliseconds) gaps.push(gap);
  }
  return gaps.length === 0 ? null : gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length / 1000;
}
