import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DecisionLine } from '../../src/core/annotation/decision';
import { predict } from '../../src/core/scoring/prediction';
import { UserError } from '../../src/core/userError';
import { FolderAnnotationStore } from '../../src/storage/annotations/folderAnnotationStore';
import { FolderDesks } from '../../src/storage/annotations/folderDesks';
import { DiskSetIndexes } from '../../src/storage/sets/setIndex';
import { AnnotationSession, type AnnotationPorts } from '../../src/workflows/annotation/annotationSession';
import type { AnnotationSubject } from '../../src/workflows/annotation/annotationSubject';

let root: string;
let subject: AnnotationSubject;
let ports: AnnotationPorts;
let time: number;
const open = new Set<AnnotationSession>();

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'session '));
  time = Date.parse('2026-01-01T10:00:00Z');
  subject = { file: path.join(root, 'set.jsonl'), root, dataset: 'set.jsonl', annotator: 'Anna', adjudicates: null };
  ports = {
    sets: new DiskSetIndexes(),
    annotations: new FolderAnnotationStore(),
    desks: new FolderDesks(path.join(root, 'desks')),
    runs: { predictions: () => Promise.resolve([]), journalStamp: () => Promise.resolve('none') },
    now: () => (time += 4000),
    holder: 'a test',
  };
  await writeSet(['a', 'b', 'c', 'd']);
});
afterEach(async () => {
  for (const session of open) await session.close();
  open.clear();
  await rm(root, { recursive: true, force: true });
});

async function writeSet(ids: readonly string[], extra: readonly string[] = []): Promise<void> {
  const rows = ids.map((id) => JSON.stringify({ id, label: 'neutral', premise: `premise ${id}`, hypothesis: `hypothesis ${id}` }));
  await writeFile(subject.file, `${[...rows, ...extra].join('\n')}\n`);
}

async function opened(change: Partial<AnnotationSubject> = {}): Promise<AnnotationSession> {
  const session = await AnnotationSession.open({ ...subject, ...change }, ports);
  open.add(session);
  return session;
}

async function closed(session: AnnotationSession): Promise<void> {
  open.delete(session);
  await session.close();
}

async function idShown(session: AnnotationSession): Promise<string | undefined> {
  return (await session.current())?.example.id;
}

async function linesOnDisk(name = 'set.Anna.jsonl'): Promise<DecisionLine[]> {
  const text = await readFile(path.join(root, '.blindspot', 'annotations', name), 'utf8');
  return text.trimEnd().split('\n').slice(1).map((line) => JSON.parse(line) as DecisionLine);
}

async function noteBegun(session: AnnotationSession): Promise<string | null | undefined> {
  return (await session.current())?.draft;
}

const neutral = { kind: 'label', label: 'neutral' } as const;

describe('An annotation', () => {
  it('goes through a set in an order of its seed, and tells how far it is', async () => {
    const session = await opened();
    const seen: (string | undefined)[] = [];
    for (let left = 4; left > 0; left -= 1) {
      seen.push(await idShown(session));
      await session.decide(seen.at(-1) ?? '', neutral, '');
    }
    expect([...seen].sort()).toEqual(['a', 'b', 'c', 'd']);
    expect(seen).not.toEqual(['a', 'b', 'c', 'd']);
    expect(session.progress()).toEqual({ decided: 4, total: 4, counts: { label: 4, accept: 0, discard: 0 }, secondsEach: 4, secondsLeft: 0 });
    expect((await linesOnDisk()).map(({ id }) => id)).toEqual(seen);
  });

  it('has what was decided on disk when it goes on', async () => {
    const session = await opened();
    const id = (await idShown(session)) ?? '';
    await session.decide(id, { kind: 'discard' }, ' no sentence ');
    expect(await linesOnDisk()).toEqual([{ id, decision: 'discard', note: 'no sentence', at: '2026-01-01T10:00:04.000Z' }]);
  });

  it('is where it was when it is opened again, with what was being written', async () => {
    const session = await opened();
    await session.decide((await idShown(session)) ?? '', neutral, '');
    await session.move(1);
    const id = (await idShown(session)) ?? '';
    await session.keepDraft(id, 'half a');
    await closed(session);
    const again = await opened();
    expect([await idShown(again), await noteBegun(again), again.progress().decided]).toEqual([id, 'half a', 1]);
    await again.move(-1);
    expect(await noteBegun(again)).toBeNull();
  });

  it('keeps each note that was begun until its example is decided', async () => {
    const session = await opened();
    const first = (await idShown(session)) ?? '';
    await session.keepDraft(first, 'of the first');
    await session.move(1);
    const second = (await idShown(session)) ?? '';
    await session.keepDraft(second, 'of the second');
    await session.move(-1);
    expect([await idShown(session), await noteBegun(session)]).toEqual([first, 'of the first']);
    await session.decide(first, neutral, 'of the first');
    expect([await idShown(session), await noteBegun(session)]).toEqual([second, 'of the second']);
  });

  it('keeps a note that was begun on a decided example until it is finished, also one that was emptied', async () => {
    const session = await opened();
    await session.setListed({ title: 'one', ids: ['a'] });
    await session.decide('a', neutral, 'as decided');
    await session.keepDraft('a', 'as decided, and mo');
    await closed(session);
    const again = await opened();
    expect(await again.current()).toMatchObject({ decision: { note: 'as decided' }, draft: 'as decided, and mo' });
    await again.keepDraft('a', '');
    expect(await noteBegun(again)).toBe('');
    await again.annotate('a', 'as decided, and more');
    expect(await again.current()).toMatchObject({ decision: { note: 'as decided, and more' }, draft: null });
    await again.keepDraft('a', 'as decided, and more ');
    expect(await noteBegun(again)).toBeNull();
  });

  it('takes a note that was begun back with its decision', async () => {
    const session = await opened();
    await session.decide('a', neutral, 'as decided');
    await session.keepDraft('a', 'begun since');
    await session.undo();
    expect(await session.current()).toMatchObject({ example: { id: 'a' }, decision: null, draft: 'begun since' });
  });

  it('undoes one decision after the other, and loses no note', async () => {
    const session = await opened();
    const [first, second] = [(await idShown(session)) ?? '', await session.decide((await idShown(session)) ?? '', neutral, '').then(() => idShown(session))];
    await session.decide(second ?? '', neutral, 'a note');
    expect([await session.undo(), await idShown(session), await noteBegun(session)]).toEqual([{ id: second, passedOver: [] }, second, 'a note']);
    expect([(await session.undo()).id, await idShown(session), (await session.undo()).id]).toEqual([first, first, undefined]);
    expect(session.progress().decided).toBe(0);
  });

  it('skips to the next example that is not decided, as long as there is another', async () => {
    const session = await opened();
    await session.setOrder({ kind: 'file' });
    await session.decide('a', neutral, '');
    await session.decide('b', neutral, '');
    await session.move(-1);
    expect([await idShown(session), await session.moveToOpen(), await idShown(session)]).toEqual(['b', true, 'c']);
    expect([await session.moveToOpen(), await idShown(session)]).toEqual([true, 'd']);
    expect([await session.moveToOpen(), await idShown(session)]).toEqual([true, 'c']);
    await session.decide('c', neutral, '');
    expect([await session.moveToOpen(), await idShown(session)]).toEqual([false, 'd']);
  });

  it('accepts the label of the set by name, so that the annotation can be read without the set', async () => {
    const session = await opened();
    const id = (await idShown(session)) ?? '';
    await session.decide(id, { kind: 'accept' }, '');
    expect(await linesOnDisk()).toMatchObject([{ id, decision: 'accept', label: 'neutral' }]);
  });

  it('changes the note of a decision by deciding the same again', async () => {
    const session = await opened();
    const id = (await idShown(session)) ?? '';
    await session.decide(id, neutral, '');
    await session.annotate(id, 'afterthought');
    expect(await linesOnDisk()).toMatchObject([{ id }, { id, decision: 'label', label: 'neutral', note: 'afterthought' }]);
    expect(session.progress().decided).toBe(1);
  });

  it('passes over lines that cannot be used', async () => {
    await writeSet(['a'], ['{"id":"broken"', '{"id":"b","label":"neutral","premise":"","hypothesis":"h"}', '{"id":"c","label":"-","premise":"p","hypothesis":"h"}']);
    const session = await opened();
    expect(await idShown(session)).toBe('a');
    await session.check();
    expect(session.progress().total).toBe(1);
    expect([await session.move(1), await session.move(-1), await idShown(session)]).toEqual([false, false, 'a']);
  });

  it('offers the labels of the set: two for HANS', async () => {
    const header = 'gold_label\tsentence1_binary_parse\tsentence2_binary_parse\tsentence1_parse\tsentence2_parse\tsentence1\tsentence2\tpairID\theuristic\tsubcase\ttemplate';
    await writeFile(subject.file, `${header}\nnon-entailment\t\t\t\t\tThe judge saw the actor .\tThe actor saw the judge .\tex0\tlexical_overlap\tln_subject/object_swap\ttemp1\n`);
    const session = await opened();
    expect(session.labels).toEqual(['entailment', 'non-entailment']);
    await expect(session.decide('ex0', neutral, '')).rejects.toThrow('This set has no label "neutral": choose among entailment, non-entailment');
    await session.decide('ex0', { kind: 'accept' }, '');
    expect(await linesOnDisk()).toMatchObject([{ label: 'non-entailment' }]);
  });

  it('of some examples shows these alone in their order, and the whole set again', async () => {
    const session = await opened();
    await session.setListed({ title: 'two of them', ids: ['d', 'b', 'not there'] });
    expect([await idShown(session), session.progress().total]).toEqual(['d', 2]);
    await session.decide('d', neutral, '');
    expect([await idShown(session), session.progress().decided]).toEqual(['b', 1]);
    await closed(session);
    const again = await opened();
    expect([again.listed?.title, await idShown(again)]).toEqual(['two of them', 'b']);
    await again.setListed(null);
    expect(again.progress()).toMatchObject({ decided: 1, total: 4 });
  });

  it('can be ordered by what a run was unsure of, or by where it contradicts the set', async () => {
    const answer = (id: string, entailment: number): ReturnType<typeof predict> =>
      predict(id, { entailment: Math.log(entailment), neutral: Math.log((1 - entailment) / 2), contradiction: Math.log((1 - entailment) / 2) });
    // All are given as neutral: d contradicts most, c is most uncertain.
    ports = { ...ports, runs: { journalStamp: () => Promise.resolve('1'), predictions: () => Promise.resolve([answer('a', 0.1), answer('c', 0.35), answer('d', 0.9)]) } };
    const session = await opened();
    const inOrder = async (): Promise<(string | undefined)[]> => {
      const ids = [await idShown(session)];
      while (await session.move(1)) ids.push(await idShown(session));
      return ids;
    };
    await session.setOrder({ kind: 'uncertainty', by: 'run-1' });
    expect(await inOrder()).toEqual(['c', 'a', 'd', 'b']);
    await session.setOrder({ kind: 'disagreement', by: 'run-1' });
    expect(await inOrder()).toEqual(['d', 'c', 'a', 'b']);
    await session.setOrder({ kind: 'file' });
    expect(await inOrder()).toEqual(['a', 'b', 'c', 'd']);
    await expect(session.setOrder({ kind: 'uncertainty', by: 'check' })).rejects.toThrow('This set holds no label check');
  });

  it('is opened in an order by what a run said without reading it again, as long as that is the same', async () => {
    let asked = 0;
    let stamp = 'as it was';
    const sure = predict('c', { entailment: 0, neutral: -9, contradiction: -9 });
    ports = { ...ports, runs: { journalStamp: () => Promise.resolve(stamp), predictions: () => Promise.resolve([(asked += 1) < 2 ? sure : { ...sure, id: 'b' }]) } };
    const session = await opened();
    await session.setOrder({ kind: 'disagreement', by: 'run-1' });
    await closed(session);
    const again = await opened();
    expect([again.order.kind, asked, await again.move(-1), await idShown(again)]).toEqual(['disagreement', 1, false, 'c']);
    await closed(again);
    stamp = 'more';
    const later = await opened();
    while (await later.move(-1));
    expect([asked, await idShown(later)]).toEqual([2, 'b']);
    await closed(later);
    const desks = path.join(root, 'desks');
    const kept = (await readdir(desks)).find((name) => name.endsWith('.order')) ?? '';
    const bytes = await readFile(path.join(desks, kept));
    await writeFile(path.join(desks, kept), bytes.fill(0, 40, 44));
    await opened();
    expect(asked).toBe(3);
  });

  it('begins by seed again when the run that it was ordered by is gone or broken', async () => {
    const session = await opened();
    await session.setOrder({ kind: 'uncertainty', by: 'run-1' });
    await closed(session);
    ports = { ...ports, runs: { journalStamp: () => Promise.resolve('gone'), predictions: () => Promise.reject(new UserError('not-found', 'gone')) } };
    expect((await opened()).order).toEqual({ kind: 'seed', seed: 1 });
  });

  it('begins afresh, with its decisions, when what was kept of its place cannot be read', async () => {
    const session = await opened();
    await session.decide('a', neutral, '');
    await session.setOrder({ kind: 'file' });
    await closed(session);
    const desks = path.join(root, 'desks');
    for (const name of await readdir(desks)) await writeFile(path.join(desks, name), '{"order":');
    const again = await opened();
    expect([again.order, again.progress().decided]).toEqual([{ kind: 'seed', seed: 1 }, 1]);
  });

  it('that another window has open can be read and not decided, until it is closed there', async () => {
    const first = await opened();
    await first.decide((await idShown(first)) ?? '', neutral, '');
    const second = await opened();
    expect(second.readOnly).toMatch(/^The annotation by Anna is being written by a test \(process .*Here it can only be read\.$/);
    expect([second.progress().decided, await second.isFree()]).toEqual([1, false]);
    await expect(second.decide((await idShown(second)) ?? '', neutral, '')).rejects.toThrow('is being written by a test');
    await closed(first);
    expect(await second.isFree()).toBe(true);
    expect(await linesOnDisk()).toHaveLength(1);
  });

  it('shows the same example, not decided, when the disk would not take the decision', async () => {
    const full: AnnotationPorts['annotations'] = new FolderAnnotationStore();
    const real = full.open.bind(full);
    full.open = async (...target) => ({ ...(await real(...target)), append: () => Promise.reject(new UserError('disk', 'the disk is full')), close: () => Promise.resolve() });
    ports = { ...ports, annotations: full };
    const session = await opened();
    const id = await idShown(session);
    await expect(session.decide(id ?? '', neutral, '')).rejects.toThrow('the disk is full');
    expect([await idShown(session), session.progress().decided]).toEqual([id, 0]);
  });

  it('tells of decisions about examples that the set does not have', async () => {
    const session = await opened();
    await session.decide('a', neutral, '');
    await closed(session);
    const file = path.join(root, '.blindspot', 'annotations', 'set.Anna.jsonl');
    await writeFile(file, (await readFile(file, 'utf8')).replace('"id":"a"', '"id":"z"'));
    expect((await opened()).strangers).toEqual(['z']);
  });

  it('undoes past a decision about an example that the set does not have, and leaves that one', async () => {
    const session = await opened();
    await session.decide('a', neutral, '');
    await session.decide('b', neutral, '');
    await closed(session);
    const file = path.join(root, '.blindspot', 'annotations', 'set.Anna.jsonl');
    await writeFile(file, (await readFile(file, 'utf8')).replace('"id":"b"', '"id":"z"'));
    const again = await opened();
    expect([await again.undo(), await idShown(again)]).toEqual([{ id: 'a', passedOver: ['z'] }, 'a']);
    expect(await again.undo()).toEqual({ id: undefined, passedOver: ['z'] });
    expect((await linesOnDisk()).map(({ id, decision }) => [id, decision])).toEqual([['a', 'label'], ['z', 'label'], ['a', 'undo']]);
  });

  it('of disagreements goes into a file of its own, and shows what was said', async () => {
    const answers = [
      { annotator: 'Anna', verdict: 'neutral', note: null },
      { annotator: 'Ben', verdict: 'discard', note: 'why' },
    ] as const;
    const session = await opened({ adjudicates: { annotators: ['Anna', 'Ben'], disagreements: [{ id: 'c', answers, adjudications: [], adjudicated: null }] } });
    expect(await session.current()).toMatchObject({ example: { id: 'c' }, answers });
    await session.decide('c', neutral, '');
    expect(await linesOnDisk('set.Anna-adjudication.jsonl')).toMatchObject([{ id: 'c', label: 'neutral' }]);
  });

  it('of what somebody else has adjudicated shows what they said, and is done when both say the same', async () => {
    const by = (annotator: string, verdict: 'neutral' | 'entailment') => ({ annotator, verdict, note: null });
    const disagreements = ['a', 'b', 'c'].map((id) => ({ id, answers: [by('Anna', 'neutral'), by('Ben', 'entailment')], adjudications: id === 'b' ? [by('Anna', 'neutral'), by('Ben', 'entailment')] : [], adjudicated: null }));
    const adjudicates = { annotators: ['Anna', 'Ben'], disagreements };
    const first = await opened({ adjudicates });
    for (const id of ['a', 'b', 'c']) await first.decide(id, neutral, '');
    expect(first.progress()).toMatchObject({ decided: 2, total: 3 });
    await closed(first);
    const again = await opened({ adjudicates });
    expect(await again.current()).toMatchObject({ example: { id: 'b' }, decision: { label: 'neutral' }, adjudications: [{ annotator: 'Ben', verdict: 'entailment' }] });
    await again.decide('b', { kind: 'label', label: 'entailment' }, '');
    expect(again.progress()).toMatchObject({ decided: 3, total: 3 });
  });
});
