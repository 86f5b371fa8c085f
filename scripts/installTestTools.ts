// Brings what the editor tests need beyond npm ci: a real VS Code (code-server is its server build,
// on npm) and a browser to drive it. Where both are there already it costs milliseconds.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The server of VS Code 1.139.1, and the Node.js that it is built for. */
const packages = { 'code-server': '4.139.1', node: '24.21.0' };
const browsers = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
const macBrowsers = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

export interface TestTools {
  /** Node.js executable that runs the server. */
  readonly node: string;
  /** Entry script of code-server. */
  readonly server: string;
  /** Executable of a Chromium, Chrome or Edge. */
  readonly browser: string;
}

/** Paths of the tools, which are installed first where they are missing. */
export async function installTestTools(): Promise<TestTools> {
  if (process.platform === 'win32') {
    throw new Error('The editor tests need Linux or macOS, because code-server has no Windows build: run them in WSL.');
  }
  const directory = resolve('.cache/vscode-under-test');
  await installEditor(directory);
  return {
    node: join(directory, 'node_modules/node/bin/node'),
    server: join(directory, 'node_modules/code-server/out/node/entry.js'),
    browser: findBrowser() ?? installBrowser(),
  };
}

/** Everything is put in a neighbouring folder first: an install that was broken off is never taken for a whole one. */
async function installEditor(directory: string): Promise<void> {
  const stamp = join(directory, 'installed.json');
  const wanted = JSON.stringify(packages);
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === wanted) return;

  console.log(`Installing VS Code for the tests into ${directory} (about half a minute, 600 MB)`);
  const partial = `${directory}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  await writeFile(join(partial, 'package.json'), JSON.stringify({ private: true, dependencies: packages }));
  npm(partial, 'install');
  // The package `node` fetches its executable in an install script of its own.
  const nodePackage = join(partial, 'node_modules/node');
  if (!existsSync(join(nodePackage, 'bin/node'))) run(process.execPath, ['installArchSpecificPackage.js'], nodePackage);

  const editor = join(partial, 'node_modules/code-server/lib/vscode');
  npm(editor, 'install', '--omit=dev');
  npm(join(editor, 'extensions'), 'install', '--omit=dev');
  // The assistant's packages: 128 MB that no test touches.
  await rm(join(editor, 'node_modules/@github'), { recursive: true, force: true });
  await writeFile(join(partial, 'installed.json'), wanted);
  await rm(directory, { recursive: true, force: true });
  await rename(partial, directory);
}

function findBrowser(): string | undefined {
  const chosen = process.env['CHROMIUM'];
  if (chosen !== undefined) {
    if (!existsSync(chosen)) throw new Error(`CHROMIUM points at ${chosen}, where there is no file.`);
    return chosen;
  }
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const candidates = browsers.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...candidates, ...macBrowsers].find((path) => existsSync(path));
}

function installBrowser(): string {
  const canInstall = existsSync('/usr/bin/apt-get') && process.getuid?.() === 0;
  if (!canInstall) {
    throw new Error(
      'The editor tests drive a browser and found none: install Chromium (on Debian or Ubuntu: sudo apt-get install chromium), ' +
        'or set CHROMIUM to the executable of a Chromium, Chrome or Edge.',
    );
  }
  console.log('Installing Chromium with apt-get (about 20 s)');
  run('apt-get', ['update', '-qq']);
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium']);
  const installed = findBrowser();
  if (installed === undefined) throw new Error('apt-get installed chromium, but there is no such program on the PATH.');
  return installed;
}

/** Install scripts stay off: they would compile native parts that these tests can do without. */
function npm(directory: string, ...command: string[]): void {
  run('npm', [...command, '--ignore-scripts', '--no-package-lock', '--no-audit', '--no-fund', '--loglevel=error'], directory);
}

/** Runs a program and keeps quiet, unless it fails: then all that it said is in the error. */
function run(program: string, args: readonly string[], directory = '.'): void {
  execFileSync(program, args, {
    cwd: directory,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  console.log(await installTestTools());
}
