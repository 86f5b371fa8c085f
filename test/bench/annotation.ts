import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import type { NliExample } from '../../src/core/nli/example';
import { labels } from '../../src/core/nli/label';
import { FolderAnnotationStore } from '../../src/storage/annotations/folderAnnotationStore';
import { FolderDesks } from '../../src/storage/annotations/folderDesks';
import { DiskSetIndexes } from '../../src/storage/sets/setIndex';
import { AnnotationSession } from '../../src/workflows/annotation/annotationSession';
import { startEditor } from '../vscode/editor';
import { runCommand, webview, workbench } from '../vscode/workbench';
import { median, type Figure } from './figure';
import type { HansSet } from './hansSet';
import { cache } from './places';

const rows = 300_000;
const opens = 5;
const decisions = 100;
const pauseMs = 3000;
const setName = 'set.jsonl';
/** How often the event loop is looked at, in ms. It is part of each delay that the monitor records. */
const resolution = 1;

/** Runs in every frame of the editor: when another example is drawn, and when a key was pressed before it. */
const tellWhenDrawn = `
  let shown, pressed = 0, listening = false;
  setInterval(() => {
    if (document.body?.dataset.view !== 'annotation') return;
    // Not before: writing the page into its frame takes all listeners away.
    if (!listening) addEventListener('keydown', () => { pressed = Date.now(); }, true);
    listening = true;
    const example = document.getElementById('example')?.dataset.example;
    if (example === undefined || example === shown) return;
    shown = example;
    const at = pressed;
    requestAnimationFrame(() => blindspotDrawn(at, Date.now()));
  }, 1);`;

interface Drawn {
  /** Both in ms since 1970. */
  readonly pressed: number;
  readonly drawn: number;
}

/** A set of 300,000 examples in the annotation editor of a real VS Code: opening it, and going from one to the next. */
export async function measureAnnotation(hans: HansSet): Promise<readonly Figure[]> {
  const file = await largeSet(hans.dataSet.examples);
  const { openMs, orderedMs, nextMs } = await inEditor(file);
  const blockMs = await longestBlock(file);
  const set = `a set of ${rows.toLocaleString('en')} lines`;
  const opening = `VS Code on this machine, ${set}; from the key that calls the command to the drawn example`;
  const next = `the same; from the key that decides to the next example drawn, the decision on disk in between`;
  return [
    { key: 'annotation_open_ms', value: median(openMs), unit: 'ms', wanted: { atMost: 1000 }, setting: `${opening}, median of ${openMs.length}, after one that warmed the editor up` },
    { key: 'annotation_open_longest_ms', value: Math.max(...openMs), unit: 'ms', setting: `${opening}, the slowest of them` },
    { key: 'annotation_open_ordered_ms', value: median(orderedMs), unit: 'ms', wanted: { atMost: 1000 }, setting: `the same in the orders by uncertainty and by disagreement, which were chosen before; median of ${orderedMs.length}` },
    { key: 'annotation_open_ordered_longest_ms', value: Math.max(...orderedMs), unit: 'ms', setting: 'the slowest of them' },
    { key: 'annotation_next_ms', value: median(nextMs), unit: 'ms', wanted: { atMost: 50 }, setting: `${next}, median of ${nextMs.length}` },
    { key: 'annotation_next_longest_ms', value: Math.max(...nextMs), unit: 'ms', setting: `${next}, the slowest of them` },
    { key: 'annotation_block_ms', value: blockMs, unit: 'ms', wanted: { atMost: 50 }, setting: `${set} opened, read through and decided ${decisions} times in a process of its own; longest delay of its event loop` },
  ];
}

async function inEditor(file: string): Promise<{ readonly openMs: readonly number[]; readonly orderedMs: readonly number[]; readonly nextMs: readonly number[] }> {
  const editor = await startEditor({
    name: 'bench-annotation',
    prepare: (workspace) => symlink(file, join(workspace, setName)),
    settings: { 'blindspot.annotation.annotator': 'bench' },
    keybindings: (workspace) => [{ key: 'ctrl+alt+1', command: 'blindspot.annotate', args: { file: join(workspace, setName) } }],
  });
  try {
    const { page } = editor;
    const seen: Drawn[] = [];
    await page.exposeFunction('blindspotDrawn', (pressed: number, drawn: number) => seen.push({ pressed, drawn }));
    await page.addInitScript({ content: tellWhenDrawn });
    await editor.open();
    await workbench(page);
    // Wakes the extension, so that the key finds its command.
    await runCommand(page, 'Blindspot: Show Log');
    const [, ...openMs] = await openings(page, seen, opens + 1);
    const orderedMs: number[] = [];
    for (const title of ['Most uncertain first (label check)', 'Label and prediction disagree (label check)']) {
      await chooseOrder(page, seen, title);
      await closed(page);
      orderedMs.push(...(await openings(page, seen, opens)));
    }
    await (await webview(page, 'annotation')).locator('#example').focus();
    const nextMs: number[] = [];
    for (let number = 0; number < decisions; number += 1) {
      const { pressed, drawn } = await following(seen, () => page.keyboard.press(String(1 + (number % 3))));
      nextMs.push(drawn - pressed);
    }
    return { openMs, orderedMs, nextMs };
  } finally {
    await editor.close();
  }
}

/** Opens the set so many times, and leaves it open. */
async function openings(page: Page, seen: Drawn[], times: number): Promise<number[]> {
  const waited: number[] = [];
  for (let number = 0; number < times; number += 1) {
    if (number > 0) await closed(page);
    waited.push(await open(page, seen));
  }
  // Read through by then.
  await sleep(2 * pauseMs);
  return waited;
}

async function closed(page: Page): Promise<void> {
  await sleep(pauseMs);
  await runCommand(page, 'View: Close All Editors');
  await sleep(pauseMs);
}

async function chooseOrder(page: Page, seen: Drawn[], title: string): Promise<void> {
  const dropdown = (await webview(page, 'annotation')).locator('vscode-dropdown');
  await dropdown.click();
  await following(seen, () => dropdown.locator('vscode-option', { hasText: title }).click());
}

async function open(page: Page, seen: Drawn[]): Promise<number> {
  const asked = Date.now();
  const { drawn } = await following(seen, () => page.keyboard.press('Control+Alt+1'));
  return drawn - asked;
}

/** The next example that is drawn after something is done. */
async function following(seen: Drawn[], act: () => Promise<void>): Promise<Drawn> {
  const before = seen.length;
  await act();
  const deadline = Date.now() + 60_000;
  for (;;) {
    const found = seen[before];
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error('The annotation editor drew no example within 60 s.');
    await sleep(1);
  }
}

async function longestBlock(file: string): Promise<number> {
  const root = await mkdtemp(join(tmpdir(), 'annotation-bench-'));
  const monitor = monitorEventLoopDelay({ resolution });
  try {
    monitor.enable();
    const session = await AnnotationSession.open(
      { file, root, dataset: setName, annotator: 'bench', adjudicates: null },
      {
        sets: new DiskSetIndexes(),
        annotations: new FolderAnnotationStore(),
        desks: new FolderDesks(join(root, 'desks')),
        runs: { predictions: () => Promise.resolve([]), journalStamp: () => Promise.resolve('none') },
        now: () => Date.now(),
        holder: 'bench',
      },
    );
    await session.check();
    for (let number = 0; number < decisions; number += 1) {
      const shown = await session.current();
      if (shown !== null) await session.decide(shown.example.id, { kind: 'accept' }, '');
    }
    await session.close();
    monitor.disable();
    return monitor.max / 1e6 - resolution;
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** As many lines as a generator makes for the study, from HANS's sentences. */
async function largeSet(examples: readonly NliExample[]): Promise<string> {
  const file = join(cache, `annotation-checked-${createHash('sha256').update(examples[0]?.premise ?? '').digest('hex').slice(0, 8)}.jsonl`);
  if (existsSync(file)) return file;
  const lines = Array.from({ length: rows }, (_, number) => {
    const { premise = '', hypothesis = '' } = examples[number % examples.length] ?? {};
    const predicted = labels[(number * 7) % labels.length];
    const source = { generation: 'bench', seed: number * 7919, check: { label: predicted, logprobs: { entailment: -0.5, neutral: -1.5, contradiction: -1 - (number % 997) / 100 }, mass: 0.98 } };
    return `${JSON.stringify({ id: `s${number}`, label: labels[number % labels.length], premise: `${premise} In example number ${number} nothing else happened that day.`, hypothesis, source })}\n`;
  });
  await writeFile(file, lines.join(''));
  return file;
}
