import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appendFile, cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import launch from '../../.vscode/launch.json';
import tasksFile from '../../.vscode/tasks.json';
import manifest from '../../package.json';

const { configurations } = launch;
const { tasks } = tasksFile;
const scripts: Readonly<Record<string, string>> = manifest.scripts;

/** What the editor reads of a task's output, as its documentation describes it. */
interface Matcher {
  readonly pattern: readonly { readonly regexp: string; readonly file?: number; readonly line?: number; readonly column?: number; readonly message?: number }[];
  readonly background: { readonly beginsPattern: string; readonly endsPattern: string };
}

describe('The checkout in VS Code', () => {
  it('has a task for whatever a launch begins with', () => {
    const labels = tasks.map(({ label }) => label);
    const before = configurations.flatMap((each) => ('preLaunchTask' in each ? [each.preLaunchTask] : []));
    expect(before).toEqual(['watch']);
    expect(before.filter((label) => !labels.includes(label))).toEqual([]);
  });

  it('has a script of package.json for each task', () => {
    expect(tasks.filter(({ type, script }) => type !== 'npm' || scripts[script] === undefined)).toEqual([]);
  });

  it('has the programs that its other launches run', () => {
    const programs = configurations.flatMap((each) => ('program' in each ? [each.program.replace('${workspaceFolder}', resolve('.'))] : []));
    expect(programs).toHaveLength(1);
    expect(programs.filter((program) => !existsSync(program))).toEqual([]);
  });
});

/** F5 in a checkout where nothing was built yet: what the tests run here stays as it is. */
describe('F5', () => {
  const run = configurations.find(({ type }) => type === 'extensionHost');
  const task = tasks.find(({ label }) => label === run?.preLaunchTask);
  const { pattern, background } = (task?.problemMatcher ?? { pattern: [], background: { beginsPattern: '', endsPattern: '' } }) as Matcher;
  let checkout: string;
  let watch: ChildProcess;
  /** The task's output so far. */
  const lines: string[] = [];

  beforeAll(async () => {
    checkout = await mkdtemp(join(tmpdir(), 'blindspot-checkout-'));
    for (const name of ['src', 'webview', 'package.json', 'tsconfig.json', 'esbuild.mjs']) await cp(name, join(checkout, name), { recursive: true });
    await symlink(resolve('node_modules'), join(checkout, 'node_modules'));
    watch = spawn('npm', ['run', task?.script ?? ''], { cwd: checkout, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [watch.stdout, watch.stderr]) {
      if (stream !== null) createInterface(stream).on('line', (line) => lines.push(line));
    }
  });

  afterAll(async () => {
    // With the processes that npm has started.
    if (watch.pid !== undefined && watch.exitCode === null) process.kill(-watch.pid, 'SIGKILL');
    await rm(checkout, { recursive: true, force: true });
  });

  const place = (expression: string): number => lines.findLastIndex((line) => new RegExp(expression).test(line));
  /** The problems that the editor shows: those since building began last. */
  const shown = (): string[] => problems(lines.slice(place(background.beginsPattern)), pattern);
  const isBuilt = (): boolean => place(background.endsPattern) > place(background.beginsPattern);

  it('waits until there is what it launches: a whole extension, with what a breakpoint needs', async () => {
    expect(task?.isBackground).toBe(true);
    await expect.poll(() => lines.length > 0 && isBuilt(), { timeout: 60_000 }).toBe(true);
    expect(shown()).toEqual([]);
    const [argument = ''] = run?.args ?? [];
    const folder = /^--extensionDevelopmentPath=(.+)$/.exec(argument)?.[1]?.replace('${workspaceFolder}', checkout) ?? '';
    const { main } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { main: string };
    expect(existsSync(join(folder, main))).toBe(true);
    const built = await readdir(join(checkout, 'dist'), { recursive: true });
    // Each page has a folder of its own beside what they share.
    const pages = (await readdir('webview', { withFileTypes: true })).filter((entry) => entry.isDirectory() && entry.name !== 'shared');
    expect(pages.map(({ name }) => join('webview', `${name}.js`)).filter((page) => !built.includes(page))).toEqual([]);
    for (const files of run?.outFiles ?? []) {
      const ending = /^\$\{workspaceFolder\}\/dist\/\*\*\/\*(\.\w+)$/.exec(files)?.[1] ?? 'no such pattern is known here';
      const found = built.filter((file) => file.endsWith(ending));
      expect(found, files).not.toEqual([]);
      expect(found.filter((file) => !built.includes(`${file}.map`)), files).toEqual([]);
    }
  });

  it('shows a mistake at its place in the file, and takes it away when it is mended', async () => {
    const file = join('src', 'engine', 'host', 'main.ts');
    const right = await readFile(join(checkout, file), 'utf8');
    await appendFile(join(checkout, file), 'const x = ;\n');
    // The semicolon is in column 10, counted from 0.
    await expect.poll(() => isBuilt() && shown(), { timeout: 60_000 }).toEqual([`${file}:${right.split('\n').length}:10: Unexpected ";"`]);
    await writeFile(join(checkout, file), right);
    await expect.poll(() => isBuilt() && shown(), { timeout: 60_000 }).toEqual([]);
  });
});

/** The problems in some output: each is so many lines in a row as the pattern has parts. */
function problems(output: readonly string[], pattern: Matcher['pattern']): string[] {
  return output.flatMap((_, from) => {
    const matches = pattern.map(({ regexp }, at) => new RegExp(regexp).exec(output[from + at] ?? 'no line'));
    if (matches.includes(null)) return [];
    const part = (name: 'file' | 'line' | 'column' | 'message'): string => pattern.flatMap((each, at) => (each[name] === undefined ? [] : [matches[at]?.[each[name]] ?? '']))[0] ?? '';
    return [`${part('file')}:${part('line')}:${part('column')}: ${part('message')}`];
  });
}
