import path from 'node:path';

/** The command line of the product, as a program that the editor starts. */
export interface Program {
  readonly execPath: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * `blindspot` with these words, run by the Node.js that runs the extension host (Electron runs it as Node.js). Models
 * and Python are the terminal's own, so that neither is fetched twice.
 *
 * @param words a command that takes `--models`, with its arguments
 * @param modelsFolder the user's setting; empty for the usual one
 */
export function cliProgram(extensionPath: string, words: readonly string[], modelsFolder: string): Program {
  return {
    execPath: process.execPath,
    args: [path.join(extensionPath, 'dist', 'cli.js'), ...words, ...(modelsFolder === '' ? [] : ['--models', modelsFolder])],
    environment: { ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '', ...kept('BLINDSPOT_MODELS'), ...kept('BLINDSPOT_TRAINER') },
  };
}

/** A terminal need not have the environment of the extension host. */
function kept(name: string): Record<string, string> {
  const value = process.env[name];
  return value === undefined ? {} : { [name]: value };
}
