import * as vscode from 'vscode';
import { tokensOf } from '../../core/audit/audit';
import type { ScoredPair } from '../../core/audit/text';
import type { Pair } from '../../core/nli/pairText';
import type { ModelSource, RunRecord } from '../../core/runs/record';
import { stem, subjectOf } from '../../core/runs/title';
import { predict } from '../../core/scoring/prediction';
import { classifierPrompt, fillPrompt } from '../../core/scoring/prompt';
import { UserError } from '../../core/userError';
import type { LoadedModel } from '../../ports/engine';
import type { Files } from '../../ports/files';
import type { ChosenRun } from '../chosenRun/chosenRun';
import { chooseModel, type ModelSources } from '../evaluate/pickModel';
import type { LastChoices } from '../shared/lastChoices';
import type { WorkspaceRuns } from '../shared/workspace';
import type { WarmModel, WarmModelRequest } from './warmModel';

/** A model as single examples are put to it. */
export interface ExampleModel extends WarmModelRequest {
  /** Model and adapter, by name. */
  readonly subject: string;
  /** With `{premise}` and `{hypothesis}`. */
  readonly prompt: string;
  /** SHA-256 of the model and of the adapter that a run used; the files have to be those still. */
  readonly digests: { readonly model: string; readonly adapter: string | null } | null;
}

export interface ExampleScorerParts extends ModelSources {
  readonly warm: WarmModel;
  readonly chosen: ChosenRun;
  readonly runs: Pick<WorkspaceRuns, 'store'>;
  readonly files: Pick<Files, 'digest'>;
  readonly choices: LastChoices;
}

/** Scores single examples with the model of the chosen run, or with the one that was used last. */
export class ExampleScorer {
  constructor(private readonly parts: ExampleScorerParts) {}

  /**
   * The chosen run's model, else the one used last, else one that the user picks.
   *
   * @returns undefined when the user gave up
   */
  async model(): Promise<ExampleModel | undefined> {
    return (await this.knownModel()) ?? this.pickedModel();
  }

  /** The same where nobody is to be asked. */
  async knownModel(): Promise<ExampleModel | undefined> {
    const { chosen, runs, choices } = this.parts;
    const record = chosen.id === undefined ? undefined : await runs.store.read(chosen.id);
    if (record?.source.kind === 'model') return modelOfRun(record, record.source);
    const { model, adapter } = choices.get();
    return model === undefined ? undefined : modelOfFiles(model, adapter ?? null);
  }

  isWarm(model: ExampleModel): boolean {
    return this.parts.warm.holds(model);
  }

  /**
   * @returns undefined when the user cancelled
   * @throws UserError
   */
  async score(pair: Pair, model: ExampleModel): Promise<ScoredPair | undefined> {
    return vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: 'Blindspot: scoring one example' }, () => {
      return this.use(model, async (loaded) => {
        const prompt = fillPrompt(model.prompt, pair.premise, pair.hypothesis);
        const { logprobs, ...boundary } = await loaded.audit(prompt);
        const prediction = predict('example', logprobs);
        return {
          pair,
          subject: model.subject,
          prediction,
          audit: { prompt, ...tokensOf(loaded.labelTokens), boundary, scores: prediction.scores },
        };
      });
    });
  }

  /**
   * Gives the model to `work`, once its files are known to be those that the run used.
   *
   * @returns undefined when the user cancelled
   * @throws UserError
   */
  async use<Result>(model: ExampleModel, work: (loaded: LoadedModel) => Promise<Result>): Promise<Result | undefined> {
    await this.check(model);
    return this.parts.warm.use(model, work);
  }

  private async check({ model, adapter, digests }: ExampleModel): Promise<void> {
    if (digests === null) return;
    const { files } = this.parts;
    const changed =
      (await files.digest(model)) !== digests.model
        ? model
        : adapter !== null && (await files.digest(adapter.file)) !== digests.adapter
          ? adapter.file
          : undefined;
    if (changed === undefined) return;
    throw new UserError('bad-model', `${changed} is not the file that the chosen run used: its SHA-256 differs, so it was changed since. Restore it, or evaluate again.`);
  }

  private async pickedModel(): Promise<ExampleModel | undefined> {
    const { choices } = this.parts;
    const file = await chooseModel(this.parts, undefined);
    if (file === undefined) return undefined;
    await choices.remember({ model: file, adapter: null });
    return modelOfFiles(file, null);
  }
}

/** The model that made a run. */
export function modelOfRun(record: RunRecord, { model, adapter, prompt }: ModelSource): ExampleModel {
  return {
    model: model.file,
    adapter: adapter === null ? null : { file: adapter.file, scale: adapter.scale },
    subject: subjectOf(record),
    prompt,
    digests: { model: model.sha256, adapter: adapter?.sha256 ?? null },
  };
}

function modelOfFiles(model: string, adapter: string | null): ExampleModel {
  return {
    model,
    adapter: adapter === null ? null : { file: adapter, scale: 1 },
    subject: adapter === null ? stem(model) : `${stem(model)} + ${stem(adapter)}`,
    prompt: classifierPrompt,
    digests: null,
  };
}
