import { presets } from './presets';
import type { Experiment } from './settings';

/** Names of the data files, as the experiment's file has them. */
export interface ExperimentData {
  readonly training: string;
  readonly matched: string;
  readonly mismatched: string;
  readonly hans: string;
}

/** An experiment's file to begin with: the preset, and what is most likely to be changed, as the preset has it. */
export function newExperimentText(preset: keyof typeof presets, data: ExperimentData): string {
  const { base, gguf, startingPoints, conditions, augmentationSizes, seeds, tests, executor, jobs } = presets[preset];
  const content = {
    preset,
    base,
    ...(gguf === undefined ? {} : { gguf }),
    data: { training: data.training },
    startingPoints,
    conditions,
    augmentationSizes,
    seeds,
    tests: {
      matched: { data: data.matched },
      ...(tests.mismatched === undefined ? {} : { mismatched: { data: data.mismatched } }),
      hans: { data: data.hans },
    },
    executor,
    jobs,
  } satisfies Partial<Record<keyof Experiment | 'preset', unknown>>;
  return `${JSON.stringify(content, null, 2).replace(/\[[^[\]]*\]/g, inOneLine)}\n`;
}

/** A list of numbers or names. */
function inOneLine(list: string): string {
  return list.replace(/\s*\n\s*/g, ' ').replace('[ ', '[').replace(' ]', ']');
}
