import { spawn, type ChildProcess } from 'node:child_process';

/** Kills a child that was started with a group of its own (`detached`), with all that it started. */
export function killGroup(child: Pick<ChildProcess, 'pid' | 'kill'>): void {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') {
    spawn('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true });
    return;
  }
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The group is already gone, or not ours to signal: the child itself is what is left to try.
    child.kill('SIGKILL');
  }
}
