import * as vscode from 'vscode';
import { UserError, type UserErrorCode } from '../../core/userError';
import { followed, OfferingError, showLog, type Offer } from './offers';

/** Tells failures: a sentence to the user, with what to do next, and to the log where it came from. */
export class Problems {
  constructor(private readonly log: vscode.LogOutputChannel) {}

  /** @returns when the message was written, not when it was dismissed. */
  tell(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.log.error(error instanceof Error ? error : message);
    const shown = error instanceof UserError ? message : `Unexpected error in Blindspot, please report it: ${message}`;
    void followed(vscode.window.showErrorMessage(shown, ...offersAfter(error)));
  }

  warn(message: string): void {
    this.log.warn(message);
    void vscode.window.showWarningMessage(message);
  }
}

/** Failures whose cause is likely on this machine, which the doctor looks at. */
const ofMachine: readonly UserErrorCode[] = ['engine', 'trainer'];

function offersAfter(error: unknown): readonly Offer[] {
  if (error instanceof OfferingError) return error.offers;
  const isOfMachine = error instanceof UserError && ofMachine.includes(error.code);
  return isOfMachine ? [{ title: 'Doctor', command: 'blindspot.doctor' }, showLog] : [showLog];
}
