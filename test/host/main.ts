// npm run test:host: the suites of this folder, run by mocha inside the extension host of a real
// VS Code, against the packaged extension. Counts go to .cache/host-tests/result.json.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'esbuild';
import * as z from 'zod';
import { trainerTools } from '../../scripts/trainerTools';
import { startSlurm, whyNoSlurm } from '../fixtures/slurm';
import { startEditor } from '../vscode/editor';
import { writeSampleWorkspace } from '../vscode/sampleWorkspace';

const Test = z.object({
  fullTitle: z.string(),
  duration: z.number().optional(),
  err: z.object({ message: z.string().optional(), stack: z.string().optional() }),
});
const Result = z.object({
  stats: z.object({ passes: z.number(), failures: z.number() }),
  tests: z.array(Test),
});

const limit = 900_000;
const folder = resolve('.cache/host-tests');
const resultFile = join(folder, 'result.json');

process.exitCode = await main();

async function main(): Promise<number> {
  await rm(folder, { recursive: true, force: true });
  await bundleSuites();
  const whyNot = await whyNoSlurm();
  if (whyNot !== null) console.warn(`The test of an experiment on Slurm is left out: ${whyNot}.`);
  // The editor and its terminals find it by their environment.
  const cluster = whyNot === null ? await startSlurm(1) : undefined;
  const exitCode = await runInEditor().finally(() => cluster?.stop());
  // A host that crashed ends with 0 too, but it leaves no result.
  const text = await readFile(resultFile, 'utf8').catch(() => undefined);
  if (text === undefined) {
    console.error('The extension host ended without a result: its log is in test/artefacts/host.server.log.');
    return 1;
  }
  const { stats, tests } = Result.parse(JSON.parse(text));
  for (const test of tests) {
    const failed = Object.keys(test.err).length > 0;
    console.log(`${failed ? '✗' : '✓'} ${test.fullTitle} (${test.duration ?? 0} ms)`);
    if (failed) console.log(`${test.err.stack ?? test.err.message}\n`);
  }
  return exitCode === 0 && stats.failures === 0 && stats.passes > 0 ? 0 : 1;
}

/** An empty extension is the one under development: so the packaged one is tested as it ships. */
async function bundleSuites(): Promise<void> {
  await mkdir(folder, { recursive: true });
  const manifest = { name: 'tests', publisher: 'blindspot-tests', version: '0.0.0', engines: { vscode: '*' } };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  await build({
    entryPoints: ['test/host/suite.ts', 'test/host/*.test.ts'],
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
}

/** The exit code of the suite as the editor tells it. */
async function runInEditor(): Promise<number> {
  const editor = await startEditor({
    name: 'host',
    takesTestSuite: true,
    environment: { BLINDSPOT_TEST_RESULT: resultFile, BLINDSPOT_TRAINER: (await trainerTools()).folder },
    prepare: writeSampleWorkspace,
    // Other tests run beside these, and threads of llama.cpp that wait for each other slow one another down.
    settings: { 'blindspot.threads': 1 },
  });
  try {
    let end: (code: number) => void;
    const ended = new Promise<number>((resolve) => (end = resolve));
    await editor.page.exposeFunction('codeAutomationExit', (code: number) => end(code));
    await editor.page.exposeFunction('codeAutomationLog', (_type: string, args: unknown[]) => {
      const text = String(args[0]);
      if (text.startsWith('[figure]')) console.log(text);
    });
    const remote = (path: string): string => `vscode-remote://${editor.authority}${path}`;
    const payload = [
      ['extensionDevelopmentPath', remote(folder)],
      ['extensionTestsPath', remote(join(folder, 'suite.cjs'))],
    ];
    await editor.open({ payload: JSON.stringify(payload) });
    return await Promise.race([ended, sleep(limit, 1, { ref: false })]);
  } finally {
    await editor.close();
  }
}
