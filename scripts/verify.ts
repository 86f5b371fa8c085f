// npm run verify: everything that has to hold, the quick checks first; ends at the first step that
// fails. The last line counts the tests: "N passed, N failed".
import { spawnSync } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { z } from 'zod';

interface Step {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** The file, in the folder of results, where this step's tests leave their counts. */
  readonly counts?: string;
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
  { name: 'inside VS Code', command: ['npm', 'run', '--silent', 'test:host'], counts: '../host-tests/result.json' },
  vitest('ui', 'through a browser'),
];

const VitestCounts = z.object({ numPassedTests: z.number(), numFailedTests: z.number() });
const MochaCounts = z.object({ stats: z.object({ passes: z.number(), failures: z.number() }) });
const Counts = z.union([
  VitestCounts.transform((counts) => ({ passed: counts.numPassedTests, failed: counts.numFailedTests })),
  MochaCounts.transform(({ stats }) => ({ passed: stats.passes, failed: stats.failures })),
]);

await rm(results, { recursive: true, force: true });
await mkdir(results, { recursive: true });
const total = { passed: 0, failed: 0 };
let failed = false;
for (const step of steps) {
  failed = !(await carryOut(step));
  if (failed) break;
}
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = failed ? 1 : 0;

/** Whether the step succeeded. */
async function carryOut(step: Step): Promise<boolean> {
  console.log(`\n== ${step.name}`);
  const started = performance.now();
  const [program, ...args] = step.command;
  const { status } = spawnSync(program, args, { stdio: 'inherit' });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`== ${step.name}: ${status === 0 ? 'ok' : 'FAILED'}, ${seconds} s`);

  const counts = step.counts === undefined ? { passed: 0, failed: 0 } : await readCounts(step.counts);
  total.passed += counts.passed;
  // A step that failed without a failing test, such as a type error, is one failure.
  total.failed += status === 0 ? counts.failed : Math.max(counts.failed, 1);
  return status === 0;
}

async function readCounts(file: string): Promise<z.infer<typeof Counts>> {
  const text = await readFile(`${results}/${file}`, 'utf8').catch(() => undefined);
  // A runner that broke down before its first test leaves no file; its step has then failed.
  return text === undefined ? { passed: 0, failed: 0 } : Counts.parse(JSON.parse(text));
}

function vitest(project: string, name = project): Step {
  const counts = `${project}.json`;
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}/${counts}`];
  return { name, command: ['npx', 'vitest', 'run', '--project', project, ...reporters], counts };
}
