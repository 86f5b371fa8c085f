import * as vscode from 'vscode';

/** Does something that takes a while under a notification with "Cancel". @returns undefined when it was cancelled */
export async function cancellable<Result>(title: string, act: (signal: AbortSignal) => Promise<Result>): Promise<Result | undefined> {
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true }, async (_, token) => {
    const cancelling = new AbortController();
    token.onCancellationRequested(() => {
      cancelling.abort(new DOMException('Cancelled', 'AbortError'));
    });
    try {
      return await act(cancelling.signal);
    } catch (error) {
      if (cancelling.signal.aborted) return undefined;
      throw error;
    }
  });
}
