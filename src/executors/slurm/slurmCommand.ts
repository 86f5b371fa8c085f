import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { UserError } from '../../core/userError';
import { systemCode } from '../../storage/systemError';

/** A controller with much to do answers late. */
const timeoutMs = 120_000;
/** Ten thousand jobs are a megabyte. */
const mostOutput = 256 * 1024 ** 2;
/** What a controller that is being restarted, or has too much to do, makes Slurm's commands say. */
const unreachable = /unable to contact slurm controller|socket timed out|connection refused|zero bytes were transmitted|unexpected message received|failed to fetch config|could not establish a configuration source|protocol authentication error/i;

/** Slurm may answer later. */
export class NoAnswer extends UserError {
  constructor(words: string, options: ErrorOptions) {
    super('executor', `Slurm does not answer (${words}). Ask "sinfo" whether it is running, and try again; jobs that are submitted go on.`, options);
  }
}

/**
 * Runs one of Slurm's own commands.
 *
 * @returns its standard output
 * @throws UserError `executor` when there is no Slurm, it does not answer or it refuses; then `refused` words it
 */
export async function slurm(
  [program, ...args]: readonly [string, ...string[]],
  { folder, refused }: { readonly folder?: string; readonly refused?: (words: string) => string } = {},
): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(program, args, { timeout: timeoutMs, maxBuffer: mostOutput, windowsHide: true, ...(folder === undefined ? {} : { cwd: folder }) });
    return stdout;
  } catch (error) {
    // The system has the same code for a missing folder, and the caller has made that.
    if (systemCode(error) === 'ENOENT') {
      throw new UserError('executor', `Slurm is not there: its command ${program} was not found. Run this on a machine of the cluster, or load Slurm's module first.`, { cause: error });
    }
    const words = wordsOf(error, program);
    if (unreachable.test(words)) throw new NoAnswer(words, { cause: error });
    throw new UserError('executor', refused?.(words) ?? `Slurm's ${program} failed: ${words}.`, { cause: error });
  }
}

/** What it said on standard error, without its own name before each line. */
function wordsOf(error: unknown, program: string): string {
  if (!(error instanceof Error)) return String(error);
  if ('killed' in error && error.killed === true) return `no answer within ${timeoutMs / 1000} s: socket timed out`;
  const said = 'stderr' in error && typeof error.stderr === 'string' ? error.stderr.trim() : '';
  const lines = (said || error.message).split('\n').map((line) => line.replace(new RegExp(`^${program}: (?:error: |fatal: )?`), '').replace(/\.$/, ''));
  return lines.join('; ');
}
