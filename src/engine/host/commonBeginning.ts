import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Token } from 'node-llama-cpp';
import type { Lane } from './lane';
import { sharedPrefix } from './sharedPrefix';
import { makeStateFolder } from './stateFile';

/** Fewer tokens are evaluated as fast as they are copied. */
const worthCopying = 8;

/** What sorted prompts have in common, from the two that differ most. */
export function commonBeginning(first: readonly Token[], last: readonly Token[]): readonly Token[] {
  return first.slice(0, Math.min(sharedPrefix(first, last), first.length - 1));
}

/**
 * Lets one lane evaluate what all prompts begin with (the instruction) and gives the others a copy of
 * its state. The library copies states between sequences by way of a file.
 *
 * @returns how many tokens were evaluated for it.
 */
export async function spreadBeginning(lanes: readonly Lane[], beginning: readonly Token[]): Promise<number> {
  const [first, ...others] = lanes.filter((lane) => !lane.holds(beginning));
  if (first === undefined || others.length === 0 || beginning.length < worthCopying) return 0;
  const folder = await makeStateFolder();
  try {
    const file = join(folder, 'beginning');
    const evaluated = await first.saveBeginning(beginning, file);
    for (const lane of others) await lane.loadBeginning(beginning, file);
    return evaluated;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
