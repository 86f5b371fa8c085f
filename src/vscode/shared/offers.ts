import * as vscode from 'vscode';
import { UserError, type UserErrorCode } from '../../core/userError';

/** What can be done next, as a button of a message. */
export interface Offer extends vscode.MessageItem {
  readonly command: string;
  readonly arguments?: readonly unknown[];
}

/** A failure after which it is plain what to do: its message has that as a button. */
export class OfferingError extends UserError {
  constructor(
    code: UserErrorCode,
    message: string,
    readonly offers: readonly Offer[],
  ) {
    super(code, message);
  }
}

export const showLog: Offer = { title: 'Show Log', command: 'blindspot.showLog' };

export const cancelEvaluation: Offer = { title: 'Cancel Evaluation', command: 'blindspot.cancelEvaluation' };

/** Two ways to the first run. */
export const firstRun: readonly Offer[] = [
  { title: 'Evaluate on HANS…', command: 'blindspot.evaluateHans' },
  { title: 'Import Predictions…', command: 'blindspot.importPredictions' },
];

/** Says something that is no failure, with what to do next. */
export function suggest(message: string, offers: readonly Offer[]): void {
  void followed(vscode.window.showInformationMessage(message, ...offers));
}

/** Does what was chosen of a message's offers, if anything was. */
export async function followed(chosen: Thenable<Offer | undefined>): Promise<void> {
  const offer = await chosen;
  if (offer !== undefined) await vscode.commands.executeCommand(offer.command, ...(offer.arguments ?? []));
}
