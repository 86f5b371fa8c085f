import * as vscode from 'vscode';
import type { Engine } from '../../ports/engine';
import { OfferingError, type Offer } from './offers';

/** What may have the machine for itself, as messages call it. */
export type MachineWork = 'An evaluation' | 'A generation';

/** Ways to end it at once. A generation is cancelled where its progress is shown. */
const endings: Readonly<Record<MachineWork, readonly Offer[]>> = {
  'An evaluation': [{ title: 'Cancel Evaluation', command: 'blindspot.cancelEvaluation' }],
  'A generation': [],
};

/** The machine, which one piece of work in this window has at a time: two would only slow each other down. */
export class Machine implements vscode.Disposable {
  private work: MachineWork | undefined;
  private readonly takings = new vscode.EventEmitter<MachineWork>();
  readonly onDidTake = this.takings.event;

  constructor(private readonly startEngine: () => Engine) {}

  /** What has it now. */
  get takenBy(): MachineWork | undefined {
    return this.work;
  }

  /** @throws UserError `usage` while something has it */
  requireFree(): void {
    if (this.work === undefined) return;
    throw new OfferingError('usage', `${this.work} is under way in this window. Wait for it to end, or cancel it.`, endings[this.work]);
  }

  /** Gives it to some work, with an engine that ends with it. @throws UserError as `requireFree` */
  async take<Result>(work: MachineWork, carryOut: (engine: Engine) => Promise<Result>): Promise<Result> {
    this.requireFree();
    this.work = work;
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
