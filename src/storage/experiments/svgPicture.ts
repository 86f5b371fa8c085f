import { access, copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { UserError } from '../../core/userError';
import { runProgram } from '../program';
import { explain } from '../systemError';

/** Browsers that draw a page into a file, as they are called on the search path and where they usually are. */
const browsers = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge', 'chrome', 'msedge'];
const usualPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/**
 * Draws an SVG into a PNG, twice as large, by a browser that is on this machine (`CHROMIUM` names another).
 *
 * @throws UserError `not-found` where there is none, `disk`, or the signal's reason
 */
export async function writePng(file: string, svg: string, signal: AbortSignal): Promise<void> {
  const browser = await findBrowser();
  const [, width = '960', height = '600'] = /width="(\d+)" height="(\d+)"/.exec(svg) ?? [];
  const folder = await mkdtemp(path.join(tmpdir(), 'blindspot-figure-'));
  try {
    const [page, picture] = [path.join(folder, 'figure.html'), path.join(folder, 'figure.png')];
    await writeFile(page, `<!doctype html><meta charset="utf-8"><style>html,body{margin:0}svg{display:block}</style>${svg}`);
    const drawing = ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--force-device-scale-factor=2', `--user-data-dir=${path.join(folder, 'profile')}`];
    const { code, complaint } = await runProgram(browser, [...drawing, `--window-size=${width},${height}`, `--screenshot=${picture}`, page], { folder, environment: process.env, signal });
    await access(picture).catch(() => {
      throw new UserError('disk', `${browser} drew no ${file} (exit code ${code ?? 'none'}). ${complaint.split('\n').at(-1) ?? ''} Write an .svg instead.`);
    });
    await copyFile(picture, file);
  } catch (error) {
    throw explain(error, 'draw', file);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function findBrowser(): Promise<string> {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  const named = process.env['CHROMIUM'];
  const candidates = [...(named ? [named] : []), ...browsers.flatMap((name) => folders.map((folder) => path.join(folder, name))), ...usualPlaces];
  for (const candidate of candidates) {
    if (await access(candidate).then(() => true, () => false)) return candidate;
  }
  throw new UserError('not-found', 'A PNG is drawn by Chrome, Chromium or Edge, and none is on this machine. Install one, name it in CHROMIUM, or write an .svg.');
}
