import { execFileSync, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium, type Page } from 'playwright-core';
import { installTestTools, type TestTools } from '../../scripts/installTestTools';

export const artefacts = resolve('test/artefacts');

export interface EditorOptions {
  /** Name of the server's log under test/artefacts. */
  readonly name: string;
  /** Puts files into the workspace before the editor opens it. */
  readonly prepare?: (workspace: string) => Promise<void>;
  /** Installs the extension for this editor alone, as a stranger does. Else all editors of the tests share one installation. */
  readonly ownInstallation?: boolean;
  /** Makes the editor take a test suite from the page's address. It then shows no dialogs and no notifications. */
  readonly takesTestSuite?: boolean;
  /** Opens the folder as one that the user does not trust. */
  readonly untrusted?: boolean;
  /** Opens the window without a folder; the workspace is there to be opened. */
  readonly withoutFolder?: boolean;
  /** Added to the environment of the extension host. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Settings of the user, beside those that keep the editor quiet. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Key bindings of the user: a key can call a command with arguments, which the palette cannot. */
  readonly keybindings?: (workspace: string) => readonly Keybinding[];
}

export interface Keybinding {
  /** Such as `ctrl+alt+1`. */
  readonly key: string;
  readonly command: string;
  readonly args: unknown;
}

/** A real VS Code with the packaged extension in it, and a browser page that can show it. */
export interface Editor {
  readonly page: Page;
  /** The open folder. */
  readonly workspace: string;
  /** Such as `127.0.0.1:18200`. */
  readonly authority: string;
  /** What the web views' content security policy refused so far, as the browser told it. */
  readonly violations: readonly string[];
  /** Opens the workbench. @param query is added to its address. */
  open(query?: Readonly<Record<string, string>>): Promise<void>;
  close(): Promise<void>;
}

/** Settings without which the editor puts itself between a test and the extension. */
const quiet = {
  'workbench.startupEditor': 'none',
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  // Otherwise a screenshot catches notifications half faded in.
  'workbench.reduceMotion': 'on',
  // What is told of a row under the mouse lies over the row that is clicked next.
  'workbench.hover.delay': 60_000,
  'workbench.colorTheme': 'Dark Modern',
  // A folder that nobody was asked about is not trusted.
  'security.workspace.trust.startupPrompt': 'never',
};

export async function startEditor(options: EditorOptions): Promise<Editor> {
  const tools = await installTestTools();
  // A short path: the server's socket lies in it, and a socket's path has 108 characters at most.
  const home = await mkdtemp(join(tmpdir(), 'blindspot-'));
  const workspace = join(home, 'workspace');
  const user = join(home, 'data/User');
  await Promise.all([workspace, user, artefacts].map((folder) => mkdir(folder, { recursive: true })));
  await options.prepare?.(workspace);

  await writeFile(join(user, 'settings.json'), JSON.stringify({ ...quiet, ...options.settings }));
  await writeFile(join(user, 'keybindings.json'), JSON.stringify(options.keybindings?.(workspace) ?? []));

  const extensions = options.ownInstallation === true ? join(home, 'extensions') : await installedExtension();
  if (options.ownInstallation === true) installExtension(tools, await packagedExtension(), extensions);

  const authority = `127.0.0.1:${await freePort()}`;
  const log = openSync(join(artefacts, `${options.name}.server.log`), 'w');
  const server = spawn(
    tools.node,
    [
      tools.server,
      ...['--config', '/dev/null', '--user-data-dir', join(home, 'data'), '--extensions-dir', extensions],
      ...['--auth', 'none', '--bind-addr', authority, '--disable-telemetry', '--disable-update-check'],
      '--disable-getting-started-override',
      ...(options.untrusted === true ? [] : ['--disable-workspace-trust']),
      ...(options.takesTestSuite === true ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
    ],
    {
      detached: true,
      stdio: ['ignore', log, log],
      env: {
        ...cleanEnvironment(),
        EXTENSIONS_GALLERY: '{"serviceUrl":""}',
        // Not the models of whoever runs the tests.
        BLINDSPOT_MODELS: join(home, 'models'),
        ...options.environment,
      },
    },
  );
  closeSync(log);
  // The whole group: file watchers outlive the server by some seconds.
  const kill = (): void => {
    if (server.pid !== undefined && server.exitCode === null && server.signalCode === null) process.kill(-server.pid, 'SIGKILL');
  };
  // Also when a person interrupts the tests.
  process.once('exit', kill);
  const ended = new Promise((resolve) => server.once('exit', resolve));
  const stop = async (): Promise<void> => {
    kill();
    await ended;
    process.off('exit', kill);
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  };

  try {
    await answering(`http://${authority}/healthz`);
    const browser = await chromium.launch({
      executablePath: tools.browser,
      args: [
        ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
        ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
      ],
    });
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    // Long, because a busy machine of two cores is slow, not wrong.
    context.setDefaultTimeout(90_000);
    const page = await context.newPage();
    const violations: string[] = [];
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy') && message.location().url.includes('webview')) violations.push(message.text());
    });
    return {
      page,
      workspace,
      authority,
      violations,
      open: async (query = {}) => {
        const parameters = new URLSearchParams({ ...(options.withoutFolder === true ? { ew: 'true' } : { folder: workspace }), ...query });
        await page.goto(`http://${authority}/?${parameters.toString()}`);
      },
      close: async () => {
        await browser.close();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The folder where the editor under test has installed what `npm run package` made last: it takes seconds, and is done once for each package. */
export async function installedExtension(): Promise<string> {
  const vsix = await packagedExtension();
  const folder = resolve('.cache/extension-under-test');
  const stamp = `${folder}.json`;
  const { mtimeMs, size } = await stat(vsix);
  const wanted = JSON.stringify({ mtimeMs, size });
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === wanted) return folder;
  // Without its stamp, one that was broken off is never taken for a whole one.
  await rm(stamp, { force: true });
  await rm(folder, { recursive: true, force: true });
  installExtension(await installTestTools(), vsix, folder);
  await writeFile(stamp, wanted);
  return folder;
}

function installExtension({ node, server }: TestTools, vsix: string, folder: string): void {
  const data = `${folder}.data`;
  const directories = ['--config', '/dev/null', '--user-data-dir', data, '--extensions-dir', folder];
  execFileSync(node, [server, ...directories, '--install-extension', vsix, '--force'], { stdio: 'pipe' });
  rmSync(data, { recursive: true, force: true });
}

/** What `npm run package` makes on this machine. */
async function packagedExtension(): Promise<string> {
  const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
  return resolve(`blindspot-${process.platform}-${process.arch}-${version}.vsix`);
}

/** The extension should see a user's environment, not that of a test runner. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const ofRunner = /^(VITEST|NODE_|npm_|TEST$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ofRunner.test(name)));
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((listening) => probe.listen(0, '127.0.0.1', listening));
  const address = probe.address();
  await new Promise((closed) => probe.close(closed));
  if (address === null || typeof address === 'string') throw new Error('The system gave no free port.');
  return address.port;
}

async function answering(address: string): Promise<void> {
  const seconds = 120;
  const deadline = Date.now() + seconds * 1000;
  while (Date.now() < deadline) {
    const ok = await fetch(address).then(
      (response) => response.ok,
      () => false,
    );
    if (ok) return;
    await sleep(200);
  }
  throw new Error(`VS Code did not answer within ${seconds} s: its log is in ${artefacts}.`);
}
