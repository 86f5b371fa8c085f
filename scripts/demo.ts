// npm run demo: the product's own commands, one after the other, each shown before it runs: a small real
// model, a HANS-style set, an evaluation of a stratified sample, and its breakdown.
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const model = 'smollm2-135m-instruct-q4_1';
const data = path.join('.blindspot', 'demo', 'hans.txt');
const run = path.join('.blindspot', 'runs', 'demo');

// 30 subcases of 15 examples: under two minutes even where a machine of two cores gives 4 examples a second.
const commands: readonly (readonly string[])[] = [
  ['models', 'pull', model],
  ['data', 'make', 'hans', '--per-subcase', '50', '--seed', '1', '--out', data],
  ['evaluate', '--model', model, '--data', data, '--per-subcase', '15', '--out', run],
  ['report', run, '--data', data],
];

/** Ends this program with the command's exit code unless that is 0. */
function runToEnd(shown: string, program: string, args: readonly string[]): void {
  console.error(`\n$ ${shown}`);
  const { status, error } = spawnSync(program, args, { stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

runToEnd('npm run build', process.execPath, ['esbuild.mjs']);
for (const command of commands) {
  runToEnd(`npx blindspot ${command.join(' ')}`, process.execPath, [path.join('dist', 'cli.js'), ...command]);
}

console.error(`
To see it in the editor:
  1. npm run package, and install the .vsix that it names: code --install-extension FILE
     (or open this folder in VS Code and press F5, which starts a second window with the extension).
  2. In a window with this folder open, click the Blindspot icon in the activity bar: the run "demo" is
     in the list, and a click opens its breakdown. Or press F1 and choose "Blindspot: Open Breakdown".
  3. To run your own model: F1, "Blindspot: Evaluate on HANS".
`);
