import path from 'node:path';
import * as vscode from 'vscode';
import type * as z from 'zod';
import { seedSchema } from '../../core/streamSeed';
import { perLabelSchema, studySampling, type SamplingSettings } from '../../core/synthetic/sampling';
import type { GenerateRequest } from '../../workflows/generateRequest';
import { adapterItems, browseAdapters, browseForAdapter, type ModelSources } from '../evaluate/pickModel';

/** Sets of another one have it in their name, because one file holds one generation. */
const usualSeed = 1;

interface SamplingPick extends vscode.QuickPickItem {
  readonly sampling: SamplingSettings;
}

/** Asks how many samples of each label are drawn; undefined when the user gave up. */
export async function pickPerLabel(last: number | undefined): Promise<number | undefined> {
  const count = await vscode.window.showInputBox({
    title: 'Blindspot: Samples of each label',
    prompt: 'Samples that make no example are counted and left out, so the set is smaller.',
    value: String(last ?? 200),
    validateInput: (text) => problemOf(perLabelSchema, text),
    ignoreFocusOut: true,
  });
  return count === undefined ? undefined : Number(count);
}

/** Asks how the texts are sampled; undefined when the user gave up. */
export async function pickSampling(): Promise<SamplingSettings | undefined> {
  const careful: SamplingSettings = { ...studySampling, temperature: 0.7, minP: 0.05, maxTokens: 160 };
  const items: readonly SamplingPick[] = [
    { label: 'As in the study', description: 'temperature 1, at most 512 tokens: for a model trained as a generator', sampling: studySampling },
    { label: 'Careful', description: 'temperature 0.7, min-p 0.05, at most 160 tokens', sampling: careful },
    { label: 'Careful, well-formed only', description: 'the same, and a grammar lets nothing else through', sampling: { ...careful, grammar: true } },
  ];
  return (await vscode.window.showQuickPick(items, { title: 'Blindspot: Sampling', ignoreFocusOut: true }))?.sampling;
}

interface CheckPick extends vscode.QuickPickItem {
  /** Undefined for an adapter that is yet to be chosen. */
  readonly check?: GenerateRequest['labelCheck'];
}

/** Asks who says what label they would give each example, beside the one it was made for; undefined when the user gave up. */
export async function pickLabelCheck({ list }: Pick<ModelSources, 'list'>, writer: string | null): Promise<GenerateRequest['labelCheck'] | undefined> {
  const plain: CheckPick = { label: 'The model without an adapter', check: { adapter: null } };
  const items: readonly CheckPick[] = [
    { label: 'The model that writes them', description: writer === null ? '' : 'with the same adapter', check: 'itself' },
    ...(writer === null ? [] : [plain]),
    ...(await adapterItems(list, writer)).map(({ adapter, ...item }) => ({ ...item, label: `The model with ${item.label}`, check: { adapter } })),
    browseAdapters,
    { label: 'Nobody', description: 'no labels are predicted', check: 'off' },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Blindspot: Label Check',
    placeHolder: 'Who predicts a label for each example, beside the one it was made for?',
    ignoreFocusOut: true,
  });
  if (picked === undefined || picked.check !== undefined) return picked?.check;
  const adapter = await browseForAdapter();
  return adapter === undefined ? undefined : { adapter };
}

/** Asks by which seed the samples are drawn; undefined when the user gave up. */
export async function pickSeed(last: number | undefined): Promise<number | undefined> {
  const seed = await vscode.window.showInputBox({
    title: 'Blindspot: Seed',
    prompt: 'The same seed and choices make the same set, another seed makes another one.',
    value: String(last ?? usualSeed),
    validateInput: (text) => problemOf(seedSchema, text),
    ignoreFocusOut: true,
  });
  return seed === undefined ? undefined : Number(seed);
}

/** Asks where the set goes, below the folder; undefined when the user gave up. */
export async function pickOut(folder: string, model: string, seed: number): Promise<string | undefined> {
  const name = await vscode.window.showInputBox({
    title: 'Blindspot: File for the set',
    prompt: 'In the folder you work in. What was rejected, the samples and the record go beside it. A generation that was stopped goes on in its file.',
    value: path.join('.blindspot', 'synthetic', `${model}${seed === usualSeed ? '' : `-seed-${seed}`}.jsonl`),
    validateInput: (text) => (text.trim().endsWith('.jsonl') ? undefined : 'A name that ends in .jsonl'),
    ignoreFocusOut: true,
  });
  return name === undefined ? undefined : path.resolve(folder, name.trim());
}

/** What is wrong with a number that was typed; undefined where it fits. */
function problemOf(schema: z.ZodType<number>, text: string): string | undefined {
  return schema.safeParse(text.trim() === '' ? Number.NaN : Number(text)).error?.issues[0]?.message;
}
