import type { Engine } from '../ports/engine';
import type { CliContext } from './context';
import { ProgressLine } from './progressLine';

/** How long work tells the terminal what it does. */
export interface Telling<Progress> {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
  /** A line of its own, above the line of progress. */
  readonly onWarning: (message: string) => void;
  /** Ends the line of progress before something else is printed. */
  readonly endLine: () => void;
}

/** Does what takes long and needs an engine, which ends with it whatever comes; so does the line of progress. */
export async function withEngine<Progress, Result>(
  context: CliContext,
  describe: (progress: Progress) => string,
  work: (engine: Engine, telling: Telling<Progress>) => Promise<Result>,
): Promise<Result> {
  const line = new ProgressLine(context);
  const engine = context.startEngine();
  try {
    return await work(engine, {
      signal: context.signal,
      onProgress: (progress) => {
        line.update(describe(progress));
      },
      onWarning: (message) => {
        line.end();
        context.tell(`${message}\n`);
      },
      endLine: () => {
        line.end();
      },
    });
  } finally {
    line.end();
    await engine.dispose();
  }
}
