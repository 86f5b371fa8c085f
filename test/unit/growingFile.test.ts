import { appendFile, mkdtemp, readFile, readdir, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GrowingFile } from '../../src/storage/growingFile';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'growing é '));
  file = path.join(folder, 'lines.jsonl');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const open = (torn = false): Promise<GrowingFile> => GrowingFile.open(file, { torn, doing: 'write the lines' });
const content = (): Promise<string> => readFile(file, 'utf8');

/** The flags that a file is open with, as Linux knows them. */
async function flagsOf(wanted: string): Promise<number> {
  for (const fd of await readdir('/proc/self/fd')) {
    if ((await readlink(`/proc/self/fd/${fd}`).catch(() => '')) !== wanted) continue;
    return parseInt(/flags:\s*(\d+)/.exec(await readFile(`/proc/self/fdinfo/${fd}`, 'utf8'))?.[1] ?? '', 8);
  }
  throw new Error(`${wanted} is not open`);
}

describe('a file that only grows', () => {
  it('gets its lines one after the other, also when it is opened again', async () => {
    const first = await open();
    await first.append(['é', 'two']);
    await first.append(['three']);
    await first.close();
    await appendFile(file, 'four, without its end');
    const second = await open();
    await second.append(['five']);
    await second.close();
    expect(await content()).toBe('é\ntwo\nthree\nfour, without its end\nfive\n');
  });

  it('loses the part of a line that it ends in, and no more', async () => {
    await appendFile(file, 'one\nto');
    const growing = await open(true);
    await growing.append(['two']);
    await growing.close();
    expect(await content()).toBe('one\ntwo\n');
  });

  it.runIf(process.platform === 'linux')('is not open for appending, in which Windows does not let it be cut back', async () => {
    const growing = await open();
    const append = 0o2000;
    expect((await flagsOf(file)) & append).toBe(0);
    await growing.close();
  });

  it('is left to somebody else who has written to it: their lines are neither written over nor cut off', async () => {
    const growing = await open();
    await growing.append(['ours']);
    await appendFile(file, 'theirs\n');
    await expect(growing.append(['ours again'])).rejects.toThrow(`${file} was changed by another program while it was written to. Nothing more was written to it: run the same command again.`);
    await growing.close();
    expect(await content()).toBe('ours\ntheirs\n');
  });
});
