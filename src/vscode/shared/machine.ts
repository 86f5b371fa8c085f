import path from 'node:path';
import * as vscode from 'vscode';
import type { Engine } from '../../ports/engine';
import { cancelEvaluation, OfferingError, type Offer } from './offers';

/** What may have the machine for itself, as messages call it. */
export type MachineWork = 'An evaluation' | 'A generation';

/** Ways to end it at once. A generation is cancelled where its progress is shown. */
const endings: Readonly<Record<MachineWork, readonly Offer[]>> = {
  'An evaluation': [cancelEvaluation],
  'A generation': [],
};

/** The machine, which one piece of work in this window has at a time: two would only slow each other down. */
export class Machine implements vscode.Disposable {
  private work: MachineWork | undefined;
  private files: readonly string[] = [];
  private readonly takings = new vscode.EventEmitter<MachineWork>();
  readonly onDidTake = this.takings.event;

  constructor(private readonly startEngine: () => Engine) {}

  /** What has it now. */
  get takenBy(): MachineWork | undefined {
    return this.work;
  }

  /** What has it now, if it is with this model or adapter. */
  worksWith(file: string): { readonly name: MachineWork; readonly endings: readonly Offer[] } | undefined {
    if (this.work === undefined || !this.files.some((other) => path.resolve(other) === path.resolve(file))) return undefined;
    return { name: this.work, endings: endings[this.work] };
  }

  /** @throws UserError `usage` while something has it */
  requireFree(): void {
    if (this.work === undefined) return;
    throw new OfferingError('usage', `${this.work} is under way in this window. Wait for it to end, or cancel it.`, endings[this.work]);
  }

  /**
   * Gives it to some work, with an engine that ends with it.
   *
   * @param files models and adapters that the work is with
   * @throws UserError as `requireFree`
   */
  async take<Result>(work: MachineWork, files: readonly string[], carryOut: (engine: Engine) => Promise<Result>): Promise<Result> {
    this.requireFree();
    this.work = work;
    this.files = files;
    this.takings.fire(work);
    const engine = this.startEngine();
    try {
      return await carryOut(engine);
    } finally {
      this.work = undefined;
      await engine.dispose();
    }
  }

  dispose(): void {
    this.takings.dispose();
  }
}
