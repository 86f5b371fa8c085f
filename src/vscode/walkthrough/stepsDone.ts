import * as vscode from 'vscode';
import { contextOf, outcomes, type Outcome } from './outcomes';

const key = 'walkthrough';

/**
 * The editor heeds a context key only when it changes after the walk-through was registered, which it does when it has
 * time to; one that was set before would tick nothing off until the window is reloaded.
 */
const registeredMilliseconds = 3000;

/**
 * What came about at least once, whichever folder was open: the walk-through is the user's, and a step that is ticked
 * off stays so. A command that was called and given up ticks nothing off.
 */
export class StepsDone implements vscode.Disposable {
  private readonly done: Set<Outcome>;
  /** Undefined once the keys can be set. */
  private waiting: NodeJS.Timeout | undefined;

  constructor(private readonly memento: vscode.Memento) {
    const kept: unknown = memento.get(key);
    this.done = new Set(Array.isArray(kept) ? outcomes.filter((outcome) => kept.includes(outcome)) : []);
    this.waiting = setTimeout(() => {
      this.waiting = undefined;
      for (const outcome of this.done) void setContext(outcome);
    }, registeredMilliseconds);
  }

  /** Tells what is so, which costs nothing when it was told before. */
  tell(...told: readonly Outcome[]): void {
    const others = told.filter((outcome) => !this.done.has(outcome));
    if (others.length === 0) return;
    for (const outcome of others) {
      this.done.add(outcome);
      if (this.waiting === undefined) void setContext(outcome);
    }
    void this.memento.update(key, [...this.done]);
  }

  dispose(): void {
    clearTimeout(this.waiting);
  }
}

async function setContext(outcome: Outcome): Promise<void> {
  await vscode.commands.executeCommand('setContext', contextOf(outcome), true);
}
