import { execFileSync } from 'node:child_process';
import { mkdtemp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../fixtures/cli';

const at = '2026-01-01T10:00:00.000Z';
const [anna, ben, judge] = ['.blindspot/annotations/set.Anna.jsonl', '.blindspot/annotations/set.Ben.jsonl', '.blindspot/annotations/set.Clara-adjudication.jsonl'] as const;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'annotated sets – '));
  const set = ['a', 'b', 'c', 'd', 'e']
    .map((id) => `${JSON.stringify({ id, label: id === 'b' ? '1' : 'neutral', premise: `premise ${id}`, hypothesis: `hypothesis ${id}`, source: { seed: 7 } })}\n`)
    .join('');
  await writeFile(path.join(folder, 'set.jsonl'), `${set}{"broken\n`);
  const sha256 = createHash('sha256').update(`${set}{"broken\n`).digest('hex');
  await mkdir(path.join(folder, '.blindspot', 'annotations'), { recursive: true });
  const write = (file: string, header: object, labels: Readonly<Record<string, string>>): Promise<void> =>
    writeFile(
      path.join(folder, file),
      [{ dataset: 'set.jsonl', sha256, version: 1, ...header }, ...Object.entries(labels).map(([id, label]) => (label === 'discard' ? { id, decision: 'discard', note: 'no sentence', at } : { id, decision: 'label', label, at }))]
        .map((line) => `${JSON.stringify(line)}\n`)
        .join(''),
    );
  await write(anna, { annotator: 'Anna' }, { a: 'neutral', b: 'neutral', c: 'entailment', d: 'discard' });
  await write(ben, { annotator: 'Ben' }, { a: 'neutral', b: 'contradiction', c: 'entailment', d: 'discard' });
  await write(judge, { annotator: 'Clara', adjudicates: ['Anna', 'Ben'] }, { b: 'contradiction' });
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('blindspot annotations', () => {
  it('says how far two annotators agree, and shows what they disagree on', async () => {
    const { code, stdout } = await runCli(folder, 'annotations', anna, ben);
    expect(code).toBe(0);
    // po = 3/4; pe = (1·1 + 2·1 + 0·1 + 1·1) / 16 = 1/4; kappa = 2/3.
    expect(stdout).toMatch(/Anna {2}Ben {7}4 {2}75\.0 % {2}0\.67 {3}\[0\.\d\d, 1\.00\]/);
    expect(stdout).toContain('1 disagreement\n\nb, line 2\n  premise     premise b\n  hypothesis  hypothesis b\n  Anna: neutral\n  Ben: contradiction');
  });

  it('gives scripts all of it', async () => {
    const { stdout } = await runCli(folder, 'annotations', anna, ben, judge, '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      dataset: 'set.jsonl',
      common: 4,
      annotators: [{ name: 'Anna', decided: 4, discard: 1 }, { name: 'Ben' }],
      pairs: [{ a: 'Anna', b: 'Ben', common: 4, agreed: 3, kappa: { value: 0.6666666666666666 } }],
      alpha: null,
      disagreements: [{ id: 'b', adjudicated: 'contradiction' }],
      exported: null,
    });
  });

  it('exports what was accepted, with its provenance, as a set that can be read again', async () => {
    const { code, stdout, stderr } = await runCli(folder, 'annotations', anna, ben, judge, '--export', 'out/accepted.jsonl', '--json');
    expect([code, stderr]).toEqual([0, '']);
    expect((JSON.parse(stdout) as { exported: object }).exported).toEqual({ file: path.join(folder, 'out/accepted.jsonl'), accepted: 3, discarded: 1, disputed: 0, undecided: 1 });
    const lines = (await readFile(path.join(folder, 'out/accepted.jsonl'), 'utf8')).trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map(({ id, label }) => [id, label])).toEqual([['a', 'neutral'], ['b', 'contradiction'], ['c', 'entailment']]);
    expect(lines[1]?.['source']).toMatchObject({
      seed: 7,
      annotation: { dataset: 'set.jsonl', suggested: 'neutral', decisions: [{ annotator: 'Anna', label: 'neutral' }, { annotator: 'Ben', label: 'contradiction' }, { annotator: 'Clara', label: 'contradiction' }] },
    });
    expect(await runCli(folder, 'bias', 'out/accepted.jsonl')).toMatchObject({ code: 0 });
  });

  it('leaves out what is disputed where nobody adjudicated', async () => {
    const { stderr } = await runCli(folder, 'annotations', anna, ben, '--export', 'agreed.jsonl');
    expect(stderr).toContain('2 accepted examples; left out: 1 discarded, 1 disputed, 1 not decided.');
  });

  it('names the line of a conflict marker, and changes nothing', async () => {
    const text = await readFile(path.join(folder, anna), 'utf8');
    const conflicted = path.join(folder, 'conflicted.jsonl');
    await writeFile(conflicted, text.replace('\n', '\n<<<<<<< HEAD\n'));
    const { code, stderr } = await runCli(folder, 'annotations', 'conflicted.jsonl', ben);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^blindspot: .*conflicted\.jsonl, line 2: git has left a conflict marker here/)]);
    expect(await readFile(conflicted, 'utf8')).toBe(text.replace('\n', '\n<<<<<<< HEAD\n'));
  });

  it('says that a last line is cut off and not counted, and leaves it there', async () => {
    const text = (await readFile(path.join(folder, anna), 'utf8')).trimEnd().slice(0, -1);
    const torn = path.join(folder, 'torn.jsonl');
    await writeFile(torn, text);
    const { code, stderr } = await runCli(folder, 'annotations', 'torn.jsonl', ben);
    expect([code, stderr]).toEqual([0, `${torn}: the last line is cut off, as by a crash, and is not counted. Finish it, or remove it.\n`]);
    expect(await readFile(torn, 'utf8')).toBe(text);
  });

  it('names the line that somebody edited by hand, and what is wrong with it', async () => {
    const text = await readFile(path.join(folder, anna), 'utf8');
    await writeFile(path.join(folder, 'edited.jsonl'), text.replace('"decision":"label"', '"decision":"perhaps"'));
    const { code, stderr } = await runCli(folder, 'annotations', 'edited.jsonl', ben);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^blindspot: .*edited\.jsonl, line 2: this is no decision: field "decision" is missing or of the wrong kind\. Mend the line or remove it/)]);
  });

  it('of two adjudications takes what both say, or the one that is named', async () => {
    const other = '.blindspot/annotations/set.Dora-adjudication.jsonl';
    const [header = '', decision = ''] = (await readFile(path.join(folder, judge), 'utf8')).split('\n');
    await writeFile(path.join(folder, other), `${header.replace('Clara', 'Dora')}\n${decision.replace('contradiction', 'neutral')}\n`);
    const both = await runCli(folder, 'annotations', anna, ben, judge, other, '--export', 'both.jsonl');
    expect(both.stdout).toMatch(/1 disagreement, 0 adjudicated, 1 on which the adjudications differ[^]*adjudicated by Clara: contradiction\n {2}adjudicated by Dora: neutral/);
    expect(both.stderr).toContain('2 accepted examples; left out: 1 discarded, 1 disputed, 1 not decided.');
    const one = await runCli(folder, 'annotations', anna, ben, other, '--export', 'one.jsonl');
    expect(one.stderr).toContain('3 accepted examples; left out: 1 discarded, 0 disputed, 1 not decided.');
    await rm(path.join(folder, other));
  });

  it.runIf(process.getuid?.() === 0)('keeps the export that is there when the disk is full', async () => {
    const place = path.join(folder, 'small');
    await mkdir(place);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4k', 'tmpfs', place]);
    try {
      await writeFile(path.join(place, 'accepted.jsonl'), 'of before\n');
      const { code, stderr } = await runCli(folder, 'annotations', anna, ben, '--export', 'small/accepted.jsonl');
      expect([code, stderr]).toEqual([1, expect.stringMatching(/blindspot: Cannot write .*accepted\.jsonl.*: the disk is full\. Free some space and try again/)]);
      expect([await readdir(place), await readFile(path.join(place, 'accepted.jsonl'), 'utf8')]).toEqual([['accepted.jsonl'], 'of before\n']);
    } finally {
      execFileSync('umount', [place]);
    }
  });

  it('exports nothing from a set that was changed since', async () => {
    const set = path.join(folder, 'set.jsonl');
    const text = await readFile(set, 'utf8');
    await writeFile(set, text.replace('premise a', 'premise A'));
    const { code, stderr } = await runCli(folder, 'annotations', anna, '--export', 'changed.jsonl');
    await writeFile(set, text);
    expect([code, stderr]).toEqual([1, expect.stringContaining('is not the set that was annotated: its SHA-256 differs')]);
    await expect(readFile(path.join(folder, 'changed.jsonl'))).rejects.toThrow('ENOENT');
  });

  it('shows no example of another set that has the same IDs, and says which set it is not', async () => {
    await writeFile(path.join(folder, 'other.jsonl'), (await readFile(path.join(folder, 'set.jsonl'), 'utf8')).replaceAll('premise ', 'other '));
    const { code, stdout, stderr } = await runCli(folder, 'annotations', anna, ben, '--data', 'other.jsonl');
    expect([code, stdout, stderr]).toEqual([1, '', expect.stringContaining('other.jsonl is not the set that was annotated: its SHA-256 differs')]);
  });

  it('says how far annotators agree whatever has become of the set', async () => {
    const set = path.join(folder, 'set.jsonl');
    const text = await readFile(set, 'utf8');
    for (const [now, told] of [['', 'set.jsonl is empty'], [text.replace('premise a', 'premise A'), 'is not the set that was annotated']] as const) {
      await writeFile(set, now);
      const { code, stdout, stderr } = await runCli(folder, 'annotations', anna, ben);
      await writeFile(set, text);
      expect([code, stdout, stderr]).toEqual([0, expect.stringContaining('1 disagreement\n\nb\n  Anna: neutral'), expect.stringContaining(told)]);
      expect(stderr).toContain('No example of it is shown.');
    }
  });

  it('exports nothing where nothing was accepted', async () => {
    const header = (await readFile(path.join(folder, anna), 'utf8')).split('\n')[0] ?? '';
    await writeFile(path.join(folder, 'discards.jsonl'), `${header}\n${JSON.stringify({ id: 'a', decision: 'discard', at })}\n`);
    const { code, stderr } = await runCli(folder, 'annotations', 'discards.jsonl', '--data', 'set.jsonl', '--export', 'nothing.jsonl');
    expect([code, stderr]).toEqual([2, expect.stringContaining('No example of set.jsonl has been accepted yet: nothing was written.')]);
    await expect(readFile(path.join(folder, 'nothing.jsonl'))).rejects.toThrow('ENOENT');
  });

  it('would not write over the set', async () => {
    const { code, stderr } = await runCli(folder, 'annotations', anna, '--export', 'set.jsonl');
    expect([code, stderr]).toEqual([2, expect.stringContaining('set.jsonl is the set itself')]);
  });
});
