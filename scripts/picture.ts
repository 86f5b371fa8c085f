// npm run picture: makes media/breakdown.png, the README's picture, from the real product: BERT's published
// predictions on HANS (McCoy et al. 2019), imported in a real VS Code. Called with the folder that holds HANS's
// heuristics_evaluation_set.txt and bert_preds.txt.
import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { startEditor } from '../test/vscode/editor';
import { openViewContainer, quickPick, runCommand, useTheme, webview, workbench } from '../test/vscode/workbench';

const [source = '../shared/data/hans'] = process.argv.slice(2);
const hans = 'heuristics_evaluation_set.txt';
const predictions = 'bert_preds.txt';

const editor = await startEditor({
  name: 'picture',
  prepare: async (workspace) => {
    for (const file of [hans, predictions]) await copyFile(path.join(source, file), path.join(workspace, file));
  },
});
try {
  const { page } = editor;
  await editor.open();
  await workbench(page);
  await page.setViewportSize({ width: 1360, height: 860 });
  await runCommand(page, 'Blindspot: Import Predictions');
  await quickPick(page, predictions).click();
  // The first picker lists the same files until the second one takes its place.
  await page.locator('.quick-input-title', { hasText: 'Blindspot: Data file' }).waitFor();
  await quickPick(page, hans).click();
  const panel = await webview(page, 'breakdown');
  await panel.locator('[data-bar="first/heuristic/lexical_overlap/non-entailment"]').waitFor();
  await openViewContainer(page, 'Blindspot');
  await useTheme(page, 'light');
  await panel.evaluate('scrollTo(0, 0)');
  await page.screenshot({ path: 'media/breakdown.png' });
} finally {
  await editor.close();
}
