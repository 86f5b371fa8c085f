import { execFileSync, fork } from 'node:child_process';
import { appendFile, mkdir, mkdtemp, readFile, readdir, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DecisionLine } from '../../src/core/annotation/decision';
import type { AnnotationTarget } from '../../src/ports/annotations';
import { FolderAnnotationStore } from '../../src/storage/annotations/folderAnnotationStore';

const store = new FolderAnnotationStore();
const label = (id: string): DecisionLine => ({ id, decision: 'label', label: 'neutral', at: '2026-01-01T10:00:00.000Z' });

let root: string;
let target: AnnotationTarget;
let file: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'annotations é '));
  target = { root, dataset: 'data/pairs.jsonl', sha256: 'a'.repeat(64), annotator: 'Anna Müller' };
  file = path.join(root, '.blindspot', 'annotations', 'data-pairs.Anna-Müller.jsonl');
});
afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

async function write(...lines: readonly DecisionLine[]): Promise<void> {
  const annotation = await store.open(target, 'a test');
  for (const line of lines) await annotation.append(line);
  await annotation.close();
}

async function idsOnOpening(): Promise<string[]> {
  const annotation = await store.open(target, 'a test');
  await annotation.close();
  return annotation.lines.map(({ id }) => id);
}

/** Opening must refuse with the sentence and leave every byte as it was. */
async function refuses(message: string | RegExp): Promise<void> {
  const before = await readFile(file);
  await expect(store.open(target, 'a test')).rejects.toThrow(message);
  expect(await readFile(file)).toEqual(before);
}

describe('an annotation file', () => {
  it('begins with what it annotates and who did, and has a line a decision', async () => {
    await write(label('ex1'), { id: 'ex2', decision: 'discard', note: 'half a sentence', at: '2026-01-01T10:00:05.000Z' });
    expect(await readFile(file, 'utf8')).toBe(
      `{"dataset":"data/pairs.jsonl","sha256":"${'a'.repeat(64)}","annotator":"Anna Müller","version":1}\n` +
        '{"id":"ex1","decision":"label","label":"neutral","at":"2026-01-01T10:00:00.000Z"}\n' +
        '{"id":"ex2","decision":"discard","note":"half a sentence","at":"2026-01-01T10:00:05.000Z"}\n',
    );
  });

  it('has each decision on disk when the writer is told so', async () => {
    const annotation = await store.open(target, 'a test');
    await annotation.append(label('ex1'));
    expect((await readFile(file, 'utf8')).endsWith('10:00:00.000Z"}\n')).toBe(true);
    await annotation.append(label('ex2'));
    expect((await readFile(file, 'utf8')).trimEnd().split('\n')).toHaveLength(3);
    await annotation.close();
  });

  it('is not made by looking', async () => {
    expect(await idsOnOpening()).toEqual([]);
    await expect(readdir(path.dirname(file))).rejects.toThrow('ENOENT');
  });

  it('has nothing beside it that git would see, neither while it is open nor afterwards', async () => {
    execFileSync('git', ['init', '--quiet'], { cwd: root });
    const seen = (): string => execFileSync('git', ['status', '--porcelain', '--untracked-files=all'], { cwd: root, encoding: 'utf8' });
    const annotation = await store.open(target, 'a test');
    expect(seen()).toBe('');
    await annotation.append(label('ex1'));
    expect(seen()).toMatch(/^\?\? [^\n]*data-pairs[^\n]*\n$/);
    await annotation.close();
    expect(await readdir(path.join(root, '.blindspot', 'locks'))).toEqual(['.gitignore']);
  });

  it('loses a torn last line and no other, and that is kept beside it', async () => {
    await write(label('ex1'));
    const torn = Buffer.from('{"id":"exä').subarray(0, -1);
    await appendFile(file, torn);
    expect(await idsOnOpening()).toEqual(['ex1']);
    await write(label('ex2'));
    expect(await idsOnOpening()).toEqual(['ex1', 'ex2']);
    expect((await readFile(file, 'utf8')).split('\n')).toHaveLength(4);
    expect(await readFile(`${file}.torn`)).toEqual(Buffer.concat([torn, Buffer.from('\n')]));
    // It may have been written by hand, as far as one can see.
    const byHand = '{"id":"ex3","decision":"label","label":"neutral","at":"2026-01-01T10:00:00.000Z"';
    await appendFile(file, byHand);
    const annotation = await store.open(target, 'a test');
    expect(annotation.tornIn).toBe(`${file}.torn`);
    expect(await store.read(file)).toMatchObject({ torn: true, lines: [{ id: 'ex1' }, { id: 'ex2' }] });
    await annotation.append(label('ex4'));
    await annotation.close();
    expect((await readFile(`${file}.torn`)).subarray(torn.length + 1).toString()).toBe(`${byHand}\n`);
    expect(await store.read(file)).toMatchObject({ torn: false, lines: [{ id: 'ex1' }, { id: 'ex2' }, { id: 'ex4' }] });
  });

  it('of which only a torn header came to the disk begins anew', async () => {
    await write(label('ex1'));
    await truncate(file, 30);
    await write(label('ex2'));
    expect(await idsOnOpening()).toEqual(['ex2']);
  });

  it('keeps a last line that only lacks its line end', async () => {
    await write(label('ex1'));
    await truncate(file, (await readFile(file)).length - 1);
    await write(label('ex2'));
    expect(await idsOnOpening()).toEqual(['ex1', 'ex2']);
  });

  it('may have been given other line ends by git', async () => {
    await write(label('ex1'), label('ex2'));
    await writeFile(file, (await readFile(file, 'utf8')).replaceAll('\n', '\r\n'));
    expect(await idsOnOpening()).toEqual(['ex1', 'ex2']);
  });

  it('with conflict markers is refused with the line of the first, and left as it is', async () => {
    await write(label('ex1'), label('ex2'));
    const [header = '', first = '', second = ''] = (await readFile(file, 'utf8')).split('\n');
    await writeFile(file, [header, '<<<<<<< HEAD', first, '=======', second, '>>>>>>> theirs', ''].join('\n'));
    await refuses(/Anna-Müller\.jsonl, line 2: git has left a conflict marker here\. Keep the decisions of both sides/);
  });

  it('merged by hand counts all lines of both sides', async () => {
    await write(label('ex1'));
    const ours = await readFile(file, 'utf8');
    await writeFile(file, `${ours}{"id":"ex9","decision":"accept","label":"entailment","at":"2026-01-02T10:00:00Z"}\n`);
    expect(await idsOnOpening()).toEqual(['ex1', 'ex9']);
  });

  it.each([
    ['a word that is no decision', '{"id":"ex1","decision":"maybe","at":"2026-01-01T10:00:00.000Z"}', 'line 2: this is no decision: field "decision" is missing or of the wrong kind'],
    ['an unknown label', '{"id":"ex1","decision":"label","label":"yes","at":"2026-01-01T10:00:00.000Z"}', 'line 2: this is no decision: field "label"'],
    ['no time', '{"id":"ex1","decision":"discard"}', 'line 2: this is no decision: field "at"'],
    ['no JSON', 'ex1 neutral', 'line 2: this is no decision, because it is not JSON'],
  ])('edited by hand so that a line has %s is refused with that line', async (_, line, message) => {
    await write(label('ex1'));
    const [header = ''] = (await readFile(file, 'utf8')).split('\n');
    await writeFile(file, `${header}\n${line}\n`);
    await refuses(message);
  });

  it('whose last line somebody wrote by hand, without its line end, is refused and loses nothing', async () => {
    await write(label('ex1'));
    await appendFile(file, '{"id":"ex2","decision":"maybe","at":"2026-01-01T10:00:00.000Z"}');
    await refuses('line 3: this is no decision: field "decision"');
  });

  it.each([
    ['a conflict marker', '>>>>>>> theirs', 'line 3: git has left a conflict marker here'],
    ['no JSON', 'ex2 neutral', 'line 3: this is no decision, because it is not JSON'],
    ['the beginning of a decision that was not written by us', '{"id": "ex2", "decision": "discard"', 'line 3: this is no decision, because it is not JSON'],
  ])('whose last line is %s, without its line end, is refused and loses nothing', async (_, line, message) => {
    await write(label('ex1'));
    await appendFile(file, line);
    await refuses(message);
  });

  it('may begin with the mark that some editors put before a text', async () => {
    await write(label('ex1'));
    await writeFile(file, `\uFEFF${await readFile(file, 'utf8')}`);
    await write(label('ex2'));
    expect(await idsOnOpening()).toEqual(['ex1', 'ex2']);
    const lines = Readable.from([]) as AsyncIterable<string>;
    await expect(store.writeAccepted({ file, set: path.join(root, 'data', 'pairs.jsonl'), lines }, new AbortController().signal)).rejects.toThrow('is an annotation file, whose decisions would be lost');
  });

  it('of a newer Blindspot says so', async () => {
    await write(label('ex1'));
    await writeFile(file, (await readFile(file, 'utf8')).replace('"version":1', '"version":2'));
    await refuses('line 1: version 2 is of a newer Blindspot');
  });

  it('of the set before it was changed is refused, and left as it is', async () => {
    await write(label('ex1'));
    target = { ...target, sha256: 'b'.repeat(64) };
    await refuses('data/pairs.jsonl was changed since its annotation by Anna Müller began');
  });

  it('that another program replaced while it was open gets nothing written into it', async () => {
    const annotation = await store.open(target, 'a test');
    await annotation.append(label('ex1'));
    const text = await readFile(file, 'utf8');
    await writeFile(`${file}.new`, text);
    await rename(`${file}.new`, file);
    await expect(annotation.append(label('ex2'))).rejects.toThrow('was changed by another program while it was open, perhaps by git');
    await annotation.close();
    expect(await readFile(file, 'utf8')).toBe(text);
  });

  it('that another program wrote to before the first decision gets nothing written into it', async () => {
    await write(label('ex1'));
    const annotation = await store.open(target, 'a test');
    await appendFile(file, '<<<<<<< HEAD\n');
    const text = await readFile(file, 'utf8');
    await expect(annotation.append(label('ex2'))).rejects.toThrow('was changed by another program');
    await annotation.close();
    expect(await readFile(file, 'utf8')).toBe(text);
  });

  it('is found among those of its set, and one that cannot be read is told', async () => {
    await write(label('ex1'));
    target = { ...target, annotator: 'Ben' };
    await write(label('ex1'));
    target = { ...target, annotator: 'Clara', sha256: 'c'.repeat(64) };
    await write(label('ex1'));
    await writeFile(path.join(path.dirname(file), 'broken.jsonl'), 'nonsense\n');
    const { files, problems } = await store.list({ root, sha256: 'a'.repeat(64) });
    expect(files.map(({ header }) => header.annotator)).toEqual(['Anna Müller', 'Ben']);
    expect(problems).toEqual([expect.stringContaining('broken.jsonl, line 1: this is no header')]);
  });

  it('takes no line that could not be read again', async () => {
    const annotation = await store.open(target, 'a test');
    await expect(annotation.append(label(''))).rejects.toThrow('The decision about “” was not written, because its field "id" is empty or of the wrong kind.');
    await annotation.append(label('ex1'));
    await annotation.close();
    expect(await idsOnOpening()).toEqual(['ex1']);
  });
});

describe('a second window on the same annotation', () => {
  it('is refused with the name of the first, and can look meanwhile', async () => {
    const first = await store.open(target, 'VS Code');
    await first.append(label('ex1'));
    await expect(store.open(target, 'VS Code')).rejects.toThrow(
      new RegExp(`^The annotation by Anna Müller is being written by VS Code \\(process ${process.pid} on .*Close it there, or annotate under another name`),
    );
    expect((await store.look(target)).lines.map(({ id }) => id)).toEqual(['ex1']);
    await first.close();
    expect(await idsOnOpening()).toEqual(['ex1']);
  });

  it('under another name is not in its way', async () => {
    const first = await store.open(target, 'VS Code');
    const second = await store.open({ ...target, annotator: 'Ben' }, 'VS Code');
    await first.close();
    await second.close();
  });

  it('goes on when the first was killed, from the last decision', async () => {
    const child = fork(path.resolve('test/fixtures/holdAnnotation.ts'), [root, target.dataset, target.sha256, 'the child', 'ex1'], { execArgv: ['--import', 'tsx'] });
    await new Promise((resolve) => child.once('message', resolve));
    const held = { ...target, annotator: 'the child' };
    await expect(store.open(held, 'me')).rejects.toThrow('is being written by a child');
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    const annotation = await store.open(held, 'me');
    expect(annotation.lines.map(({ id }) => id)).toEqual(['ex1']);
    await annotation.close();
  }, 30_000);
});

describe('a full disk', () => {
  it.runIf(process.getuid?.() === 0)('is told, keeps what is there, and takes the same decision when there is room', async () => {
    const place = path.join(root, 'small');
    await mkdir(place);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=40k', 'tmpfs', place]);
    try {
      target = { ...target, root: place };
      const there = path.join(place, '.blindspot', 'annotations', path.basename(file));
      const annotation = await store.open(target, 'a test');
      await annotation.append(label('ex1'));
      const kept = await readFile(there, 'utf8');
      await writeFile(path.join(place, 'filler'), Buffer.alloc(40 * 1024)).catch(() => undefined);
      const long: DecisionLine = { ...label('ex2'), note: 'n'.repeat(8000) };
      await expect(annotation.append(long)).rejects.toThrow(/Cannot write the annotations .*: the disk is full\. Free some space and try again; what was written before is kept/);
      expect(await readFile(there, 'utf8')).toBe(kept);
      await rm(path.join(place, 'filler'));
      await annotation.append(long);
      await annotation.close();
      const again = await store.open(target, 'a test');
      expect(again.lines.map(({ id }) => id)).toEqual(['ex1', 'ex2']);
      await again.close();
    } finally {
      execFileSync('umount', [place]);
    }
  });
});
