import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LlamaContextSequence } from 'node-llama-cpp';
import { UserError } from '../../core/userError';

/** A folder for states of sequences, which may take hundreds of megabytes. @throws UserError `disk` */
export async function makeStateFolder(): Promise<string> {
  try {
    return await mkdtemp(join(tmpdir(), 'blindspot-'));
  } catch (error) {
    throw noRoom(error);
  }
}

/** The library copies states between sequences by way of a file. @throws UserError `disk` */
export async function saveState(sequence: LlamaContextSequence, file: string): Promise<void> {
  try {
    await sequence.saveStateToFile(file);
  } catch (error) {
    // llama.cpp does not say why; the disk is all that it depends on.
    throw noRoom(error);
  }
}

/** Takes over a state that a sequence of the same context saved. @throws UserError `disk` */
export async function loadState(sequence: LlamaContextSequence, file: string): Promise<void> {
  try {
    await sequence.loadStateFromFile(file, { acceptRisk: true });
  } catch (error) {
    // What a full disk did not take is missed only here.
    throw noRoom(error);
  }
}

function noRoom(error: unknown): UserError {
  const reason = error instanceof Error ? error.message : String(error);
  return new UserError(
    'disk',
    `The engine could not write into the folder for temporary files, ${tmpdir()} (${reason}): make room there, or let the environment variable TMPDIR (on Windows: TEMP) name another folder. What was done before is kept.`,
    { cause: error },
  );
}
