// Strict, typed rules, and the import rules of ARCHITECTURE.md: each says why it is there and what
// to do instead. test/unit/lintRules.test.ts holds them to it.
import { readdirSync } from 'node:fs';
import { defineConfig } from 'eslint/config';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import { importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

const typescript = ['src/**/*.ts', 'webview/**/*.ts', 'test/**/*.ts', 'scripts/**/*.ts', 'docs/**/*.ts', '*.ts'];

/** Modules that belong to one place, with the files of that place. */
const modules = {
  vscode: {
    name: 'vscode',
    message:
      'Only src/vscode, src/extension.ts and src/features.ts know the editor, so that the command line and the tests can run all the rest without it: pass what you need in as a parameter.',
  },
  llama: {
    name: 'node-llama-cpp',
    message:
      'Only src/engine/host loads llama.cpp, because an abort in it ends the whole process: talk to the Engine of src/ports/engine.ts instead.',
  },
  toolkit: {
    name: '@vscode/webview-ui-toolkit',
    message: 'The toolkit is imported in webview/shared/ui.ts alone, so that replacing it changes one file: import the controls from there.',
  },
};
const corePackages = {
  regex: '^(?!\\.{1,2}/)(?!(zod|pure-rand|papaparse)(/|$))',
  message:
    'The core is pure: beyond itself it imports only zod, pure-rand and papaparse. Let a workflow do the reading, the waiting and the printing, and pass the values in.',
};
const nodeInPage = {
  regex: '^node:',
  message: 'A web view runs in a browser, which has no Node.js: let the extension host do it and send the result by the page’s contract.',
};

function restrictedModules(files, paths, patterns = []) {
  return { files, rules: { '@typescript-eslint/no-restricted-imports': ['error', { paths, patterns }] } };
}

const portImplementations = ['./src/engine', './src/storage', './src/training', './src/executors', './src/doctor'];
const pages = readdirSync('webview', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

const zones = [
  {
    target: './src/core',
    from: './src',
    except: ['./core'],
    message: 'The core imports only the core: what it computes must not depend on where it runs. Pass the value in, or move the code out of src/core.',
  },
  {
    target: './src/ports',
    from: './src',
    except: ['./core', './ports'],
    message: 'A port says what the product needs, not who does it: it may name only terms of src/core.',
  },
  {
    target: './src/workflows',
    from: './src',
    except: ['./core', './ports', './workflows'],
    message: 'A workflow runs the same in the editor, in the terminal and in a test: take what touches the world as a port of src/ports, as a parameter.',
  },
  {
    target: portImplementations,
    from: ['./src/workflows', './src/cli', './src/vscode', './src/extension.ts', './src/features.ts'],
    message: 'This implements a port and does not know who uses it: return the value or take a callback, and let the workflow decide.',
  },
  {
    target: './src/extension.ts',
    from: './src',
    except: ['./vscode', './features.ts'],
    message: 'Activation loads nothing: build it in src/features.ts, which comes with the first thing that is asked for.',
  },
  {
    target: './src/cli',
    from: ['./src/vscode', './src/extension.ts', './src/features.ts'],
    message: 'The terminal runs without an editor: move what both need into src/workflows or src/core.',
  },
  {
    target: './src/vscode',
    from: './src/cli',
    message: 'The editor runs without the terminal: move what both need into src/workflows or src/core.',
  },
  {
    target: './src',
    from: './webview/**',
    except: ['**/contract.ts'],
    message: 'A web view is a program of its own: import only its contract.ts, and talk to it by messages.',
  },
  {
    target: './webview',
    from: './src',
    except: ['./core'],
    message: 'A page knows the terms of src/core and its own contract.ts: what else it needs comes in a message from the extension host.',
  },
  ...pages.map((page) => ({
    target: `./webview/${page}`,
    from: './webview',
    except: page === 'shared' ? ['./shared'] : [`./${page}`, './shared'],
    message: 'Pages do not know each other, and what they share does not know them: move the common piece into webview/shared.',
  })),
];

const fileName = {
  meta: { type: 'problem', schema: [] },
  create: (context) => ({
    Program(node) {
      if (!/[/\\](index|utils?|helpers?)\.[^/\\]*$/.test(context.filename)) return;
      context.report({
        node,
        message: 'A file is named after what is in it: index, utils and helpers say nothing and collect everything. Name it by its one thing, and import from the file itself.',
      });
    },
  }),
};

const clock = 'The core has no clock of its own, so that the same input gives the same output: take the time as a parameter.';

export default defineConfig(
  { ignores: ['dist/', '.cache/', 'test/artefacts/', '**/.venv/'] },
  // A rule that does not fit is changed here, for everybody, with its reason.
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },
  {
    files: typescript,
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    plugins: { 'import-x': importX, blindspot: { rules: { 'file-name': fileName } } },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    settings: {
      'import-x/resolver-next': [createTypeScriptImportResolver({ project: ['tsconfig.json', 'webview/tsconfig.json'], noWarnOnMultipleProjects: true })],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // An empty setting or variable means the same as none.
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { string: true } }],
      // An interface may ask for a promise where there is nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      // `process.env['PATH']`: the compiler asks for this form (noPropertyAccessFromIndexSignature).
      '@typescript-eslint/dot-notation': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // `const { secret, ...rest } = value` is how a property is left out.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-empty': 'error',
      'max-lines': ['error', 500],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportAllDeclaration', message: 'A file that re-exports others hides where things are and invites cycles: import from the file itself.' },
      ],
      'import-x/no-cycle': 'error',
      'import-x/no-self-import': 'error',
      'import-x/no-restricted-paths': ['error', { basePath: import.meta.dirname, zones }],
      'blindspot/file-name': 'error',
    },
  },
  restrictedModules(['src/**/*.ts'], [modules.vscode, modules.llama, modules.toolkit]),
  restrictedModules(['src/vscode/**/*.ts', 'src/extension.ts', 'src/features.ts'], [modules.llama, modules.toolkit]),
  restrictedModules(['src/engine/host/**/*.ts'], [modules.vscode, modules.toolkit]),
  restrictedModules(['webview/**/*.ts'], [modules.vscode, modules.llama, modules.toolkit], [nodeInPage]),
  restrictedModules(['webview/shared/ui.ts'], [modules.vscode, modules.llama], [nodeInPage]),
  restrictedModules(['src/core/**/*.ts'], [], [corePackages]),
  {
    files: ['src/core/**/*.ts'],
    rules: {
      'no-restricted-globals': ['error', ...['process', 'console', 'setTimeout', 'setInterval', 'fetch'].map((name) => ({ name, message: 'The core computes and does nothing else: let a workflow do this.' }))],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Results must be reproducible: take a seeded generator of pure-rand as a parameter.' },
        { object: 'Date', property: 'now', message: clock },
        { object: 'performance', property: 'now', message: clock },
      ],
    },
  },
);
