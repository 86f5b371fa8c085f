import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';

// These snippets are in no file, so rules that need types stay off here; the import rules need none.
const eslint = new ESLint({
  overrideConfig: [tseslint.configs.disableTypeChecked, { languageOptions: { parserOptions: { projectService: false } } }],
});

async function messages(filePath: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath });
  return (result?.messages ?? []).map((message) => message.message);
}

const refused: readonly (readonly [where: string, code: string, because: string])[] = [
  ['src/core/probe.ts', "import '../storage/lines';", 'The core imports only the core'],
  ['src/core/probe.ts', "import 'node:fs';", 'The core is pure'],
  ['src/core/probe.ts', "import 'zodiac';", 'The core is pure'],
  ['src/core/probe.ts', 'export const seed = Math.random();', 'Results must be reproducible'],
  ['src/core/probe.ts', 'export const now = Date.now();', 'The core has no clock'],
  ['src/core/probe.ts', "console.log('');", 'The core computes and does nothing else'],
  ['src/ports/probe.ts', "import '../storage/lines';", 'A port says what the product needs'],
  ['src/workflows/probe.ts', "import '../storage/lines';", 'A workflow runs the same'],
  ['src/storage/probe.ts', "import '../workflows/evaluate';", 'This implements a port'],
  ['src/engine/probe.ts', "import '../cli/main';", 'This implements a port'],
  ['src/storage/probe.ts', "import '../extension';", 'This implements a port'],
  ['src/cli/probe.ts', "import '../extension';", 'The terminal runs without an editor'],
  ['src/vscode/probe.ts', "import '../cli/main';", 'The editor runs without the terminal'],
  ['src/extension.ts', "import './storage/lines';", 'Activation loads nothing'],
  ['src/workflows/probe.ts', "import 'vscode';", 'Only src/vscode, src/extension.ts and src/features.ts know the editor'],
  ['src/engine/probe.ts', "import 'node-llama-cpp';", 'Only src/engine/host loads llama.cpp'],
  ['src/vscode/probe.ts', "import 'node-llama-cpp';", 'Only src/engine/host loads llama.cpp'],
  ['src/vscode/probe.ts', "import '../../webview/breakdown/main';", 'A web view is a program of its own'],
  ['webview/breakdown/probe.ts', "import '@vscode/webview-ui-toolkit';", 'The toolkit is imported in webview/shared/ui.ts alone'],
  ['webview/breakdown/probe.ts', "import '../../src/storage/lines';", 'A page knows the terms of src/core'],
  ['webview/breakdown/probe.ts', "import 'node:fs';", 'A web view runs in a browser'],
  ['webview/shared/probe.ts', "import '../breakdown/contract';", 'Pages do not know each other'],
  ['src/storage/utils.ts', 'export {};', 'A file is named after what is in it'],
  ['webview/shared/helpers.ts', 'export {};', 'A file is named after what is in it'],
  ['src/core/index.ts', 'export {};', 'A file is named after what is in it'],
  ['src/core/probe.ts', "export * from './userError';", 'A file that re-exports others'],
  ['src/core/probe.ts', 'export const count: any = 1;', 'Unexpected any'],
  ['src/core/probe.ts', '// eslint-disable-next-line\nexport {};', 'has no effect because you have \'noInlineConfig\''],
  ['src/core/userError.ts', "import './nli/rowReader';", 'Dependency cycle detected'],
];

const allowed: readonly (readonly [where: string, code: string])[] = [
  ['src/core/nli/probe.ts', "import '../userError';\nimport 'zod';"],
  ['src/workflows/probe.ts', "import '../core/userError';\nimport '../ports/engine';"],
  ['src/vscode/probe.ts', "import 'vscode';\nimport '../../webview/breakdown/contract';"],
  ['src/engine/host/probe.ts', "import 'node-llama-cpp';"],
  ['webview/shared/ui.ts', "import '@vscode/webview-ui-toolkit';"],
  ['webview/breakdown/probe.ts', "import '../../src/core/nli/label';\nimport './contract';\nimport '../shared/ui';"],
];

describe('The lint rules', { timeout: 60_000 }, () => {
  it.each(refused)('refuse in %s: %s', async (where, code, because) => {
    expect(await messages(where, code)).toContainEqual(expect.stringContaining(because));
  });

  it('refuse a file of more than 500 lines', async () => {
    expect(await messages('src/core/probe.ts', 'export {};\n'.repeat(500))).toEqual([]);
    expect(await messages('src/core/probe.ts', 'export {};\n'.repeat(501))).toEqual([expect.stringContaining('too many lines (501)')]);
  });

  it.each(allowed)('allow in %s: %s', async (where, code) => {
    expect(await messages(where, code)).toEqual([]);
  });
});
