import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import { commandTable } from '../../src/vscode/commandTable';
import { figure } from './blindspot';

interface Contributed {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

describe('The installed extension', () => {
  const extension = vscode.extensions.getExtension<unknown>('blindspot.blindspot');

  it('is not active before it is used', () => {
    assert.equal(extension?.isActive, false);
  });

  it('activates without an error', async () => {
    const started = performance.now();
    await extension?.activate();
    figure('activation, as a test inside the extension host sees it', `${(performance.now() - started).toFixed(0)} ms`);
    assert.equal(extension?.isActive, true);
  });

  it('registers exactly the commands of its table, and its manifest declares the same', async () => {
    const table = Object.keys(commandTable).sort();
    // The editor itself adds commands such as `blindspot.runs.focus` for each view.
    const registered = (await vscode.commands.getCommands(true)).filter((id) => /^blindspot\.\w+$/.test(id));
    const { contributes } = extension?.packageJSON as Contributed;
    assert.deepEqual(registered.sort(), table);
    assert.deepEqual(contributes.commands.map(({ command }) => command).sort(), table);
  });
});
