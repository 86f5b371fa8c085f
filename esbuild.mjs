// Bundles: the extension host as CommonJS, the engine's child and the command line as ES modules,
// one script a web view. `vscode` is given by the editor; `node-llama-cpp` forks its own files and
// finds its binaries beside them, so it must stay a package.
import { cp, readFile, readdir, rm } from 'node:fs/promises';
import { build, context } from 'esbuild';

const watch = process.argv.includes('--watch');
const { version } = JSON.parse(await readFile('package.json', 'utf8'));

const common = {
  bundle: true,
  sourcemap: true,
  minify: !watch,
  logLevel: 'warning',
  define: { BLINDSPOT_VERSION: JSON.stringify(version) },
};
const node = { ...common, platform: 'node', target: 'node20', external: ['vscode', 'node-llama-cpp'] };
// Packages written in CommonJS call require() for Node's own modules and name their file, which an ES module lacks.
const esm = {
  format: 'esm',
  banner: { js: "import { createRequire as __createRequire } from 'node:module'; import { fileURLToPath as __pathOf } from 'node:url'; const require = __createRequire(import.meta.url); const __filename = __pathOf(import.meta.url);" },
};

const pages = (await readdir('webview', { withFileTypes: true }))
  .filter((entry) => entry.isDirectory() && entry.name !== 'shared')
  .map((entry) => entry.name);

/** What the extension loads on first use is a file of its own, so that activation does not even read it. */
const features = {
  name: 'features',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/features$/ }, () => ({ path: './features.cjs', external: true }));
  },
};

const bundles = [
  { ...node, format: 'cjs', entryPoints: ['src/extension.ts'], outfile: 'dist/extension.cjs', plugins: [features] },
  { ...node, format: 'cjs', entryPoints: ['src/features.ts'], outfile: 'dist/features.cjs' },
  { ...node, ...esm, entryPoints: ['src/engine/host/main.ts'], outfile: 'dist/engine.mjs' },
  { ...node, ...esm, entryPoints: ['src/engine/host/download.ts'], outfile: 'dist/download.mjs' },
  { ...node, ...esm, entryPoints: ['src/executors/local/keeper.ts'], outfile: 'dist/keeper.mjs' },
  {
    ...node,
    ...esm,
    entryPoints: ['src/cli/main.ts'],
    outfile: 'dist/cli.js',
    banner: { js: `#!/usr/bin/env node\n${esm.banner.js}` },
  },
  ...pages.map((page) => ({
    ...common,
    platform: 'browser',
    target: 'chrome120',
    format: 'iife',
    entryPoints: { [page]: `webview/${page}/main.ts` },
    outdir: 'dist/webview',
  })),
];

// The trainer is Python and is run from there as it is.
await rm('dist/trainer', { recursive: true, force: true });
await cp('src/training/trainer', 'dist/trainer', { recursive: true, filter: (file) => !file.endsWith('__pycache__') });

if (watch) {
  const told = buildsTold(bundles.length);
  for (const { plugins = [], ...options } of bundles) await (await context({ ...options, plugins: [...plugins, told] })).watch();
} else {
  for (const options of bundles) await build(options);
}

/** Tells the editor's task when building begins and when nothing is left to build: F5 waits for that, and problems that are mended go then. */
function buildsTold(first) {
  let left = first;
  console.log('[watch] build started');
  return {
    name: 'builds told',
    setup({ onStart, onEnd }) {
      let built = false;
      onStart(() => {
        if (built && left++ === 0) console.log('[watch] build started');
      });
      onEnd(() => {
        built = true;
        if (--left === 0) console.log('[watch] build finished');
      });
    },
  };
}
