import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { UserError } from '../../core/userError';
import type { ExperimentStore } from '../../ports/experimentStore';
import { terminate } from '../terminate';

/** How often it is looked whether the driver has ended. */
const lookMilliseconds = 100;

/**
 * Asks whoever carries an experiment out to end, and waits for it: jobs of this machine write down what they have
 * done. Slurm's go on.
 *
 * @returns false when nobody carries it out
 * @throws UserError `usage` for a driver on another machine; the signal's reason, which ends the waiting alone
 */
export async function endDriver(store: Pick<ExperimentStore, 'driverOf'>, name: string, signal: AbortSignal): Promise<boolean> {
  const driver = await store.driverOf(name);
  if (driver === undefined) return false;
  if (driver.host !== hostname()) throw new UserError('usage', `${name} is carried out on ${driver.host} (process ${driver.pid}) and cannot be stopped from here. Stop it there.`);
  terminate(driver.pid);
  while ((await store.driverOf(name))?.pid === driver.pid) {
    signal.throwIfAborted();
    await pause(lookMilliseconds);
  }
  return true;
}
