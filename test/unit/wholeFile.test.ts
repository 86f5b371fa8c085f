import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeWholeFile } from '../../src/storage/wholeFile';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'whole é '));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Lines that come slower than a disk says what is wrong with it. */
async function* slowly(...lines: readonly string[]): AsyncGenerator<string> {
  for (const line of lines) {
    yield line;
    await pause(20);
  }
}

describe('a file that is written as a whole', () => {
  it('holds its lines in their order, however many they are', async () => {
    const lines = Array.from({ length: 20_000 }, (_, at) => `line ${at} é\n`);
    const file = path.join(folder, 'new', 'set.jsonl');
    await writeWholeFile(file, lines);
    expect(await readFile(file, 'utf8')).toBe(lines.join(''));
    await writeWholeFile(file, []);
    expect(await readFile(file, 'utf8')).toBe('');
    expect(await readdir(path.dirname(file))).toEqual(['set.jsonl']);
  });

  it.each([['by nobody', undefined], ['perhaps', new AbortController().signal]])('says at once what keeps it from being written, though its lines come slowly and are stopped %s', async (_, signal) => {
    // Longer than a name may be, with what is added to it.
    const file = path.join(folder, 'n'.repeat(250));
    await expect(writeWholeFile(file, slowly('one\n', 'two\n', 'three\n'), signal)).rejects.toThrow('a name in the path is longer than the system allows. Choose a shorter one.');
    expect(await readdir(folder)).toEqual([]);
  });

  it('stays as it was when a line cannot be made, and when somebody wants an end', async () => {
    const file = path.join(folder, 'set.jsonl');
    await writeFile(file, 'earlier\n');
    function* failing(): Generator<string> {
      yield 'one\n';
      throw new Error('no second line');
    }
    await expect(writeWholeFile(file, failing())).rejects.toThrow('no second line');
    const why = new Error('enough');
    await expect(writeWholeFile(file, ['one\n'], AbortSignal.abort(why))).rejects.toBe(why);
    expect(await readFile(file, 'utf8')).toBe('earlier\n');
    expect(await readdir(folder)).toEqual(['set.jsonl']);
  });

  it('is not put in the place of a folder', async () => {
    await mkdir(path.join(folder, 'set.jsonl'));
    await expect(writeWholeFile(path.join(folder, 'set.jsonl'), ['one\n'])).rejects.toThrow('this is a folder and not a file');
    expect(await readdir(folder)).toEqual(['set.jsonl']);
  });
});
