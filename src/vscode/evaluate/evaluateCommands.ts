import path from 'node:path';
import * as vscode from 'vscode';
import * as z from 'zod';
import { isHansHeader } from '../../core/nli/hansReader';
import type { RunRecord } from '../../core/runs/record';
import { selectionSchema, type Selection } from '../../core/runs/selection';
import { UserError } from '../../core/userError';
import { linesOf } from '../../storage/lines';
import type { EvaluatePorts, EvaluateRequest } from '../../workflows/evaluate';
import { makeHansSet } from '../data/makeHansSet';
import type { LastChoices } from '../shared/lastChoices';
import { OfferingError } from '../shared/offers';
import type { EngineSettings } from '../shared/settings';
import { requireTrust } from '../shared/trust';
import type { WorkspaceRuns } from '../shared/workspace';
import type { Evaluation } from './evaluation';
import { pickDataFile, pickHansFile, type DataChoice } from './pickData';
import { chooseModel, pickAdapter, type ModelSources } from './pickModel';
import { pickSelection } from './pickSelection';

/** What the evaluate commands may be called with by other commands, key bindings and tests. */
const argumentSchema = z
  .object({
    model: z.string(),
    adapter: z.string().nullable(),
    data: z.string(),
    selection: selectionSchema,
  })
  .partial();
type Given = z.infer<typeof argumentSchema>;

type Examples = Pick<EvaluateRequest, 'data' | 'selection'>;
type Request = Pick<EvaluateRequest, 'model' | 'adapter' | 'data' | 'selection' | 'folder'>;

export interface EvaluateParts extends ModelSources {
  readonly evaluation: Evaluation;
  readonly choices: LastChoices;
  readonly folders: Pick<WorkspaceRuns, 'requireFolder' | 'store'>;
  /** Built for the folder that is open when the command runs. */
  readonly ports: () => Omit<EvaluatePorts, 'engine'>;
  readonly settings: () => EngineSettings;
  /** Of whatever was scored to its end. */
  readonly onScored: () => void;
  readonly onFinished: (record: RunRecord) => Promise<void>;
}

export class EvaluateCommands {
  constructor(private readonly parts: EvaluateParts) {}

  /** @param argument what is known already: `Given`, or the file that was right-clicked */
  async evaluateHans(argument: unknown): Promise<RunRecord | undefined> {
    return this.evaluate(given(argument), true);
  }

  async evaluateFile(argument: unknown): Promise<RunRecord | undefined> {
    return this.evaluate(given(argument), false);
  }

  /** Goes on with a run that was cancelled or failed. */
  async resume(record: RunRecord): Promise<RunRecord | undefined> {
    const { source, data, selection } = record;
    if (source.kind !== 'model') throw new UserError('usage', 'An imported prediction file has nothing to resume.');
    return this.start({
      model: source.model.file,
      adapter: source.adapter === null ? null : { file: source.adapter.file, scale: source.adapter.scale },
      data: data.file,
      selection,
      folder: this.parts.folders.store.folderOf(record.id),
    });
  }

  /**
   * Evaluates a model on HANS without and with an adapter, on the same examples; what is evaluated already is not scored again.
   *
   * @param known file and selection; asked for where left out
   * @returns the two runs; undefined when the user gave up or cancelled
   */
  async evaluateBoth(model: string, adapter: string, known: Partial<Examples>): Promise<readonly [RunRecord, RunRecord] | undefined> {
    this.parts.folders.requireFolder();
    const examples = await this.chooseExamples(known, true);
    if (examples === undefined) return undefined;
    const before = await this.score({ model, adapter: null, ...examples });
    if (before === undefined) return undefined;
    const after = await this.score({ model, adapter: { file: adapter, scale: 1 }, ...examples });
    return after === undefined ? undefined : [before, after];
  }

  private async evaluate(known: Given, hans: boolean): Promise<RunRecord | undefined> {
    const { choices } = this.parts;
    // Asked before anything is picked, so that nobody picks in vain.
    this.parts.folders.requireFolder();
    const last = choices.get();
    const model = known.model ?? (await chooseModel(this.parts, last.model));
    if (model === undefined) return undefined;
    const adapter = known.adapter !== undefined ? known.adapter : await pickAdapter(this.parts, last.adapter);
    if (adapter === undefined) return undefined;
    const examples = await this.chooseExamples(known, hans);
    if (examples === undefined) return undefined;
    await choices.remember({ model, adapter });
    return this.start({ model, adapter: adapter === null ? null : { file: adapter, scale: 1 }, ...examples });
  }

  /** Asks for a file and how much of it to score. */
  private async chooseExamples(known: Pick<Given, 'data' | 'selection'>, hans: boolean): Promise<Examples | undefined> {
    const { choices } = this.parts;
    const last = choices.get();
    const data = known.data ?? (await this.chooseData(hans ? await pickHansFile(last.hans) : await pickDataFile(last.data)));
    if (data === undefined) return undefined;
    const hasSubcases = await isHansFile(data);
    if (hans && !hasSubcases) {
      throw new OfferingError('bad-data', `${data} is no HANS file: its first line does not name the columns heuristic and subcase. Use “Evaluate on a Data File…” for other files.`, [
        { title: 'Evaluate on a Data File…', command: 'blindspot.evaluateFile', arguments: [{ data }] },
      ]);
    }
    const selection = known.selection ?? (await pickSelection(hasSubcases, fitting(last.selection, hasSubcases)));
    if (selection === undefined) return undefined;
    await choices.remember({ ...(hasSubcases ? { hans: data } : { data }), selection });
    return { data, selection };
  }

  private async start(request: Request): Promise<RunRecord | undefined> {
    const record = await this.score(request);
    if (record !== undefined) await this.parts.onFinished(record);
    return record;
  }

  /**
   * Scores without asking anything, and opens nothing.
   *
   * @returns undefined when the user cancelled
   */
  async score(request: Request): Promise<RunRecord | undefined> {
    requireTrust();
    const { evaluation, ports, settings, onScored } = this.parts;
    const record = await evaluation.run({ ...request, ...settings(), resumeOnly: false }, ports());
    if (record !== undefined) onScored();
    return record;
  }

  private async chooseData(choice: DataChoice | undefined): Promise<string | undefined> {
    if (choice === undefined || choice.kind === 'file') return choice?.file;
    return makeHansSet(path.join(this.parts.folders.requireFolder(), '.blindspot', 'data'));
  }
}

/** A right-click gives a Uri; a .gguf is the model, anything else the data. */
function given(argument: unknown): Given {
  if (argument === undefined || argument === null) return {};
  if (argument instanceof vscode.Uri) {
    return argument.path.toLowerCase().endsWith('.gguf') ? { model: argument.fsPath } : { data: argument.fsPath };
  }
  return argumentSchema.parse(argument);
}

async function isHansFile(file: string): Promise<boolean> {
  try {
    for await (const [first] of linesOf(file)) return isHansHeader(first ?? '');
  } catch (error) {
    // The evaluation reads the file again and says what is wrong with it.
    if (error instanceof Error) return false;
    throw error;
  }
  return false;
}

function fitting(selection: Selection | undefined, hasSubcases: boolean): Selection | undefined {
  return selection?.kind === (hasSubcases ? 'limit' : 'per-subcase') ? undefined : selection;
}
