import { systemCode } from './systemError';

/** Asks a process of this machine to end. It may have ended by itself meanwhile. */
export function terminate(pid: number): void {
  try {
    process.kill(pid, 'SIGTERM');
  } catch (error) {
    if (systemCode(error) !== 'ESRCH') throw error;
  }
}
