import { UserError } from '../../core/userError';
import type { IndexSource } from '../../ports/modelDownload';
import { runProgram } from '../program';

/** Ways to call pip; the first that answers is asked. */
const pips: readonly (readonly [string, ...string[]])[] = [['python3', '-m', 'pip'], ['python', '-m', 'pip'], ['py', '-m', 'pip'], ['pip3'], ['pip']];

/** How long pip may take to say what it is set to, in milliseconds. */
const patience = 20_000;

const usual = 'https://pypi.org/simple';

export interface Looking {
  /** Where pip is run. */
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/**
 * The package index that pip or uv is set to, with its proxy and certificates; that of the Python project where neither
 * is set or there.
 *
 * @throws UserError `download` where that is no address
 */
export async function userIndex(looking: Looking): Promise<Pick<IndexSource, 'index' | 'environment'>> {
  const { environment } = looking;
  const configured = await pipSettings(looking);
  const setting = (name: string): string | undefined => environment[`PIP_${name.replace('-', '_').toUpperCase()}`] || configured.get(`download.${name}`) || configured.get(`install.${name}`) || configured.get(`global.${name}`);
  const [proxy, certificates] = [setting('proxy'), setting('cert')];
  const index = setting('index-url') || environment['UV_DEFAULT_INDEX'] || environment['UV_INDEX_URL'] || usual;
  // It is not shown: there may be a password in it.
  if (!URL.canParse(index)) throw new UserError('download', 'The package index that pip or uv is set to is no web address: see `pip config list`, PIP_INDEX_URL and UV_DEFAULT_INDEX.');
  return {
    index,
    environment: {
      ...(proxy !== undefined && Object.fromEntries(['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy'].map((name) => [name, proxy]))),
      ...(certificates !== undefined && { NODE_EXTRA_CA_CERTS: certificates }),
    },
  };
}

/** What the files say that pip reads, such as `global.index-url`. Empty where there is no pip. */
async function pipSettings({ folder, environment, signal }: Looking): Promise<ReadonlyMap<string, string>> {
  const late = AbortSignal.timeout(patience);
  for (const [command, ...leading] of pips) {
    const end = await runProgram(command, [...leading, 'config', 'list', '--disable-pip-version-check'], { folder, environment, signal: AbortSignal.any([signal, late]) }).catch(() => null);
    signal.throwIfAborted();
    if (end?.code === 0) return new Map(end.output.split('\n').flatMap(settingOf));
  }
  return new Map();
}

/** A line of pip's: `global.index-url='https://example.org/simple'`, with the value as Python writes a string. */
function settingOf(line: string): [string, string][] {
  const [, name, single, double] = /^([\w.:-]+)=(?:'(.*)'|"(.*)")$/.exec(line.trim()) ?? [];
  const value = single ?? double;
  return name === undefined || value === undefined ? [] : [[name, value.replaceAll('\\\\', '\\')]];
}
