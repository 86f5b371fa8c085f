import * as vscode from 'vscode';
import { stem } from '../../core/runs/title';
import { labelTexts } from '../../core/scoring/prompt';
import { UserError } from '../../core/userError';
import type { Adapter, Engine, LoadedModel } from '../../ports/engine';
import type { Machine } from '../shared/machine';
import type { Problems } from '../shared/problem';
import type { EngineSettings } from '../shared/settings';
import { requireTrust } from '../shared/trust';

/** How long a model stays in memory after its last use. */
const keptMilliseconds = 5 * 60_000;

export interface WarmModelParts {
  readonly startEngine: () => Engine;
  readonly settings: () => EngineSettings;
  readonly machine: Machine;
  readonly problems: Problems;
}

/** A model, with the adapter on top of it. */
export interface WarmModelRequest {
  readonly model: string;
  readonly adapter: Adapter | null;
}

interface Warm {
  readonly key: string;
  readonly name: string;
  readonly engine: Engine;
  readonly loaded: Promise<LoadedModel>;
  /** Set when the engine was closed on purpose: what is under way then fails for this reason. */
  closed: UserError | 'cancelled' | undefined;
}

/**
 * One model that is kept in memory between questions, so that a single example is answered at once. It is
 * closed after some minutes without use, when another is asked for, and when something takes the machine for itself.
 */
export class WarmModel implements vscode.Disposable {
  private warm: Warm | undefined;
  private users = 0;
  private idle: NodeJS.Timeout | undefined;
  private readonly onTaken: vscode.Disposable;
  private readonly statusBar = vscode.window.createStatusBarItem('blindspot.warmModel', vscode.StatusBarAlignment.Left);

  constructor(private readonly parts: WarmModelParts) {
    this.statusBar.name = 'Blindspot model in memory';
    this.statusBar.command = 'blindspot.unloadModel';
    this.onTaken = parts.machine.onDidTake((work) => {
      this.release(`${work} began, which takes the machine for itself: score again when it has ended.`);
    });
  }

  /** Is this model loaded, or being loaded? */
  holds(request: WarmModelRequest): boolean {
    return this.warm?.key === this.keyOf(request) && this.parts.machine.takenBy === undefined;
  }

  /**
   * Gives the model to `work`, loading it first where need be.
   *
   * @returns undefined when the user cancelled
   * @throws UserError; `usage` in a folder that is not trusted, and while something else has the machine
   */
  async use<Result>(request: WarmModelRequest, work: (model: LoadedModel) => Promise<Result>): Promise<Result | undefined> {
    this.refuse();
    const warm = this.open(request);
    this.users += 1;
    clearTimeout(this.idle);
    try {
      return await work(await warm.loaded);
    } catch (error) {
      if (warm.closed === 'cancelled') return undefined;
      throw warm.closed ?? error;
    } finally {
      this.users -= 1;
      if (this.users === 0) this.idle = setTimeout(() => this.release(), keptMilliseconds);
    }
  }

  /** Frees the memory. @param why what is told to whoever waits for an answer */
  release(why = 'The model was unloaded: score again to load it anew.'): void {
    this.close(new UserError('usage', why));
  }

  dispose(): void {
    this.release();
    this.onTaken.dispose();
    this.statusBar.dispose();
  }

  private refuse(): void {
    requireTrust();
    const { takenBy } = this.parts.machine;
    if (takenBy !== undefined) {
      throw new UserError('usage', `${takenBy} is under way, and a second model would slow it down. Score single examples when it has ended, or cancel it.`);
    }
  }

  private open(request: WarmModelRequest): Warm {
    const key = this.keyOf(request);
    if (this.warm?.key === key) return this.warm;
    this.release('Another model was asked for meanwhile: score again.');
    const engine = this.parts.startEngine();
    const name = request.adapter === null ? stem(request.model) : `${stem(request.model)} + ${stem(request.adapter.file)}`;
    const warm: Warm = { key, name, engine, loaded: this.load(engine, name, request), closed: undefined };
    this.warm = warm;
    warm.loaded.then(
      () => {
        if (this.warm === warm) this.showInStatusBar(`$(chip) ${name}`, 'Blindspot keeps this model in memory for some minutes: click to unload it');
      },
      () => {
        // What went wrong, the one who waits is told.
        if (this.warm === warm) this.close(undefined);
      },
    );
    return warm;
  }

  private async load(engine: Engine, name: string, { model, adapter }: WarmModelRequest): Promise<LoadedModel> {
    this.showInStatusBar(`$(loading~spin) Blindspot: loading ${name}`, 'The model is being loaded');
    return vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: `Blindspot: loading ${name}`, cancellable: true },
      async (notification, token) => {
        token.onCancellationRequested(() => this.close('cancelled'));
        let reported = 0;
        return engine.load(
          { model, adapters: adapter === null ? [] : [adapter], labels: labelTexts, ...this.parts.settings() },
          {
            onProgress: (fraction) => {
              notification.report({ increment: 100 * fraction - reported });
              reported = 100 * fraction;
            },
            onWarning: (message) => this.parts.problems.warn(message),
          },
        );
      },
    );
  }

  private close(why: Warm['closed']): void {
    const { warm } = this;
    clearTimeout(this.idle);
    if (warm === undefined) return;
    this.warm = undefined;
    warm.closed = why;
    this.statusBar.hide();
    void warm.engine.dispose();
  }

  /** One that was loaded with other settings is another. */
  private keyOf({ model, adapter }: WarmModelRequest): string {
    return JSON.stringify([model, adapter?.file, adapter?.scale, this.parts.settings()]);
  }

  private showInStatusBar(text: string, tooltip: string): void {
    this.statusBar.text = text;
    this.statusBar.tooltip = tooltip;
    this.statusBar.show();
  }
}
