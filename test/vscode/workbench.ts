import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Frame, Locator, Page } from 'playwright-core';
import { artefacts } from './editor';

/** Themes by the name they have in the editor's picker, and the class of the workbench by which one sees that it is on. */
const themes = {
  dark: { title: 'Dark Modern', workbench: 'vs-dark' },
  light: { title: 'Light Modern', workbench: 'vs' },
  'high-contrast': { title: 'Dark High Contrast', workbench: 'hc-black' },
} as const;
type Theme = keyof typeof themes;

/** How long something may take to come about, in ms: long, because a busy machine of two cores is slow, not wrong. */
export const patience = 90_000;

/** Waits until the workbench is there. */
export async function workbench(page: Page): Promise<void> {
  await page.locator('.monaco-workbench .part.statusbar').waitFor();
}

/**
 * Chooses a command from the palette by its title, such as `Blindspot: Show Log`. By keyboard, once its row has the
 * focus: rows move while the palette is being filled, and a click would hit another command.
 */
export async function runCommand(page: Page, title: string): Promise<void> {
  const exactly = new RegExp(`^${title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(…|\\.\\.\\.)?$`);
  const row = page.locator('.quick-input-widget .quick-input-list .monaco-list-row', { has: page.locator('.label-name', { hasText: exactly }) }).first();
  const focused = row.and(page.locator('.focused'));
  // The first try may find no such row while extensions are still being read.
  const deadline = Date.now() + patience;
  for (;;) {
    try {
      await page.keyboard.press('F1');
      await quickInput(page).fill(`>${title}`, { timeout: 3_000 });
      await row.waitFor({ timeout: 1_500 });
      // Others may stand above it: those that were used last come first.
      for (let rows = 0; rows < 10 && (await focused.count()) === 0; rows += 1) await page.keyboard.press('ArrowDown');
      await focused.waitFor({ timeout: 1_000 });
      await page.keyboard.press('Enter');
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await page.keyboard.press('Escape');
      await sleep(300);
    }
  }
}

/** Follows a link in an editor, which heeds a click only when it has seen pointer and key on the link before. */
export async function followLink(link: Locator, outcome: Locator): Promise<void> {
  const deadline = Date.now() + patience;
  for (;;) {
    try {
      await link.click({ modifiers: ['Control'], timeout: 5_000 });
      await outcome.waitFor({ timeout: 5_000 });
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      // A hover of the link may lie over it, and goes when the pointer does.
      await link.page().mouse.move(0, 0);
    }
  }
}

/** The text field of the palette, a picker or an input box. */
export function quickInput(page: Page): Locator {
  return page.locator('.quick-input-widget .quick-input-filter input');
}

/** Names a file in the editor's own file dialog, which fills its field in when it has read the folder: what was written before that is lost. */
export async function answerFileDialog(page: Page, file: string): Promise<void> {
  const input = quickInput(page);
  const deadline = Date.now() + patience;
  await input.waitFor();
  const title = page.locator('.quick-input-widget .quick-input-title');
  const titleNow = (): Promise<string> => title.innerText({ timeout: 1_000 }).catch(() => '');
  while (await input.isVisible()) {
    if (Date.now() > deadline) throw new Error(`The file dialog does not take ${file}.`);
    await input.fill(file, { timeout: 5_000 }).catch(() => undefined);
    await sleep(500);
    if ((await input.inputValue({ timeout: 1_000 }).catch(() => '')) !== file) continue;
    const asked = await titleNow();
    await page.keyboard.press('Enter');
    const answered = Date.now() + 5_000;
    while (Date.now() < answered) {
      // It is gone, and what is asked next may take its place.
      if (!(await input.isVisible()) || (await titleNow()) !== asked) return;
      await sleep(100);
    }
  }
}

/** The first row of a picker or of the palette that has this text. */
export function quickPick(page: Page, text: string | RegExp): Locator {
  return page.locator('.quick-input-widget .quick-input-list .monaco-list-row', { hasText: text }).first();
}

/** A notification on screen that has this text. Its buttons are inside it. */
export function notification(page: Page, text: string | RegExp): Locator {
  return page.locator('.notification-toast', { has: page.locator('.notification-list-item-message', { hasText: text }) }).first();
}

/** Opens a view container by its button in the activity bar. */
export async function openViewContainer(page: Page, name: string): Promise<void> {
  // A badge is part of the button's name: `Testing - 20 failed tests`.
  const tab = page.locator('.part.activitybar').getByRole('tab', { name: new RegExp(`^${name}( - .*)?$`) });
  // A click may go unheeded while the window is being laid out, and a second one would close what the first opened.
  const deadline = Date.now() + patience;
  while ((await tab.getAttribute('aria-expanded')) !== 'true') {
    if (Date.now() > deadline) throw new Error(`The view container ${name} does not open.`);
    await tab.click();
    await sleep(500);
  }
}

/** Folds the other views of the container that is open: a row that is out of sight is not in the page. */
export async function onlyView(page: Page, name: string): Promise<void> {
  const others = page.locator('.part.sidebar .pane-header[aria-expanded="true"]', { hasNotText: name });
  while ((await others.count()) > 0) await others.first().click();
}

/** A row of a tree or list in the side bar. */
export function treeRow(page: Page, text: string | RegExp): Locator {
  return page.locator('.part.sidebar .monaco-list-row', { hasText: text }).first();
}

/** An entry of the context menu that is open. */
export function menuItem(page: Page, text: string): Locator {
  return page.locator('.context-view .monaco-menu .action-item', { has: page.getByText(text, { exact: true }) });
}

/** Chooses from the context menu of a row. A menu that was opened before a condition was met lacks the entry: it is opened again. */
export async function chooseFromMenu(page: Page, row: Locator, text: string): Promise<void> {
  const item = menuItem(page, text);
  const chosen = async (): Promise<void> => {
    await item.waitFor({ timeout: 3_000 });
    // A menu heeds no click in its first tenth of a second.
    await sleep(300);
    await item.click({ timeout: 3_000 });
    await item.waitFor({ state: 'detached', timeout: 3_000 });
  };
  const deadline = Date.now() + patience;
  for (;;) {
    await row.click({ button: 'right' });
    try {
      await chosen();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await page.keyboard.press('Escape');
      await sleep(300);
    }
  }
}

/** The frame of a web view that has `<body data-view="…">`, once it has set `data-ready` on it. */
export async function webview(page: Page, view: string): Promise<Frame> {
  const deadline = Date.now() + patience;
  while (Date.now() < deadline) {
    for (const frame of page.frames()) {
      // A frame may go away while it is asked.
      const found = await frame.locator(`body[data-view="${view}"][data-ready]`).count().catch(() => 0);
      if (found > 0) return frame;
    }
    await sleep(100);
  }
  throw new Error(`No web view "${view}" was ready within ${patience / 1000} s.`);
}

/** What the editor has saved of its tabs and what their pages keep. */
const savedTabs = `(async () => {
  const result = (request) => new Promise((done, failed) => { request.onsuccess = () => done(request.result); request.onerror = () => failed(request.error); });
  for (const { name } of await indexedDB.databases()) {
    if (!name.startsWith('vscode-web-state-db')) continue;
    const database = await result(indexedDB.open(name));
    const tabs = await result(database.transaction('ItemTable').objectStore('ItemTable').get('memento/workbench.parts.editor'));
    database.close();
    if (tabs !== undefined) return tabs;
  }
  return null;
})()`;

/** Reloads the window. The editor saves which tabs are open when the window loses the focus, and else once a minute. */
export async function reloadWindow(page: Page): Promise<void> {
  const before = await page.evaluate<string | null>(savedTabs);
  await page.evaluate("document.hasFocus = () => false; document.dispatchEvent(new Event('visibilitychange'))");
  // Nothing changes where the last state was saved already.
  const deadline = Date.now() + 4000;
  while (Date.now() < deadline && (await page.evaluate<string | null>(savedTabs)) === before) await sleep(100);
  await page.reload();
  await workbench(page);
}

export async function useTheme(page: Page, theme: Theme): Promise<void> {
  const { title, workbench } = themes[theme];
  const deadline = Date.now() + patience;
  for (;;) {
    await runCommand(page, 'Preferences: Color Theme');
    try {
      // The palette that is closing has such a field too, and takes what is written into it along.
      await page.locator('.quick-input-widget input[placeholder^="Select Color Theme"]').fill(title, { timeout: 10_000 });
      await quickPick(page, title).click({ timeout: 10_000 });
      await page.locator(`.monaco-workbench.${workbench}`).waitFor({ timeout: 10_000 });
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await page.keyboard.press('Escape');
    }
  }
}

/** Keeps a picture of the window under test/artefacts. */
export async function screenshot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(artefacts, `${name}.png`) });
}

/** Pictures of the window in the three kinds of theme; ends in the dark one. */
export async function screenshotInThemes(page: Page, name: string): Promise<void> {
  for await (const theme of inThemes(page)) await screenshot(page, `${name}.${theme}`);
}

/** Pictures as above, and what axe finds wrong with a page in each theme: contrast differs between them. */
export async function unreadableInThemes(page: Page, panel: Frame, name: string): Promise<string[]> {
  const found: string[] = [];
  for await (const theme of inThemes(page)) {
    await screenshot(page, `${name}.${theme}`);
    found.push(...(await unreadable(panel)).map((sentence) => `${theme}: ${sentence}`));
  }
  return found;
}

/** Puts the editor into each kind of theme, the dark one last. */
async function* inThemes(page: Page): AsyncGenerator<Theme> {
  for (const theme of ['light', 'high-contrast', 'dark'] as const) {
    await useTheme(page, theme);
    // Web views learn of a theme after the workbench has it.
    await sleep(500);
    yield theme;
  }
}

/** The window as someone sees it who has zoomed in to 200 %: half as wide and half as high. */
export async function zoomedIn<Seen>(page: Page, look: () => Promise<Seen>): Promise<Seen> {
  const before = page.viewportSize() ?? { width: 1280, height: 800 };
  await page.setViewportSize({ width: before.width / 2, height: before.height / 2 });
  try {
    await sleep(500);
    return await look();
  } finally {
    await page.setViewportSize(before);
  }
}

/** A picture of the window as above, and what is wrong with a page in it. @param at a CSS selector of what is to be in view */
export async function unreadableZoomedIn(page: Page, panel: Frame, name: string, at: string): Promise<string[]> {
  return zoomedIn(page, async () => {
    await panel.evaluate(`document.querySelector(${JSON.stringify(at)}).scrollIntoView()`);
    await screenshot(page, `${name} zoomed in`);
    const outside = await panel.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    return [...(outside > 0 ? [`The page is ${outside} pixels wider than its window.`] : []), ...(await unreadable(panel))];
  });
}

/** An attribute of the element of a page that has the focus. */
export async function focused(panel: Frame, attribute: string): Promise<string | null> {
  return panel.evaluate<string | null>(`document.activeElement?.getAttribute(${JSON.stringify(attribute)}) ?? null`);
}

/** Presses Tab until something on the page has the focus. @param selector of CSS */
export async function tabTo(page: Page, panel: Frame, selector: string): Promise<void> {
  const most = 80;
  for (let presses = 0; presses < most; presses++) {
    if (await panel.evaluate<boolean>(`document.activeElement?.matches(${JSON.stringify(selector)}) ?? false`)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`The Tab key did not reach ${selector} in ${most} presses.`);
}

/** What axe finds wrong with a page for those who do not see or do not point, as sentences. */
export async function unreadable(panel: Frame): Promise<string[]> {
  await panel.evaluate(await readFile(resolve('node_modules/axe-core/axe.min.js'), 'utf8'));
  return panel.evaluate<string[]>(`axe.run(document).then(({ violations }) =>
    violations.map(({ help, nodes }) => help + ': ' + nodes.map(({ html }) => html.slice(0, 120)).join(' ')))`);
}
