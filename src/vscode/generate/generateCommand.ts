import path from 'node:path';
import * as vscode from 'vscode';
import * as z from 'zod';
import { count } from '../../core/report/format';
import { stem } from '../../core/runs/title';
import { seedSchema } from '../../core/streamSeed';
import { describeGeneration } from '../../core/synthetic/describeGeneration';
import type { GenerationRecord } from '../../core/synthetic/generationRecord';
import { perLabelSchema, samplingSchema } from '../../core/synthetic/sampling';
import { usualShots } from '../../core/synthetic/shown';
import { generate, type GeneratePorts } from '../../workflows/generate';
import type { GenerateRequest } from '../../workflows/generateRequest';
import { pickExamples, pickTestSets } from '../evaluate/pickData';
import { chooseModel, pickAdapter, type ModelSources } from '../evaluate/pickModel';
import type { LastChoices } from '../shared/lastChoices';
import type { Machine } from '../shared/machine';
import { openFile } from '../shared/openFile';
import type { Problems } from '../shared/problem';
import type { EngineSettings } from '../shared/settings';
import { requireTrust } from '../shared/trust';
import type { WorkspaceRuns } from '../shared/workspace';
import { pickLabelCheck, pickOut, pickPerLabel, pickSampling, pickSeed } from './pickGeneration';

/** What the command may be called with by other commands, key bindings and tests. */
const argumentSchema = z
  .object({
    model: z.string(),
    adapter: z.string().nullable(),
    examples: z.string().nullable(),
    perLabel: perLabelSchema,
    seed: seedSchema,
    sampling: samplingSchema,
    notIn: z.array(z.string()),
    labelCheck: z.union([z.enum(['off', 'itself']), z.object({ adapter: z.string().nullable() })]),
    out: z.string(),
  })
  .partial();
type Given = z.infer<typeof argumentSchema>;

export interface GenerateParts extends ModelSources {
  readonly choices: LastChoices;
  readonly folders: Pick<WorkspaceRuns, 'requireFolder'>;
  readonly machine: Machine;
  readonly ports: () => Omit<GeneratePorts, 'engine'>;
  readonly settings: () => EngineSettings;
  readonly problems: Problems;
}

/** “Generate Synthetic Data…”, one at a time in a window. */
export class GenerateCommand {
  constructor(private readonly parts: GenerateParts) {}

  /** @returns undefined when the user gave up or cancelled */
  async run(argument: unknown): Promise<GenerationRecord | undefined> {
    requireTrust();
    this.parts.machine.requireFree();
    const request = await this.ask(argumentSchema.parse(argument ?? {}));
    if (request === undefined) return undefined;
    // Something else may have begun while the user was asked.
    this.parts.machine.requireFree();
    const record = await this.generate(request);
    if (record === undefined) return undefined;
    const { kept, samples } = record.counts;
    void vscode.window.showInformationMessage(`${path.basename(request.out)}: ${count(kept)} ${kept === 1 ? 'example' : 'examples'} of ${count(samples)} samples.`);
    await openFile(request.out, { preview: false });
    return record;
  }

  private async ask(known: Given): Promise<GenerateRequest | undefined> {
    const { choices, folders, settings } = this.parts;
    const folder = folders.requireFolder();
    const last = choices.get();
    const model = known.model ?? (await chooseModel(this.parts, last.model));
    if (model === undefined) return undefined;
    const adapter = known.adapter !== undefined ? known.adapter : await pickAdapter(this.parts, last.adapter);
    if (adapter === undefined) return undefined;
    const examples = known.examples !== undefined ? known.examples : await pickExamples(last.examples);
    if (examples === undefined) return undefined;
    const sampling = known.sampling ?? (await pickSampling());
    if (sampling === undefined) return undefined;
    const notIn = known.notIn ?? (await pickTestSets());
    if (notIn === undefined) return undefined;
    const labelCheck = known.labelCheck ?? (await pickLabelCheck(this.parts, adapter));
    if (labelCheck === undefined) return undefined;
    const perLabel = known.perLabel ?? (await pickPerLabel(last.perLabel));
    if (perLabel === undefined) return undefined;
    const seed = known.seed ?? (await pickSeed(last.seed));
    if (seed === undefined) return undefined;
    const out = known.out ?? (await pickOut(folder, stem(adapter ?? model), seed));
    if (out === undefined) return undefined;
    await choices.remember({ model, adapter, examples, perLabel, seed });
    return {
      model,
      adapter: adapter === null ? null : { file: adapter, scale: 1 },
      ...settings(),
      perLabel,
      seed,
      out,
      shown: examples === null ? null : { file: examples, shots: usualShots },
      sampling,
      notIn,
      labelCheck,
    };
  }

  private generate(request: GenerateRequest): Promise<GenerationRecord | undefined> {
    const { machine, ports, problems } = this.parts;
    return machine.take('A generation', filesOf(request), async (engine) => {
      const cancelling = new AbortController();
      try {
        return await vscode.window.withProgress(
          { location: vscode.ProgressLocation.Notification, title: 'Blindspot', cancellable: true },
          async (notification, token) => {
            token.onCancellationRequested(() => {
              cancelling.abort(new DOMException('Cancelled', 'AbortError'));
            });
            let reported = 0;
            return generate(request, { ...ports(), engine }, {
              signal: cancelling.signal,
              onProgress: (progress) => {
                const percent = progress.phase === 'sampling' ? (100 * progress.done) / progress.total : reported;
                notification.report({ message: describeGeneration(progress), increment: percent - reported });
                reported = percent;
              },
              onWarning: (message) => {
                problems.warn(message);
              },
            });
          },
        );
      } catch (error) {
        if (cancelling.signal.aborted) return undefined;
        throw error;
      }
    });
  }
}

/** The model, and the adapters on top of it. */
function filesOf({ model, adapter, labelCheck }: GenerateRequest): string[] {
  const classifier = typeof labelCheck === 'object' ? labelCheck.adapter : null;
  return [model, adapter?.file ?? null, classifier].filter((file) => file !== null);
}
