import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import { sample } from '../vscode/sample';
import { command, inWorkspace, until } from './blindspot';

const controller = 'blindspot.hans';

describe('HANS as a test suite', () => {
  it('is there for the chosen run, and has made no example before one is asked for', async () => {
    await command('blindspot.importPredictions', { predictions: inWorkspace(sample.predictions), data: inWorkspace(sample.hans) });
    await vscode.commands.executeCommand('workbench.view.testing.focus');
    await until('suite', async () => ((await vscode.commands.executeCommand<string[]>('vscode.testing.getControllersWithTests')).includes(controller) ? true : undefined));
    assert.deepEqual(await vscode.commands.executeCommand('vscode.testing.getTestsInFile', vscode.Uri.file(inWorkspace(sample.hans))), []);
  });
});
