import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Editor } from '../vscode/editor';
import { useEditor } from '../vscode/editorOfSuite';
import { choose } from '../vscode/firstSteps';
import { perSubcase, sample } from '../vscode/sample';
import { writeSampleWorkspace } from '../vscode/sampleWorkspace';
import { answerFileDialog, chooseFromMenu, focused, openViewContainer, reloadWindow, runCommand, screenshotInThemes, tabTo, treeRow, unreadable, webview } from '../vscode/workbench';

const threeEntailments = 'three entailments a subcase.csv';

/*
 * The figures of two prediction files, worked out by hand. HANS has five subcases of each heuristic and gold label,
 * with ten examples each here. The first file says "entailment" always; the second for three of the ten in each
 * subcase, so that 3 of 10 are right where that is gold and 7 of 10 elsewhere. The intervals are Wilson's.
 */
const figures = {
  first: { whole: '150 | 300 | 50.0 % | [44.4, 55.6]', entailment: '50 | 50 | 100.0 % | [92.9, 100.0]', 'non-entailment': '0 | 50 | 0.0 % | [0.0, 7.1]' },
  second: { whole: '150 | 300 | 50.0 % | [44.4, 55.6]', entailment: '15 | 50 | 30.0 % | [19.1, 43.8]', 'non-entailment': '35 | 50 | 70.0 % | [56.2, 80.9]' },
};
const heuristics = ['Lexical overlap', 'Subsequence', 'Constituent'];
const golds = ['entailment', 'non-entailment'] as const;
const titles = { first: 'all entailment on hans modèle', second: 'three entailments a subcase on hans modèle' };

/** One user's session, by keyboard but for a row's menu: each test goes on where the one before it ended. */
describe('The breakdown of two prediction files', () => {
  let editor: Editor;
  let page: Page;

  useEditor({
    name: 'breakdown',
    prepare: async (workspace) => {
      await writeSampleWorkspace(workspace);
      const rows = (await readFile(join(workspace, sample.hans), 'utf8')).trimEnd().split('\n').slice(1);
      const predictions = rows.map((row, at) => `${row.split('\t')[7] ?? ''},${at % perSubcase < 3 ? 'entailment' : 'non-entailment'}\n`);
      await writeFile(join(workspace, threeEntailments), ['pairID,gold_label\n', ...predictions].join(''));
    },
  }, (opened) => {
    editor = opened;
    ({ page } = opened);
  });

  it('opens when predictions were imported from the palette', async () => {
    for (const file of [threeEntailments, sample.predictions]) {
      await importPredictions(file);
      await page.locator('.tab', { hasText: `Breakdown: ${file.replace('.csv', '')}` }).waitFor();
    }
    await runCommand(page, 'View: Close Other Editors in Group');
    const panel = await webview(page, 'breakdown');
    await expect.poll(() => bars(panel)).toBe(6);
  });

  it('puts a second run beside the first', async () => {
    const panel = await webview(page, 'breakdown');
    await runCommand(page, 'View: Focus Active Editor Group');
    await tabTo(page, panel, 'vscode-dropdown[aria-label="Beside it"]');
    await page.keyboard.press('Enter');
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await expect.poll(() => bars(panel)).toBe(12);
    expect(await panel.locator('.summary .label').allInnerTexts()).toEqual([`First run: ${titles.first}`, `Second run: ${titles.second}`]);
    expect(await tableRows(panel)).toEqual(
      heuristics.flatMap((heuristic) => [
        `${heuristic} | entailment | 100.0 % | [92.9, 100.0] | 50 of 50 | 0 | 30.0 % | [19.1, 43.8] | 15 of 50 | 35`,
        'non-entailment | 0.0 % | [0.0, 7.1] | 0 of 50 | 50 | 70.0 % | [56.2, 80.9] | 35 of 50 | 15',
      ]),
    );
    expect(await panel.evaluate<string>("document.querySelector('[data-bar^=\"second/\"]').getAttribute('aria-label')")).toBe(
      'Second run, Lexical overlap, gold entailment: 30.0 % right [19.1, 43.8], 15 of 50. List the 35 failing examples.',
    );
    await screenshotInThemes(page, 'breakdown of two runs');
    expect(await unreadable(panel)).toEqual([]);
  });

  it('draws the thirty subcases of both, and tabulates them', async () => {
    const panel = await webview(page, 'breakdown');
    await runCommand(page, 'View: Focus Active Editor Group');
    await tabTo(page, panel, 'vscode-radio[value="heuristics"]');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => bars(panel)).toBe(60);
    const rows = await tableRows(panel);
    expect(rows).toHaveLength(30 + 6);
    expect(rows[0]).toBe('Lexical overlap, entailment');
    expect(rows[1]).toBe('le_around_prepositional_phrase | 100.0 % | [72.2, 100.0] | 10 of 10 | 0 | 30.0 % | [10.8, 60.3] | 3 of 10 | 7');
    expect(rows.at(-1)).toBe('cn_embedded_under_verb | 0.0 % | [0.0, 27.8] | 0 of 10 | 10 | 70.0 % | [39.7, 89.2] | 7 of 10 | 3');
    await panel.evaluate("document.getElementById('chart-title').scrollIntoView()");
    await screenshotInThemes(page, 'breakdown subcases');
    expect(await unreadable(panel)).toEqual([]);
  });

  it('saves that chart as a picture that is not blank', async () => {
    const panel = await webview(page, 'breakdown');
    await runCommand(page, 'View: Focus Active Editor Group');
    await tabTo(page, panel, 'section[aria-labelledby="chart-title"] vscode-button');
    await page.keyboard.press('Enter');
    const picture = join(editor.workspace, 'picture of a breakdown.png');
    await answerFileDialog(page, picture);
    const bytes = (): Promise<Buffer> => readFile(picture).catch(() => Buffer.alloc(0));
    await expect.poll(async () => (await bytes()).length).toBeGreaterThan(0);
    const drawn = await measure(page, await bytes());
    await writeFile(join('test', 'artefacts', 'breakdown saved.png'), await bytes());
    // Sixty bars in rows are a tall picture; half of its plot is bars, which have the colours of two golds.
    expect(drawn.height).toBeGreaterThan(900);
    expect(drawn.width).toBeGreaterThan(600);
    expect(drawn.painted).toBeGreaterThan(0.1);
    expect(drawn.colours).toBeGreaterThanOrEqual(4);
  });

  it('lists the failing examples of a subcase in the second run', async () => {
    const panel = await webview(page, 'breakdown');
    await runCommand(page, 'View: Focus Active Editor Group');
    await tabTo(page, panel, '[data-bar]');
    await page.keyboard.press('ArrowRight');
    expect(await focused(panel, 'aria-label')).toMatch(/^Second run, .*le_around_prepositional_phrase.*List the 7 failing examples\.$/);
    await page.keyboard.press('Enter');
    await expect.poll(() => panel.locator('.examples > li').count()).toBe(7);
    await expect.poll(() => focused(panel, 'id')).toBe('failures-title');
  });

  it('copies the figures of both runs as CSV with all their digits', async () => {
    await pressInTable(1, 'Copied as CSV');
    const [header, ...lines] = (await clipboard()).trimEnd().split('\n');
    expect(header).toBe('Run,Heuristic,Gold label,Subcase,Right,Of,Accuracy,"95 % interval, low","95 % interval, high"');
    expect(lines).toHaveLength(2 * (1 + 6 + 30));
    expect(lines[0]).toMatch(new RegExp(`^${titles.first},all,,,150,300,0\\.5,0\\.44377\\d+,0\\.55622\\d+$`));
    expect(lines[1]).toMatch(new RegExp(`^${titles.first},Lexical overlap,entailment,,50,50,1,0\\.92865\\d+,1$`));
    expect(lines.at(-1)).toMatch(new RegExp(`^${titles.second},Constituent,non-entailment,cn_embedded_under_verb,7,10,0\\.7,0\\.39677\\d+,0\\.89220\\d+$`));
  });

  it('copies the figures of both runs as a Markdown table', async () => {
    await pressInTable(2, 'Copied as Markdown');
    const lines = (await clipboard()).trimEnd().split('\n');
    expect(lines.slice(0, 2)).toEqual([
      '| Run | Heuristic | Gold label | Subcase | Right | Of | Accuracy | 95 % interval |',
      '| --- | --- | --- | --- | ---: | ---: | ---: | ---: |',
    ]);
    const ofHeuristics = (['first', 'second'] as const).flatMap((slot) => [
      `| ${titles[slot]} | all |  |  | ${figures[slot].whole} |`,
      ...heuristics.flatMap((heuristic) => golds.map((gold) => `| ${titles[slot]} | ${heuristic} | ${gold} |  | ${figures[slot][gold]} |`)),
    ]);
    expect(lines.slice(2).filter((line) => !/ [lsc][en]_/.test(line))).toEqual(ofHeuristics);
    expect(lines).toHaveLength(2 + 2 * (1 + 6 + 30));
  });

  it('shows both runs, the subcases and the open list again when the window is reloaded', async () => {
    await reloadWindow(page);
    const panel = await webview(page, 'breakdown');
    await expect.poll(() => bars(panel)).toBe(60);
    await expect.poll(() => panel.locator('.examples > li').count()).toBe(7);
    expect(await panel.locator('.summary .label').allInnerTexts()).toEqual([`First run: ${titles.first}`, `Second run: ${titles.second}`]);
  });

  it('is thrown away while another tab hides it, and is the same when it is looked at again', async () => {
    await runCommand(page, 'File: New Untitled Text File');
    await expect.poll(() => page.frames().filter((frame) => frame.url().includes('webview')).length).toBe(0);
    await runCommand(page, 'View: Close Editor');
    const panel = await webview(page, 'breakdown');
    await expect.poll(() => bars(panel)).toBe(60);
    await expect.poll(() => panel.locator('.examples > li').count()).toBe(7);
  });

  it('leaves the Runs view as Markdown too', async () => {
    await openViewContainer(page, 'Blindspot');
    await chooseFromMenu(page, treeRow(page, 'three entailments a subcase'), 'Copy as Markdown');
    await expect.poll(clipboard).toMatch(/^### three entailments a subcase on hans modèle\n\n\| Heuristic \|/);
    const lines = (await clipboard()).trimEnd().split('\n');
    expect(lines.slice(4, 6)).toEqual([`| all |  |  | ${figures.second.whole} |`, `| Lexical overlap | entailment |  | ${figures.second.entailment} |`]);
    expect(lines).toHaveLength(4 + 1 + 6 + 30);
  });

  it('is made of the predictions that are there, where some are missing and one says so', async () => {
    await importPredictions(sample.missingId);
    const dialog = page.locator('.monaco-dialog-box', { hasText: 'Predictions are missing' });
    await dialog.getByRole('button', { name: 'Import What Is There' }).waitFor();
    expect(await dialog.innerText()).toMatch(/missing id\.csv.*1 example of the data file has no prediction/s);
    await page.keyboard.press('Enter');
    await treeRow(page, /missing id.*50\.2 %/).waitFor();
  });

  it('breaks no rule of the pages’ content security policy', () => {
    expect(editor.violations).toEqual([]);
  });

  async function importPredictions(file: string): Promise<void> {
    await runCommand(page, 'Blindspot: Import Predictions');
    await answerFileDialog(page, join(editor.workspace, file));
    await choose(page, 'Blindspot: Data file', sample.hans);
  }

  /** Presses the button of this number over the table, and waits until the page says that it has done so. */
  async function pressInTable(number: number, said: string): Promise<void> {
    const panel = await webview(page, 'breakdown');
    await runCommand(page, 'View: Focus Active Editor Group');
    await tabTo(page, panel, `section[aria-labelledby="table-title"] vscode-button:nth-of-type(${number})`);
    await page.keyboard.press('Enter');
    await page.locator('.part.statusbar', { hasText: said }).waitFor();
  }

  async function clipboard(): Promise<string> {
    return page.evaluate<string>('navigator.clipboard.readText()');
  }
});

async function bars(panel: Frame): Promise<number> {
  return panel.locator('[data-bar]').count();
}

/** The table's rows as one reads them. */
async function tableRows(panel: Frame): Promise<string[]> {
  return panel.evaluate<string[]>("[...document.querySelectorAll('table.figures tbody tr')].map((row) => [...row.cells].map(({ innerText }) => innerText.trim()).join(' | '))");
}

interface Drawn {
  readonly width: number;
  readonly height: number;
  /** Share of the pixels that have another colour than the corner. */
  readonly painted: number;
  /** Colours that a thousandth of all pixels have at least. */
  readonly colours: number;
}

/** What is on a picture, as a browser decodes it. */
async function measure(page: Page, png: Buffer): Promise<Drawn> {
  return page.evaluate<Drawn>(`createImageBitmap(new Blob([Uint8Array.from(atob('${png.toString('base64')}'), (c) => c.charCodeAt(0))])).then((picture) => {
    const { width, height } = picture;
    const context = new OffscreenCanvas(width, height).getContext('2d');
    context.drawImage(picture, 0, 0);
    const counts = new Map();
    const pixels = new Uint32Array(context.getImageData(0, 0, width, height).data.buffer);
    for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
    const often = [...counts.values()].filter((count) => count * 1000 >= pixels.length).length;
    return { width, height, painted: 1 - counts.get(pixels[0]) / pixels.length, colours: often };
  })`);
}
