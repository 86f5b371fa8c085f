// npm run verify: everything that has to hold, the quick checks first; begins nothing more after a step
// that fails. The last line counts the tests: "N passed, N failed".
import { spawn } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { relative } from 'node:path';
import { PassThrough } from 'node:stream';
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

/**
 * Stages follow each other. The steps of one run two at a time, in this order, the longest early: most have a single
 * thread, or wait for a program.
 */
const stages: readonly (readonly Step[])[] = [
  [
    { name: 'types', command: ['npm', 'run', '--silent', 'types'] },
    { name: 'trainer', command: ['npm', 'run', '--silent', 'test:trainer'], counts: 'trainer.json' },
    { name: 'lint', command: ['npm', 'run', '--silent', 'lint'] },
    vitest('unit'),
    { name: 'package', command: ['npm', 'run', '--silent', 'package'] },
    { name: 'test tools', command: ['npx', 'tsx', 'scripts/prepareTests.ts'] },
  ],
  [
    vitest('integration'),
    { name: 'inside VS Code', command: ['npm', 'run', '--silent', 'test:host'], counts: '../host-tests/result.json', secondTry: 'the step' },
  ],
  [{ ...vitest('ui', 'through a browser'), secondTry: 'its failed files' }, vitest('package', 'test of the package')],
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
/** Ends when all that was said before is printed. */
let printed: Promise<void> = Promise.resolve();
for (const stage of stages) {
  const waiting = [...stage];
  const lane = async (): Promise<void> => {
    for (let step = waiting.shift(); step !== undefined && total.failed === 0; step = waiting.shift()) await carryOut(step);
  };
  await Promise.all([lane(), lane()]);
  if (total.failed > 0) break;
}
await printed;
if (secondTries.length > 0) console.log(`\nTried twice: ${secondTries.join(', ')}.`);
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 ? 1 : 0;

/** Adds to the total what became of a step. */
async function carryOut(step: Step): Promise<void> {
  // However much it says before its turn, the step does not wait for it.
  const output = new PassThrough({ highWaterMark: 2 ** 30 });
  const before = printed;
  printed = before.then(() => print(output));
  const say = (line: string): boolean => output.write(`${line}\n`);

  say(`\n== ${step.name}`);
  const started = performance.now();
  let { ok, files } = await attempt(step, step.command, output);
  if (!ok && step.secondTry !== undefined) {
    const again = step.secondTry === 'the step' ? files : files.filter((file) => file.failed > 0);
    const names = step.secondTry === 'the step' ? [] : again.map(({ file }) => file);
    say(`== ${[step.name, ...names].join(' ')}: failed, and is tried once more`);
    secondTries.push(...(names.length > 0 ? names : [step.name]));
    const second = await attempt(step, [...step.command, ...names], output);
    ({ ok } = second);
    files = [...files.filter((file) => !again.includes(file)), ...second.files];
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  say(`== ${step.name}: ${ok ? 'ok' : 'FAILED'}, ${seconds} s`);
  output.end();
  const sum = (which: 'passed' | 'failed'): number => files.reduce((all, file) => all + file[which], 0);
  total.passed += sum('passed');
  // A step that failed without a failing test, such as a type error, is one failure.
  total.failed += ok ? sum('failed') : Math.max(sum('failed'), 1);
}

async function attempt({ counts }: Step, [program, ...args]: Command, output: PassThrough): Promise<{ readonly ok: boolean; readonly files: readonly FileCounts[] }> {
  if (counts !== undefined) await rm(`${results}/${counts}`, { force: true });
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}) } });
  for (const stream of [child.stdout, child.stderr]) stream.pipe(output, { end: false });
  const status = await new Promise((ended) => child.once('close', ended));
  return { ok: status === 0, files: counts === undefined ? [] : await readCounts(counts) };
}

/** What a step says as it says it, but for one that began before another had ended: its output comes after the other's. */
async function print(output: PassThrough): Promise<void> {
  for await (const chunk of output) process.stdout.write(chunk as Buffer);
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
