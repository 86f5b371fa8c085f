import * as vscode from 'vscode';
import { UserError } from '../../core/userError';

/** Tells failures: a sentence to the user, and to the log where it came from. */
export class Problems {
  constructor(private readonly log: vscode.LogOutputChannel) {}

  /** @returns when the message was written, not when it was dismissed. */
  tell(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.log.error(error instanceof Error ? error : message);
    const shown = error instanceof UserError ? message : `Unexpected error in Blindspot, please report it: ${message}`;
    void vscode.window.showErrorMessage(shown, 'Show Log').then((answer) => {
      if (answer === 'Show Log') this.log.show();
    });
  }

  warn(message: string): void {
    this.log.warn(message);
    void vscode.window.showWarningMessage(message);
  }
}
