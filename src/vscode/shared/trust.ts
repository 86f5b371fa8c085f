import * as vscode from 'vscode';
import { OfferingError } from './offers';

export function isTrusted(): boolean {
  return vscode.workspace.isTrusted;
}

/**
 * A model file is a program's input that llama.cpp must parse: none is loaded from a folder that is not trusted. Nor is a
 * process ended because a file of the folder names it.
 *
 * @throws UserError `usage`
 */
export function requireTrust(): void {
  if (isTrusted()) return;
  throw new OfferingError('usage', 'This folder is not trusted: no model is loaded in it, and no program started or stopped. Trust it first (Workspaces: Manage Workspace Trust).', [
    { title: 'Manage Workspace Trust', command: 'workbench.trust.manage' },
  ]);
}
