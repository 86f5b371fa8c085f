import { join } from 'node:path';
import { startEditor } from '../vscode/editor';
import { bareMachine, firstBreakdown } from '../vscode/firstSteps';
import { workbench } from '../vscode/workbench';
import type { Figure } from './figure';
import { cache, threads } from './places';

const perSubcase = 10;

/**
 * What a stranger waits for: from the installation of the VSIX into a new VS Code to the first breakdown, by keyboard,
 * with nobody thinking in between.
 *
 * @param model a GGUF file on this machine
 */
export async function measureFirstBreakdown(model: string): Promise<readonly Figure[]> {
  const installed = performance.now();
  const editor = await startEditor({ name: 'first breakdown', ownInstallation: true, environment: bareMachine(join(cache, 'refused.txt')) });
  try {
    await editor.open();
    await workbench(editor.page);
    await firstBreakdown(editor.page, { model, perSubcase });
    const value = performance.now() - installed;
    const setting = `a new VS Code without Node.js and network on ${threads} cores, SmolLM2-135M-Instruct, ${30 * perSubcase} examples of a set made then`;
    return [{ key: 'first_breakdown_ms', value, unit: 'ms', wanted: { atMost: 120_000 }, setting }];
  } finally {
    await editor.close();
  }
}
