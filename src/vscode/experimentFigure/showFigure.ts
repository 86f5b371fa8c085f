import * as vscode from 'vscode';
import { experimentEnding } from '../../core/experiment/experimentFile';
import { fileOf } from '../shared/fileArgument';
import type { FigurePanels } from './figurePanel';

/** As many as one looks through. */
const mostExperiments = 200;

/** Shows an experiment's figure. @param argument its file, where it is known already */
export async function showFigure(argument: unknown, panels: Pick<FigurePanels, 'open'>): Promise<void> {
  const file = argument == null ? await pickExperiment() : fileOf(argument);
  if (file !== undefined) panels.open({ file });
}

async function pickExperiment(): Promise<string | undefined> {
  const found = await vscode.workspace.findFiles(`**/*${experimentEnding}`, '**/{node_modules,.blindspot}/**', mostExperiments);
  if (found.length === 0) {
    void vscode.window.showInformationMessage(`There is no experiment in this folder: a file NAME${experimentEnding} is one. {"preset": "laptop"} is enough to begin with.`);
    return undefined;
  }
  const items = found.map((uri) => ({ label: vscode.workspace.asRelativePath(uri), file: uri.fsPath })).sort((one, other) => one.label.localeCompare(other.label, 'en'));
  return (await vscode.window.showQuickPick(items, { title: 'Blindspot: Experiment' }))?.file;
}
