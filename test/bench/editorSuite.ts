import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { taskSchema, type EditorTask, type EditorTimes } from './editorTask';

const extensionId = 'blindspot.blindspot';
const opens = 5;
const pagesScrolled = 100;
const keysTyped = 30;
/** How often the event loop is looked at, in ms. It is part of each delay that the monitor records. */
const resolution = 1;

/** Called by VS Code inside its extension host: the loop that is watched is the one the product runs on. */
export async function run(): Promise<void> {
  const task = taskSchema.parse(JSON.parse(await readFile(process.env['BLINDSPOT_BENCH_TASK'] ?? '', 'utf8')));
  const activationMs = await activate();
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  // Importing opens a panel of its own, which leaves the editor's part of web views warm for the others.
  const record = await vscode.commands.executeCommand('blindspot.importPredictions', { predictions: task.predictions, data: task.data });
  await closePanel(task.pauseMs);
  const opened: number[] = [];
  for (let number = 0; number < opens; number += 1) {
    opened.push(Date.now());
    await vscode.commands.executeCommand('blindspot.openBreakdown', { kind: 'run', record });
    await closePanel(task.pauseMs);
  }
  const openedEmpty: number[] = [];
  for (let number = 0; number < opens; number += 1) {
    openedEmpty.push(Date.now());
    openEmptyPanel();
    await closePanel(task.pauseMs);
  }
  const scrollDelaysMs = await scrollThroughHints(task);
  let typedMs: number[] = [];
  const typingDelaysMs = await delays(async () => {
    typedMs = await typeInto(task.data, task.pauseMs);
  });
  const copy = await unscoredCopy(task);
  let typedUnscoredMs: number[] = [];
  const typingUnscoredDelaysMs = await delays(async () => {
    typedUnscoredMs = await typeInto(copy, task.pauseMs);
  });
  const idleDelaysMs = await delays(() => sleep(task.pauseMs));
  const runDelaysMs = await delays(() =>
    vscode.commands.executeCommand('blindspot.evaluateHans', {
      model: task.model,
      adapter: null,
      data: task.data,
      selection: { kind: 'per-subcase', count: task.perSubcase, seed: 1 },
    }),
  );
  const scoredAgainMs = await scoreAgain(task.data);
  const times: EditorTimes = { activationMs, opened, openedEmpty, idleDelaysMs, runDelaysMs, scrollDelaysMs, typedMs, typedUnscoredMs, typingDelaysMs, typingUnscoredDelaysMs, scoredAgainMs };
  await writeFile(task.result, JSON.stringify(times));
}

/** Opens the data file of the run that was opened last, which then shows its hints; told by the page that draws them. */
async function scrollThroughHints({ data, pauseMs }: EditorTask): Promise<EditorTimes['scrollDelaysMs']> {
  for (let number = 0; number < opens; number += 1) {
    await vscode.window.showTextDocument(vscode.Uri.file(data));
    await closePanel(pauseMs);
  }
  await vscode.window.showTextDocument(vscode.Uri.file(data));
  await sleep(pauseMs);
  return delays(async () => {
    for (let page = 0; page < pagesScrolled; page += 1) await vscode.commands.executeCommand('editorScroll', { to: 'down', by: 'page' });
  });
}

/** What each of some keys took, typed in the middle of a file that is not saved. */
async function typeInto(file: string, pauseMs: number): Promise<number[]> {
  const editor = await vscode.window.showTextDocument(vscode.Uri.file(file));
  await sleep(pauseMs);
  const middle = new vscode.Position(Math.floor(editor.document.lineCount / 2), 0);
  editor.selection = new vscode.Selection(middle, middle);
  const times: number[] = [];
  for (let key = 0; key < keysTyped; key += 1) {
    const started = performance.now();
    await vscode.commands.executeCommand('type', { text: 'x' });
    times.push(performance.now() - started);
    // About as fast as a person.
    await sleep(100);
  }
  await vscode.commands.executeCommand('workbench.action.files.revert');
  await closePanel(pauseMs);
  return times;
}

async function unscoredCopy({ data, result }: EditorTask): Promise<string> {
  const copy = join(dirname(result), 'unscored.txt');
  await copyFile(data, copy);
  return copy;
}

/** Examples of the run that has just finished, by its failures in the data file; the first loads the model and is not timed. */
async function scoreAgain(data: string): Promise<number[]> {
  await vscode.window.showTextDocument(vscode.Uri.file(data));
  const ids = await examplesWithProblems(vscode.Uri.file(data));
  const times: number[] = [];
  for (const example of ids.slice(0, opens + 1)) {
    const started = performance.now();
    await vscode.commands.executeCommand('blindspot.scoreAgain', { example });
    times.push(performance.now() - started);
  }
  return times.slice(1);
}

/** Pair IDs of HANS rows that bear a problem. */
async function examplesWithProblems(uri: vscode.Uri): Promise<string[]> {
  const document = await vscode.workspace.openTextDocument(uri);
  const column = document.lineAt(0).text.split('\t').indexOf('pairID');
  for (;;) {
    const problems = vscode.languages.getDiagnostics(uri);
    if (problems.length > opens) return problems.map(({ range }) => document.lineAt(range.start.line).text.split('\t')[column] ?? '');
    await sleep(50);
  }
}

/** What a panel costs in the editor itself: the mark by which the benchmark knows a drawn page, and nothing else. */
function openEmptyPanel(): void {
  const panel = vscode.window.createWebviewPanel('empty', 'Empty', vscode.ViewColumn.Active, { enableScripts: true });
  panel.webview.html = '<!DOCTYPE html><html><body data-view="breakdown" data-ready="1"></body></html>';
}

async function closePanel(pauseMs: number): Promise<void> {
  await sleep(pauseMs);
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await sleep(pauseMs);
}

async function activate(): Promise<EditorTimes['activationMs']> {
  const extension = vscode.extensions.getExtension(extensionId);
  if (extension === undefined) throw new Error(`${extensionId} is not installed.`);
  if (extension.isActive) throw new Error(`${extensionId} was activated before it was used.`);
  const started = performance.now();
  await extension.activate();
  return { asked: performance.now() - started, own: await ownActivation() };
}

/**
 * What the editor itself books to the extension (Developer: Startup Performance): loading its code,
 * calling `activate`, and what that waited for.
 */
async function ownActivation(): Promise<number> {
  await vscode.commands.executeCommand('perfview.show');
  const deadline = performance.now() + 30_000;
  while (performance.now() < deadline) {
    const shown = vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'perf')?.getText() ?? '';
    const row = new RegExp(`^\\| ${extensionId} .*$`, 'm').exec(shown)?.[0].split('|').map((cell) => cell.trim());
    if (row !== undefined) return Number(row[3]) + Number(row[4]) + Number(row[5]);
    await sleep(100);
  }
  throw new Error('The editor does not tell what the activation took.');
}

/** The longest time, and the 99th percentile, in ms, that something else held the event loop. */
async function delays(during: () => PromiseLike<unknown>): Promise<EditorTimes['idleDelaysMs']> {
  const monitor = monitorEventLoopDelay({ resolution });
  monitor.enable();
  await during();
  monitor.disable();
  return { longest: monitor.max / 1e6 - resolution, percentile99: monitor.percentile(99) / 1e6 - resolution };
}
