import * as vscode from 'vscode';
import { describeEvaluation, type EvaluateProgress } from '../../core/runs/describeProgress';
import { stem, subjectOf } from '../../core/runs/title';
import type { RunRecord } from '../../core/runs/record';
import { evaluate, type EvaluatePorts, type EvaluateRequest } from '../../workflows/evaluate';
import type { Machine } from '../shared/machine';
import type { Problems } from '../shared/problem';
import type { StatusItem } from '../shared/statusItem';

/** The evaluation that is under way in this window, with its notification and its status-bar item. */
export class Evaluation implements vscode.Disposable {
  private cancelling: AbortController | undefined;
  private doing = '';

  constructor(
    private readonly machine: Machine,
    private readonly problems: Problems,
    private readonly status: StatusItem,
  ) {}

  /**
   * Runs one evaluation to its end, showing how far it is.
   *
   * @returns undefined when the user cancelled
   * @throws UserError, also `usage` when something else has the machine
   */
  run(request: EvaluateRequest, ports: Omit<EvaluatePorts, 'engine'>): Promise<RunRecord | undefined> {
    return this.machine.take('An evaluation', [request.model, ...(request.adapter === null ? [] : [request.adapter.file])], async (engine) => {
      const cancelling = new AbortController();
      this.cancelling = cancelling;
      this.doing = stem(request.model);
      await setEvaluating(true);
      try {
        return await this.showing(request, { ...ports, engine }, cancelling.signal);
      } catch (error) {
        if (cancelling.signal.aborted) return undefined;
        throw error;
      } finally {
        this.cancelling = undefined;
        this.status.idle();
        await setEvaluating(false);
      }
    });
  }

  cancel(): void {
    this.cancelling?.abort(new DOMException('Cancelled', 'AbortError'));
  }

  dispose(): void {
    this.cancel();
  }

  private async showing(request: EvaluateRequest, ports: EvaluatePorts, signal: AbortSignal): Promise<RunRecord> {
    return vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: 'Blindspot', cancellable: true },
      async (notification, token) => {
        token.onCancellationRequested(() => {
          this.cancel();
        });
        let reported = 0;
        return evaluate(request, ports, {
          signal,
          onProgress: (progress) => {
            const percent = 100 * fractionOf(progress);
            notification.report({ message: describeEvaluation(progress), increment: percent - reported });
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
  }

  private showInStatusBar(progress: EvaluateProgress): void {
    const how = progress.phase === 'scoring' ? ` ${progress.scored.toLocaleString('en')} / ${progress.total.toLocaleString('en')}` : `: ${describeEvaluation(progress)}`;
    this.status.busy(how, `${this.doing}: click to cancel`, 'blindspot.cancelEvaluation');
  }
}

/** The notification's bar is about the scoring, which is what takes the time. */
function fractionOf(progress: EvaluateProgress): number {
  return progress.phase === 'scoring' ? progress.scored / progress.total : 0;
}

async function setEvaluating(value: boolean): Promise<void> {
  await vscode.commands.executeCommand('setContext', 'blindspot.evaluating', value);
}
