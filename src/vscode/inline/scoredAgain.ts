import * as vscode from 'vscode';
import { answerText, type ScoredPair } from '../../core/audit/text';
import { confidenceText } from '../../core/inline/sentences';
import type { ChosenRun } from '../chosenRun/chosenRun';

/** What came of scoring single examples of the chosen run again. Kept until another run is chosen. */
export class ScoredAgain implements vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<undefined>();
  readonly onDidChange = this.changes.event;
  private readonly scored = new Map<string, ScoredPair>();
  private run: string | undefined;
  private readonly subscription: vscode.Disposable;

  constructor(chosen: ChosenRun) {
    this.run = chosen.id;
    this.subscription = chosen.onDidChange(() => {
      if (chosen.id === this.run) return;
      this.run = chosen.id;
      this.scored.clear();
    });
  }

  add(example: string, scored: ScoredPair): void {
    this.scored.set(example, scored);
    this.changes.fire(undefined);
  }

  of(example: string): ScoredPair | undefined {
    return this.scored.get(example);
  }

  hintOf(example: string): string | undefined {
    const scored = this.scored.get(example);
    return scored === undefined ? undefined : `· again: ${scored.prediction.label} ${confidenceText(scored.prediction)}`;
  }

  sentenceOf(example: string): string | undefined {
    const scored = this.scored.get(example);
    return scored === undefined ? undefined : `Scored again: ${answerText(scored)}.`;
  }

  dispose(): void {
    this.subscription.dispose();
    this.changes.dispose();
  }
}
