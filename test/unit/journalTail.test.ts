import { appendFile, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { JournalTail } from '../../src/storage/journalTail';
import { lastLineOf } from '../../src/storage/lastLine';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'blindspot tail '));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a journal that is followed', () => {
  const numbers = (file: string): JournalTail<number> =>
    new JournalTail(file, { parse: (line) => (/^\d+$/.test(line) ? Number(line) : undefined), broken: { code: 'bad-run', what: 'number', remedy: 'Remove the line.' } });

  /** What is new, and whether all of it is. */
  async function readOn(tail: JournalTail<number>): Promise<{ readonly read: number[]; readonly anew: boolean }> {
    const read: number[] = [];
    let anew = false;
    for await (const entries of tail.read(() => (anew = true))) read.push(...entries);
    return { read, anew };
  }

  it('is read on from where it was read to, whole lines alone', async () => {
    const file = path.join(folder, 'growing');
    const tail = numbers(file);
    expect(await readOn(tail)).toEqual({ read: [], anew: false });
    await writeFile(file, '1\n2\n3');
    expect(await readOn(tail)).toEqual({ read: [1, 2], anew: false });
    await appendFile(file, '4\n');
    expect(await readOn(tail)).toEqual({ read: [34], anew: false });
    expect(await readOn(tail)).toEqual({ read: [], anew: false });
  });

  it('is read from its beginning when it was written anew', async () => {
    const file = path.join(folder, 'anew');
    const tail = numbers(file);
    await writeFile(file, '1\n2\n');
    await readOn(tail);
    await writeFile(`${file}.other`, '7\n8\n9\n');
    await rename(`${file}.other`, file);
    expect(await readOn(tail)).toEqual({ read: [7, 8, 9], anew: true });
  });

  it('names a line that is no entry', async () => {
    const file = path.join(folder, 'broken');
    await writeFile(file, '1\ntwo\n');
    await expect(readOn(numbers(file))).rejects.toThrow(`${file}, line 2: this is no number. Remove the line.`);
  });
});

describe('the last line of a log', () => {
  it('is the last that is not empty, however long the log is', async () => {
    const file = path.join(folder, 'log');
    await writeFile(file, `${'a line\n'.repeat(10_000)}120 of 300 examples\n\n`);
    expect(await lastLineOf(file, 0)).toBe('120 of 300 examples');
  });

  it('is nothing where there is none, or none since', async () => {
    expect(await lastLineOf(path.join(folder, 'no log'), 0)).toBeUndefined();
    const file = path.join(folder, 'old log');
    await writeFile(file, 'It failed.\n');
    expect(await lastLineOf(file, Date.now() + 60_000)).toBeUndefined();
  });

  it('may have been written in the very moment, as the disk’s slower clock has it', async () => {
    const file = path.join(folder, 'new log');
    await writeFile(file, 'Loading the model\n');
    expect(await lastLineOf(file, (await stat(file)).mtimeMs + 10)).toBe('Loading the model');
  });
});
