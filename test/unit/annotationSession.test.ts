import { readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/core/userError';
import { FolderAnnotationStore } from '../../src/storage/annotations/folderAnnotationStore';
import type { AnnotationPorts, AnnotationSession } from '../../src/workflows/annotation/annotationSession';
import { AnnotatedSet, idShown, neutral } from '../fixtures/annotatedSet';

const set = new AnnotatedSet();

async function noteBegun(session: AnnotationSession): Promise<string | null | undefined> {
  return (await session.current())?.draft;
}

describe('An annotation', () => {
  it('goes through a set in an order of its seed, and tells how far it is', async () => {
    const session = await set.opened();
    const seen: (string | undefined)[] = [];
    for (let left = 4; left > 0; left -= 1) {
      seen.push(await idShown(session));
      await session.decide(seen.at(-1) ?? '', neutral, '');
    }
    expect([...seen].sort()).toEqual(['a', 'b', 'c', 'd']);
    expect(seen).not.toEqual(['a', 'b', 'c', 'd']);
    expect(session.progress()).toEqual({ decided: 4, total: 4, counts: { label: 4, accept: 0, discard: 0 }, secondsEach: 4, secondsLeft: 0 });
    expect((await set.linesOnDisk()).map(({ id }) => id)).toEqual(seen);
  });

  it('has what was decided on disk when it goes on', async () => {
    const session = await set.opened();
    const id = (await idShown(session)) ?? '';
    await session.decide(id, { kind: 'discard' }, ' no sentence ');
    expect(await set.linesOnDisk()).toEqual([{ id, decision: 'discard', note: 'no sentence', at: '2026-01-01T10:00:04.000Z' }]);
  });

  it('is where it was when it is opened again, with what was being written', async () => {
    const session = await set.opened();
    await session.decide((await idShown(session)) ?? '', neutral, '');
    await session.move(1);
    const id = (await idShown(session)) ?? '';
    await session.keepDraft(id, 'half a');
    await set.closed(session);
    const again = await set.opened();
    expect([await idShown(again), await noteBegun(again), again.progress().decided]).toEqual([id, 'half a', 1]);
    await again.move(-1);
    expect(await noteBegun(again)).toBeNull();
  });

  it('keeps each note that was begun until its example is decided', async () => {
    const session = await set.opened();
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
    const session = await set.opened();
    await session.setListed({ title: 'one', ids: ['a'] });
    await session.decide('a', neutral, 'as decided');
    await session.keepDraft('a', 'as decided, and mo');
    await set.closed(session);
    const again = await set.opened();
    expect(await again.current()).toMatchObject({ decision: { note: 'as decided' }, draft: 'as decided, and mo' });
    await again.keepDraft('a', '');
    expect(await noteBegun(again)).toBe('');
    await again.annotate('a', 'as decided, and more');
    expect(await again.current()).toMatchObject({ decision: { note: 'as decided, and more' }, draft: null });
    await again.keepDraft('a', 'as decided, and more ');
    expect(await noteBegun(again)).toBeNull();
  });

  it('takes a note that was begun back with its decision', async () => {
    const session = await set.opened();
    await session.decide('a', neutral, 'as decided');
    await session.keepDraft('a', 'begun since');
    await session.undo();
    expect(await session.current()).toMatchObject({ example: { id: 'a' }, decision: null, draft: 'begun since' });
  });

  it('undoes one decision after the other, and loses no note', async () => {
    const session = await set.opened();
    const [first, second] = [(await idShown(session)) ?? '', await session.decide((await idShown(session)) ?? '', neutral, '').then(() => idShown(session))];
    await session.decide(second ?? '', neutral, 'a note');
    expect([await session.undo(), await idShown(session), await noteBegun(session)]).toEqual([{ id: second, passedOver: [] }, second, 'a note']);
    expect([(await session.undo()).id, await idShown(session), (await session.undo()).id]).toEqual([first, first, undefined]);
    expect(session.progress().decided).toBe(0);
  });

  it('skips to the next example that is not decided, as long as there is another', async () => {
    const session = await set.opened();
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
    const session = await set.opened();
    const id = (await idShown(session)) ?? '';
    await session.decide(id, { kind: 'accept' }, '');
    expect(await set.linesOnDisk()).toMatchObject([{ id, decision: 'accept', label: 'neutral' }]);
  });

  it('changes the note of a decision by deciding the same again', async () => {
    const session = await set.opened();
    const id = (await idShown(session)) ?? '';
    await session.decide(id, neutral, '');
    await session.annotate(id, 'afterthought');
    expect(await set.linesOnDisk()).toMatchObject([{ id }, { id, decision: 'label', label: 'neutral', note: 'afterthought' }]);
    expect(session.progress().decided).toBe(1);
  });

  it('undoes the decision made last, and not one to which a note was written since', async () => {
    const session = await set.opened();
    for (const id of ['a', 'b', 'c']) await session.decide(id, neutral, '');
    await session.annotate('a', 'a typo');
    expect(await session.undo()).toEqual({ id: 'c', passedOver: [] });
    await set.closed(session);
    const again = await set.opened();
    expect([await again.undo(), again.progress().decided]).toEqual([{ id: 'b', passedOver: [] }, 1]);
  });

  it('has the decision before again when one that changed it is undone, with its note, and keeps the other as begun', async () => {
    const session = await set.opened();
    await session.setListed({ title: 'one', ids: ['a'] });
    await session.decide('a', { kind: 'label', label: 'entailment' }, 'first');
    await session.decide('a', neutral, 'second');
    await session.undo();
    expect(await session.current()).toMatchObject({ decision: { label: 'entailment', note: 'first' }, draft: 'second' });
    expect((await set.linesOnDisk()).at(-1)).toEqual({ id: 'a', decision: 'label', label: 'entailment', undoes: true, note: 'first', at: '2026-01-01T10:00:12.000Z' });
    await session.annotate('a', 'third');
    await set.closed(session);
    const again = await set.opened();
    expect(await again.current()).toMatchObject({ decision: { label: 'entailment', note: 'third' } });
    expect([(await again.undo()).id, again.progress().decided, (await again.undo()).id]).toEqual(['a', 0, undefined]);
  });

  it('keeps what could not be written as a note that was begun', async () => {
    const session = await set.opened();
    await session.setListed({ title: 'two', ids: ['a', 'b'] });
    await session.decide('a', neutral, '');
    await session.move(-1);
    await writeFile(session.annotationFile, 'by another program\n');
    await expect(session.annotate('a', 'of a decision')).rejects.toThrow('was changed by another program');
    await expect(session.decide('b', neutral, 'with a decision')).rejects.toThrow('was changed by another program');
    expect(await noteBegun(session)).toBe('of a decision');
    await session.move(1);
    expect(await noteBegun(session)).toBe('with a decision');
  });

  it('takes no decision about the text of a set that is another by now', async () => {
    const session = await set.opened();
    const id = (await idShown(session)) ?? '';
    await set.write(['a', 'b', 'c', 'd', 'e']);
    await expect(session.decide(id, neutral, '')).rejects.toThrow('was changed while it was open. Open it again.');
    expect(session.progress().decided).toBe(0);
  });

  it('passes over lines that cannot be used', async () => {
    await set.write(['a'], ['{"id":"broken"', '{"id":"b","label":"neutral","premise":"","hypothesis":"h"}', '{"id":"c","label":"-","premise":"p","hypothesis":"h"}']);
    const session = await set.opened();
    expect(await idShown(session)).toBe('a');
    await session.check();
    expect(session.progress().total).toBe(1);
    expect([await session.move(1), await session.move(-1), await idShown(session)]).toEqual([false, false, 'a']);
  });

  it('offers the labels of the set: two for HANS', async () => {
    const header = 'gold_label\tsentence1_binary_parse\tsentence2_binary_parse\tsentence1_parse\tsentence2_parse\tsentence1\tsentence2\tpairID\theuristic\tsubcase\ttemplate';
    await writeFile(set.subject.file, `${header}\nnon-entailment\t\t\t\t\tThe judge saw the actor .\tThe actor saw the judge .\tex0\tlexical_overlap\tln_subject/object_swap\ttemp1\n`);
    const session = await set.opened();
    expect(session.labels).toEqual(['entailment', 'non-entailment']);
    await expect(session.decide('ex0', neutral, '')).rejects.toThrow('This set has no label "neutral": choose among entailment, non-entailment');
    await session.decide('ex0', { kind: 'accept' }, '');
    expect(await set.linesOnDisk()).toMatchObject([{ label: 'non-entailment' }]);
  });

  it('begins afresh, with its decisions, when what was kept of its place cannot be read', async () => {
    const session = await set.opened();
    await session.decide('a', neutral, '');
    await session.setOrder({ kind: 'file' });
    await set.closed(session);
    const desks = path.join(set.root, 'desks');
    for (const name of await readdir(desks)) await writeFile(path.join(desks, name), '{"order":');
    const again = await set.opened();
    expect([again.order, again.progress().decided]).toEqual([{ kind: 'seed', seed: 1 }, 1]);
  });

  it('that another window has open can be read and not decided, until it is closed there', async () => {
    const first = await set.opened();
    await first.decide((await idShown(first)) ?? '', neutral, '');
    const second = await set.opened();
    expect(second.readOnly).toMatch(/^The annotation by Anna is being written by a test \(process .*Here it can only be read\.$/);
    expect([second.progress().decided, await second.isFree()]).toEqual([1, false]);
    await expect(second.decide((await idShown(second)) ?? '', neutral, '')).rejects.toThrow('is being written by a test');
    await set.closed(first);
    expect(await second.isFree()).toBe(true);
    expect(await set.linesOnDisk()).toHaveLength(1);
  });

  it('shows the same example, not decided, when the disk would not take the decision', async () => {
    const full: AnnotationPorts['annotations'] = new FolderAnnotationStore();
    const real = full.open.bind(full);
    full.open = async (...target) => ({ ...(await real(...target)), append: () => Promise.reject(new UserError('disk', 'the disk is full')), close: () => Promise.resolve() });
    set.ports = { ...set.ports, annotations: full };
    const session = await set.opened();
    const id = await idShown(session);
    await expect(session.decide(id ?? '', neutral, '')).rejects.toThrow('the disk is full');
    expect([await idShown(session), session.progress().decided]).toEqual([id, 0]);
  });

  it('tells of decisions about examples that the set does not have', async () => {
    const session = await set.opened();
    await session.decide('a', neutral, '');
    await set.closed(session);
    const file = path.join(set.root, '.blindspot', 'annotations', 'set.Anna.jsonl');
    await writeFile(file, (await readFile(file, 'utf8')).replace('"id":"a"', '"id":"z"'));
    expect((await set.opened()).strangers).toEqual(['z']);
  });

  it('tells where a last line that was cut off is kept', async () => {
    const session = await set.opened();
    expect(session.tornIn).toBeNull();
    await session.decide('a', neutral, '');
    await set.closed(session);
    const file = path.join(set.root, '.blindspot', 'annotations', 'set.Anna.jsonl');
    await writeFile(file, (await readFile(file, 'utf8')).trimEnd().slice(0, -1));
    const again = await set.opened();
    expect([again.tornIn, again.progress().decided]).toEqual([`${file}.torn`, 0]);
  });

  it('undoes past a decision about an example that the set does not have, and leaves that one', async () => {
    const session = await set.opened();
    await session.decide('a', neutral, '');
    await session.decide('b', neutral, '');
    await set.closed(session);
    const file = path.join(set.root, '.blindspot', 'annotations', 'set.Anna.jsonl');
    await writeFile(file, (await readFile(file, 'utf8')).replace('"id":"b"', '"id":"z"'));
    const again = await set.opened();
    expect([await again.undo(), await idShown(again)]).toEqual([{ id: 'a', passedOver: ['z'] }, 'a']);
    expect(await again.undo()).toEqual({ id: undefined, passedOver: ['z'] });
    expect((await set.linesOnDisk()).map(({ id, decision }) => [id, decision])).toEqual([['a', 'label'], ['z', 'label'], ['a', 'undo']]);
  });

});
