import * as z from 'zod';
import { jsonOf } from '../jsonOf';
import { type Label, labels } from '../nli/label';
import type { LabelScores } from '../scoring/prediction';
import { streamSeed } from '../streamSeed';

/** Which sample of a generation: the requested label, and its number among that label's, counted from 0. */
export interface SampleName {
  readonly label: Label;
  readonly number: number;
}

/** What a model wrote for one sample. */
export interface Sample extends SampleName {
  /** As it was sampled, after the prompt and before the end marker. */
  readonly text: string;
  readonly tokens: number;
  /** The end marker, the model's own end of text, or the token limit. */
  readonly end: 'stop' | 'model' | 'limit';
}

/** What a model, asked as a classifier, says of the example in a sample. */
export interface LabelCheck extends SampleName {
  /** Who: SHA-256 of the classifier's adapter, or `none` for the model without any; left out where it is what wrote the sample. */
  readonly by?: string;
  readonly predicted: Label;
  readonly scores: LabelScores;
}

/** `neutral-17`: the pair ID of the sample's example. */
export function sampleId({ label, number }: SampleName): string {
  return `${label}-${number}`;
}

/** Samples are in order by number, and those of one number by label: so a smaller generation is the beginning of a larger one. */
export function inSampleOrder(one: SampleName, other: SampleName): number {
  return one.number - other.number || labels.indexOf(one.label) - labels.indexOf(other.label);
}

/** Seeds there are: llama.cpp takes 2^32 - 1 to mean a random one. */
const seeds = 2 ** 32 - 1;

/** The seed of each sample of a run: another for each number of a label, counted from another place for each label and run. */
export function sampleSeeds(seed: number): (name: SampleName) => number {
  const starts = labels.map((_, at) => streamSeed(seed, at, labels.length));
  return ({ label, number }) => ((starts[labels.indexOf(label)] ?? 0) + number) % seeds;
}

const id = z.templateLiteral([z.enum(labels), '-', z.int().nonnegative()]);
const sampleLine = z.object({ sample: id, text: z.string(), tokens: z.int().nonnegative(), end: z.enum(['stop', 'model', 'limit']) });
const checkLine = z.object({ checked: id, label: z.enum(labels), logprobs: z.record(z.enum(labels), z.number()), mass: z.number(), by: z.string().optional() });

/** One entry of `.samples.jsonl`, the journal of a generation. */
export type JournalEntry = { readonly sample: Sample } | { readonly check: LabelCheck };

/** A line without its line end. */
export function formatEntry(entry: JournalEntry): string {
  if ('sample' in entry) {
    const { text, tokens, end } = entry.sample;
    return JSON.stringify({ sample: sampleId(entry.sample), text, tokens, end });
  }
  const { predicted, scores, by } = entry.check;
  return JSON.stringify({ checked: sampleId(entry.check), label: predicted, logprobs: scores.logprobs, mass: scores.mass, by });
}

/** @returns undefined when the line is no entry. */
export function parseEntry(line: string): JournalEntry | undefined {
  const value = jsonOf(line);
  const sample = sampleLine.safeParse(value);
  if (sample.success) {
    const { text, tokens, end } = sample.data;
    return { sample: { ...nameOf(sample.data.sample), text, tokens, end } };
  }
  const check = checkLine.safeParse(value);
  if (!check.success) return undefined;
  const { label, logprobs, mass, by } = check.data;
  return { check: { ...nameOf(check.data.checked), predicted: label, scores: { logprobs, mass }, ...(by === undefined ? {} : { by }) } };
}

/** The name in an ID that has its form. */
export function nameOf(id: string): SampleName {
  const dash = id.lastIndexOf('-');
  return { label: id.slice(0, dash) as Label, number: Number(id.slice(dash + 1)) };
}
