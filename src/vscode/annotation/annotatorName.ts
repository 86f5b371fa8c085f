import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import { OfferingError } from '../shared/offers';

const setting = 'annotation.annotator';
const gitMilliseconds = 3000;

/** Who annotates: as the settings say, else asked for once, with git's name to begin with. */
export class AnnotatorName {
  private asked: Promise<string> | undefined;

  /** @throws UserError `usage` when the user gives no name */
  get(folder: string): Promise<string> {
    const known = vscode.workspace.getConfiguration('blindspot').get<string>(setting, '').trim();
    if (known !== '') return Promise.resolve(known);
    // Several editors that open at once ask one question.
    this.asked ??= ask(folder).finally(() => (this.asked = undefined));
    return this.asked;
  }
}

async function ask(folder: string): Promise<string> {
  const answer = await vscode.window.showInputBox({
    title: 'Blindspot: Your name as an annotator',
    prompt: 'It stands in the annotation file and in its name, so that agreement between annotators can be computed.',
    value: await gitName(folder),
    ignoreFocusOut: true,
    validateInput: (value) => (value.trim() === '' ? 'A name is needed.' : undefined),
  });
  const name = answer?.trim() ?? '';
  if (name === '') {
    throw new OfferingError('usage', 'Annotations are kept by annotator, so a name is needed. Open the annotation again, or set “Blindspot › Annotation: Annotator”.', [
      { title: 'Open Settings', command: 'workbench.action.openSettings', arguments: [`blindspot.${setting}`] },
    ]);
  }
  await vscode.workspace.getConfiguration('blindspot').update(setting, name, vscode.ConfigurationTarget.Global);
  return name;
}

/** Empty where git is not there or knows no name, and in a folder that is not trusted: no program is started there. */
async function gitName(folder: string): Promise<string> {
  if (!vscode.workspace.isTrusted) return '';
  try {
    const { stdout } = await promisify(execFile)('git', ['config', '--get', 'user.name'], { cwd: folder, timeout: gitMilliseconds });
    return stdout.trim();
  } catch {
    return '';
  }
}
