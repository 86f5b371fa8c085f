import { access, constants, stat, statfs } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { FolderFacts, MachineFacts } from '../core/doctor/facts';
import { UserError } from '../core/userError';
import { explain, systemCode } from '../storage/systemError';

/** Memory that this process may use, in bytes: less than the machine has where a container limits it. */
export function usableMemory(): number {
  const limit = process.constrainedMemory();
  // Without a limit, some systems say 0 and some a number past all memory.
  return limit > 0 && limit < os.totalmem() ? limit : os.totalmem();
}

/** Empty where the system has no name for whoever runs this. */
export function userName(): string {
  try {
    return os.userInfo().username;
  } catch {
    return '';
  }
}

export function machineFacts(): MachineFacts {
  const memory = usableMemory();
  return {
    system: `${process.platform} ${process.arch}, ${os.release()}`,
    cores: os.availableParallelism(),
    processor: os.cpus()[0]?.model.trim() ?? 'unknown',
    memory,
    freeMemory: Math.min(memory, os.freemem()),
  };
}

/** Room on the disk of a folder that is there, or will be made when it is first needed. */
export async function folderFacts(name: string, folder: string): Promise<FolderFacts> {
  try {
    const there = await nearestFolder(folder);
    await access(there, constants.W_OK);
    const { bavail, bsize } = await statfs(there);
    return { name, path: folder, free: bavail * bsize };
  } catch (error) {
    const explained = explain(error, 'write in', folder);
    return { name, path: folder, free: { problem: explained instanceof Error ? explained.message : String(explained) } };
  }
}

async function nearestFolder(folder: string): Promise<string> {
  try {
    if (!(await stat(folder)).isDirectory()) throw new UserError('disk', `${folder} is a file and not a folder. Move it away, or choose another folder.`);
    return folder;
  } catch (error) {
    const above = path.dirname(folder);
    if (systemCode(error) !== 'ENOENT' || above === folder) throw error;
    return nearestFolder(above);
  }
}
