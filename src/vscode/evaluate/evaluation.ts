import * as vscode from 'vscode';
import { describeProgress } from '../../core/runs/describeProgress';
import { stem, subjectOf } from '../../core/runs/title';
import type { RunRecord } from '../../core/runs/record';
import type { Engine } from '../../ports/engine';
import { evaluate, type EvaluatePorts, type EvaluateProgress, type EvaluateRequest } from '../../workflows/evaluate';
import { OfferingError } from '../shared/offers';
import type { Problems } from '../shared/problem';
import type { StatusItem } from '../shared/statusItem';

/** The evaluation that is under way in this window, with its notification and its status-bar item. */
export class Evaluation implements vscode.Disposable {
  private cancelling: AbortController | undefined;
  private doing = '';

  constructor(
    private readonly startEngine: () => Engine,
    private readonly problems: Problems,
    private readonly generating: () => boolean,
    private readonly status: StatusItem,
  ) {}

  /**
   * Runs one evaluation to its end, showing how far it is.
   *
   * @returns undefined when the user cancelled
   * @throws UserError, also `usage` when another evaluation or a generation is under way: two would only slow each other down
   */
  async run(
    request: EvaluateRequest,
    ports: Omit<EvaluatePorts, 'engine'>,
  ): Promise<RunRecord | undefined> {
    if (this.cancelling !== undefined || this.generating()) {
      // A generation is cancelled where its progress is shown.
      const [what, offers] = this.generating() ? ['A generation', []] : ['An evaluation', [{ title: 'Cancel Evaluation', command: 'blindspot.cancelEvaluation' }]];
      throw new OfferingError('usage', `${what} is under way in this window. Wait for it to end, or cancel it.`, offers);
    }
    const cancelling = new AbortController();
    this.cancelling = cancelling;
    this.doing = stem(request.model);
    await setEvaluating(true);
    const engine = this.startEngine();
    try {
      return await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Notification, title: 'Blindspot', cancellable: true },
        async (notification, token) => {
          token.onCancellationRequested(() => {
            this.cancel();
          });
          let reported = 0;
          return evaluate(request, { ...ports, engine }, {
            signal: cancelling.signal,
            onProgress: (progress) => {
              const percent = 100 * fractionOf(progress);
              notification.report({ message: describe(progress), increment: percent - reported });
              reported = percent;
              this.showInStatusBar(progress);
            },
            onWarning: (message) => {
              this.problems.warn(message);
            },
            onStarted: (record) => {
              this.doing = subjectOf(record);
            },
          });
        },
      );
    } catch (error) {
      if (cancelling.signal.aborted) return undefined;
      throw error;
    } finally {
      this.cancelling = undefined;
      this.status.idle();
      await setEvaluating(false);
      await engine.dispose();
    }
  }

  get underWay(): boolean {
    return this.cancelling !== undefined;
  }

  cancel(): void {
    this.cancelling?.abort(new DOMException('Cancelled', 'AbortError'));
  }

  dispose(): void {
    this.cancel();
  }

  private showInStatusBar(progress: EvaluateProgress): void {
    const how = progress.phase === 'scoring' ? ` ${progress.scored.toLocaleString('en')} / ${progress.total.toLocaleString('en')}` : `: ${phaseTitles[progress.phase]}`;
    this.status.busy(how, `${this.doing}: click to cancel`, 'blindspot.cancelEvaluation');
  }
}

const phaseTitles = { hashing: 'checking the model file', loading: 'loading the model' } as const;

function describe(progress: EvaluateProgress): string {
  if (progress.phase === 'scoring') return describeProgress(progress);
  return `${phaseTitles[progress.phase]}, ${Math.round(100 * progress.fraction)} %`;
}

/** The notification's bar is about the scoring, which is what takes the time. */
function fractionOf(progress: EvaluateProgress): number {
  return progress.phase === 'scoring' ? progress.scored / progress.total : 0;
}

async function setEvaluating(value: boolean): Promise<void> {
  await vscode.commands.executeCommand('setContext', 'blindspot.evaluating', value);
}
