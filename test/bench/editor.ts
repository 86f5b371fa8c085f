import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'esbuild';
import { startEditor, type Editor } from '../vscode/editor';
import { timesSchema, type EditorTask, type EditorTimes } from './editorTask';
import { median, type Figure } from './figure';
import { writePredictions, type HansSet } from './hansSet';
import { cache, root, threads } from './places';

const folder = join(cache, 'editor');
const limitMs = 300_000;
const perSubcase = 20;

/** Runs in every frame of the editor, long before the page of a panel does. */
const tellWhenReadable = `
  const timer = setInterval(() => {
    const { view, ready } = document.body?.dataset ?? {};
    if (view !== 'breakdown' || ready === undefined) return;
    clearInterval(timer);
    blindspotReadable(Date.now());
  }, 2);`;

/** Runs in the window itself: when the first lines of the data file are drawn, and when the first hint is. */
const tellWhenHinted = `
  let lines, told = false;
  setInterval(() => {
    const spans = [...document.querySelectorAll('.monaco-editor .view-line > span > span')].slice(0, 60);
    if (!spans.some(({ textContent }) => /entailment/.test(textContent))) [lines, told] = [undefined, false];
    else {
      lines ??= Date.now();
      if (told || !spans.some((span) => /^"[✓✗]/.test(getComputedStyle(span, '::after').content))) return;
      told = true;
      blindspotHinted(lines, Date.now());
    }
  }, 4);`;

/** The extension as `npm run package` left it, in a real VS Code: activation, panel, and what a run does to the extension host. */
export async function measureEditor(hans: HansSet, model: string): Promise<readonly Figure[]> {
  const task: EditorTask = {
    model,
    data: hans.file,
    predictions: await writePredictions(hans),
    perSubcase,
    pauseMs: 3000,
    result: join(folder, 'times.json'),
  };
  const { times, readable, hinted } = await runInEditor(task);
  const waitsOf = (asked: readonly number[]): number[] => asked.map((opened) => Math.min(...readable.filter((time) => time >= opened)) - opened);
  const [waits, emptyWaits] = [waitsOf(times.opened), waitsOf(times.openedEmpty)];
  const examples = hans.dataSet.examples.length.toLocaleString('en');
  const hints = `VS Code on this machine, ${hans.name} with ${examples} predictions; from its drawn lines to the first hint`;
  const panel = `VS Code on this machine, ${examples} predictions of ${hans.name}; from the command to the drawn page`;
  const host = `event loop of the extension host, ${threads} threads`;
  return [
    { key: 'activation_ms', value: times.activationMs.own, unit: 'ms', wanted: { atMost: 50 }, setting: 'packaged extension, first activation in a fresh extension host; load, call and finish, as the editor books them' },
    { key: 'activation_asked_ms', value: times.activationMs.asked, unit: 'ms', setting: 'the same as a caller waits for it, the messages between the editor and its extension host included' },
    { key: 'panel_ms', value: median(waits), unit: 'ms', wanted: { atMost: 300 }, setting: `${panel}, median of ${waits.length}, after one that warmed the editor up` },
    { key: 'panel_longest_ms', value: Math.max(...waits), unit: 'ms', setting: `${panel}, the slowest of them` },
    { key: 'panel_empty_ms', value: median(emptyWaits), unit: 'ms', setting: 'the same of a panel with an empty page, which is what the editor itself takes' },
    { key: 'first_hint_ms', value: median(hinted), unit: 'ms', wanted: { atMost: 200 }, setting: `${hints}, median of ${hinted.length}` },
    { key: 'first_hint_longest_ms', value: Math.max(...hinted), unit: 'ms', setting: `${hints}, the slowest of them` },
    { key: 'scroll_block_ms', value: times.scrollDelaysMs.longest, unit: 'ms', wanted: { atMost: 50 }, setting: `${host}, longest delay while the file is scrolled with its hints` },
    { key: 'typing_ratio', value: median(times.typedMs) / median(times.typedUnscoredMs), unit: 'times', setting: `a key typed into the file (median of ${times.typedMs.length}) against one in a copy without a run` },
    { key: 'typing_longest_ms', value: Math.max(...times.typedMs), unit: 'ms', setting: 'the slowest of those keys' },
    { key: 'typing_block_ms', value: times.typingDelaysMs.longest, unit: 'ms', wanted: { atMost: 50 }, setting: `${host}, longest delay while the file is typed into` },
    { key: 'typing_block_unscored_ms', value: times.typingUnscoredDelaysMs.longest, unit: 'ms', setting: `${host}, longest delay while a copy without a run is typed into: the editor's own search for links holds the loop` },
    { key: 'score_again_ms', value: median(times.scoredAgainMs), unit: 'ms', wanted: { atMost: 1000 }, setting: `one example with its audit, model in memory, median of ${times.scoredAgainMs.length}` },
    { key: 'host_block_ms', value: times.runDelaysMs.longest, unit: 'ms', wanted: { atMost: 50 }, setting: `${host}, longest delay while ${30 * perSubcase} examples are scored` },
    { key: 'host_block_99_ms', value: times.runDelaysMs.percentile99, unit: 'ms', setting: `${host}, 99th percentile in the same run` },
    { key: 'host_idle_ms', value: times.idleDelaysMs.longest, unit: 'ms', setting: `${host}, longest delay with nothing going on` },
  ];
}

async function runInEditor(task: EditorTask): Promise<{ readonly times: EditorTimes; readonly readable: readonly number[]; readonly hinted: readonly number[] }> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'bench', publisher: 'blindspot-bench', version: '0.0.0', engines: { vscode: '*' } }));
  await writeFile(join(folder, 'task.json'), JSON.stringify(task));
  await build({
    entryPoints: [join(root, 'test', 'bench', 'editorSuite.ts')],
    outfile: join(folder, 'suite.cjs'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
    logLevel: 'warning',
  });
  const editor = await startEditor({
    name: 'bench',
    takesTestSuite: true,
    environment: { BLINDSPOT_BENCH_TASK: join(folder, 'task.json') },
  });
  try {
    const readable = await noteReadablePanels(editor);
    const hinted = await noteHints(editor);
    const ended = suiteEnd(editor);
    const remote = (path: string): string => `vscode-remote://${editor.authority}${path}`;
    await editor.open({
      payload: JSON.stringify([
        ['extensionDevelopmentPath', remote(folder)],
        ['extensionTestsPath', remote(join(folder, 'suite.cjs'))],
      ]),
    });
    const code = await Promise.race([ended, sleep(limitMs, 'time-out' as const, { ref: false })]);
    if (code !== 0) throw new Error(`The suite inside the editor ended with ${code}: see test/artefacts/bench.server.log.`);
    return { times: timesSchema.parse(JSON.parse(await readFile(task.result, 'utf8'))), readable, hinted };
  } finally {
    await editor.close();
  }
}

async function suiteEnd({ page }: Editor): Promise<number> {
  await page.exposeFunction('codeAutomationLog', (_type: string, args: unknown[]) => {
    if (String(args[0]).includes('rror')) console.error(...args);
  });
  return new Promise<number>((resolve, reject) => {
    page.exposeFunction('codeAutomationExit', resolve).catch(reject);
  });
}

/** For each time that the data file was opened: the milliseconds from its drawn lines to the first hint. */
async function noteHints({ page }: Editor): Promise<readonly number[]> {
  const waits: number[] = [];
  await page.exposeFunction('blindspotHinted', (lines: number, hint: number) => waits.push(hint - lines));
  await page.addInitScript({ content: tellWhenHinted });
  return waits;
}

/** Times, in ms since 1970, at which a breakdown was drawn; told by the page's own clock. */
async function noteReadablePanels({ page }: Editor): Promise<readonly number[]> {
  const readable: number[] = [];
  await page.exposeFunction('blindspotReadable', (time: number) => readable.push(time));
  await page.addInitScript({ content: tellWhenReadable });
  return readable;
}
