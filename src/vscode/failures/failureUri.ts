import * as vscode from 'vscode';
import { jsonOf } from '../../core/jsonOf';
import { UserError } from '../../core/userError';
import { failureDocumentSchema, type FailureSubject } from './argument';
import { failureScheme } from './scheme';

/**
 * The address of a failure document. It says everything that the document is computed from, so that an
 * editor restored after a reload needs nothing else.
 *
 * @param title how its tab is called
 */
export function failureUri(title: string, subject: FailureSubject): vscode.Uri {
  // A slash would make folders of the title, and some systems have no such names.
  const name = title.replace(/[\\/:*?"<>|]+/g, '-');
  return vscode.Uri.from({ scheme: failureScheme, path: `/${name}.txt`, query: JSON.stringify(subject) });
}

/** @throws UserError `usage` when it is no address of a failure document */
export function failureSubjectOf(uri: vscode.Uri): FailureSubject {
  const parsed = failureDocumentSchema.safeParse(jsonOf(uri.query));
  if (parsed.success) return parsed.data;
  throw new UserError('usage', `${uri.toString()} is no address of a failure document. Use “Blindspot: Open Failures…”.`);
}
