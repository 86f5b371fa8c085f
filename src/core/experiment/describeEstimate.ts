import { formatBytes } from '../models/formatBytes';
import { count } from '../report/format';
import { describeSeconds } from '../runs/duration';
import type { Estimate } from './estimate';
import { kindTitles } from './planTables';

/** The estimate in sentences; what was not measured is said. */
export function describeEstimate({ jobs, seconds, elapsed, gpuHours, bytes, unknown }: Estimate, atOnce: number): string[] {
  if (jobs === 0) return [];
  const measured = seconds > 0;
  const gpu = gpuHours > 0 ? `, ${gpuHours < 10 ? gpuHours.toFixed(1) : count(Math.round(gpuHours))} GPU hours` : '';
  return [
    ...(measured ? [`To be done: ${count(jobs)} jobs, about ${describeSeconds(elapsed)} with ${count(atOnce)} at a time (${describeSeconds(seconds)} one after the other)${gpu}, ${formatBytes(bytes)} on the disk.`] : []),
    ...(unknown.length > 0
      ? [`Not measured yet, and ${measured ? 'not counted' : 'so no time can be told'}: ${unknown.map((kind) => kindTitles[kind].toLowerCase()).join(', ')}. Measure with \`blindspot experiment measure FILE\`, which runs a few small jobs.`]
      : []),
  ];
}
