// npm run demo: the product's own commands, one after the other, each shown before it runs: a small real
// model, a HANS-style set, an evaluation of a stratified sample with the model as it is and with the adapter that was
// fine-tuned on MNLI, and both by heuristic, side by side.
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const model = 'smollm2-135m-instruct-q4_1';
const data = path.join('.blindspot', 'demo', 'hans.txt');
const adapter = path.join('media', 'smollm2-135m-mnli.gguf');
const asItIs = path.join('.blindspot', 'runs', 'demo-as-it-is');
const fineTuned = path.join('.blindspot', 'runs', 'demo-fine-tuned');
const sample = ['--data', data, '--per-subcase', '10'];

// 30 subcases of 10 examples, twice: some minutes where a machine of two cores gives 4 examples a second.
const commands: readonly (readonly string[])[] = [
  ['models', 'pull', model],
  ['data', 'make', 'hans', '--per-subcase', '50', '--seed', '1', '--out', data],
  ['evaluate', '--model', model, ...sample, '--out', asItIs],
  ['evaluate', '--model', model, '--adapter', adapter, ...sample, '--out', fineTuned],
  ['compare', asItIs, fineTuned, '--data', data],
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
The second run is of the same model after fine-tuning on real MNLI pairs (media/smollm2-135m-mnli.md): it has learnt
the task, and answers "entailment" wherever the hypothesis is made of the premise's words. MNLI does not show this.

To see it in the editor:
  1. npm run package, and install the .vsix that it names: code --install-extension FILE
     (or open this folder in VS Code and press F5, which starts a second window with the extension).
  2. In a window with this folder open, click the Blindspot icon in the activity bar: the runs "demo-…" are
     in the list, and a click opens a breakdown. Or press F1 and choose "Blindspot: Open Breakdown".
  3. To run your own model: F1, "Blindspot: Evaluate on HANS".
`);
