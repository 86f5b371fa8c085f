// npm run verify: everything that has to hold, the quick checks first; ends at the first step that
// fails. The last line counts the tests: "N passed, N failed".
import { spawnSync } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { relative } from 'node:path';
import * as z from 'zod';

type Command = readonly [string, ...string[]];

interface Step {
  readonly name: string;
  readonly command: Command;
  /** The file, in the folder of results, where this step's tests leave their counts. */
  readonly counts?: string;
  /**
   * For tests that drive a real editor, which may lose a click on a busy machine: what failed is tried once more with
   * an editor of its own. It is told, and what fails twice has failed.
   */
  readonly secondTry?: 'the step' | 'its failed files';
}

const results = '.cache/verify';

const steps: readonly Step[] = [
  { name: 'types', command: ['npm', 'run', '--silent', 'types'] },
  { name: 'lint', command: ['npm', 'run', '--silent', 'lint'] },
  vitest('unit'),
  { name: 'trainer', command: ['npm', 'run', '--silent', 'test:trainer'], counts: 'trainer.json' },
  { name: 'build', command: ['npm', 'run', '--silent', 'build'] },
  vitest('integration'),
  { name: 'package', command: ['npm', 'run', '--silent', 'package'] },
  vitest('package', 'test of the package'),
  { name: 'inside VS Code', command: ['npm', 'run', '--silent', 'test:host'], counts: '../host-tests/result.json', secondTry: 'the step' },
  { ...vitest('ui', 'through a browser'), secondTry: 'its failed files' },
];

/** Tests of one file, or of a whole suite that is not told by file. */
interface FileCounts {
  readonly file: string;
  readonly passed: number;
  readonly failed: number;
}

const VitestCounts = z
  .object({ testResults: z.array(z.object({ name: z.string(), status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) })) })
  .transform(({ testResults }): FileCounts[] =>
    testResults.map(({ name, status, assertionResults }) => {
      const counted = (wanted: string): number => assertionResults.filter((test) => test.status === wanted).length;
      // A file that broke down before its first test is one failure.
      return { file: relative('.', name), passed: counted('passed'), failed: Math.max(counted('failed'), status === 'failed' ? 1 : 0) };
    }),
  );
const MochaCounts = z
  .object({ stats: z.object({ passes: z.number(), failures: z.number() }) })
  .transform(({ stats }): FileCounts[] => [{ file: '', passed: stats.passes, failed: stats.failures }]);
const Counts = z.union([VitestCounts, MochaCounts]);

await rm(results, { recursive: true, force: true });
await mkdir(results, { recursive: true });
const total = { passed: 0, failed: 0 };
const secondTries: string[] = [];
let failed = false;
for (const step of steps) {
  failed = !(await carryOut(step));
  if (failed) break;
}
if (secondTries.length > 0) console.log(`\nTried twice: ${secondTries.join(', ')}.`);
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = failed ? 1 : 0;

/** Whether the step succeeded. */
async function carryOut(step: Step): Promise<boolean> {
  console.log(`\n== ${step.name}`);
  const started = performance.now();
  let { ok, files } = await attempt(step, step.command);
  if (!ok && step.secondTry !== undefined) {
    const again = step.secondTry === 'the step' ? files : files.filter((file) => file.failed > 0);
    const names = step.secondTry === 'the step' ? [] : again.map(({ file }) => file);
    console.log(`== ${[step.name, ...names].join(' ')}: failed, and is tried once more`);
    secondTries.push(...(names.length > 0 ? names : [step.name]));
    const second = await attempt(step, [...step.command, ...names]);
    ({ ok } = second);
    files = [...files.filter((file) => !again.includes(file)), ...second.files];
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`== ${step.name}: ${ok ? 'ok' : 'FAILED'}, ${seconds} s`);
  const sum = (which: 'passed' | 'failed'): number => files.reduce((all, file) => all + file[which], 0);
  total.passed += sum('passed');
  // A step that failed without a failing test, such as a type error, is one failure.
  total.failed += ok ? sum('failed') : Math.max(sum('failed'), 1);
  return ok;
}

async function attempt({ counts }: Step, [program, ...args]: Command): Promise<{ readonly ok: boolean; readonly files: readonly FileCounts[] }> {
  if (counts !== undefined) await rm(`${results}/${counts}`, { force: true });
  const { status } = spawnSync(program, args, { stdio: 'inherit' });
  return { ok: status === 0, files: counts === undefined ? [] : await readCounts(counts) };
}

async function readCounts(file: string): Promise<readonly FileCounts[]> {
  const text = await readFile(`${results}/${file}`, 'utf8').catch(() => undefined);
  // A runner that broke down before its first test leaves no file; its step has then failed.
  return text === undefined ? [] : Counts.parse(JSON.parse(text));
}

function vitest(project: string, name = project): Step {
  const counts = `${project}.json`;
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}/${counts}`];
  return { name, command: ['npx', 'vitest', 'run', '--project', project, ...reporters], counts };
}
