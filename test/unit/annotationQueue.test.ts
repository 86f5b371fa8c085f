import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { predict } from '../../src/core/scoring/prediction';
import { UserError } from '../../src/core/userError';
import { FolderRunStore } from '../../src/storage/runs/folderRunStore';
import { shownAnnotation } from '../../src/vscode/annotation/shownAnnotation';
import { AnnotatedSet, idShown, neutral } from '../fixtures/annotatedSet';
import { writeAnsweredRun } from '../fixtures/answeredRun';

const set = new AnnotatedSet();

describe('The queue of an annotation', () => {
  it('of some examples shows these alone in their order, and the whole set again', async () => {
    const session = await set.opened();
    await session.setListed({ title: 'two of them', ids: ['d', 'b', 'not there'] });
    expect([await idShown(session), session.progress().total]).toEqual(['d', 2]);
    await session.decide('d', neutral, '');
    expect([await idShown(session), session.progress().decided]).toEqual(['b', 1]);
    await set.closed(session);
    const again = await set.opened();
    expect([again.listed?.title, await idShown(again)]).toEqual(['two of them', 'b']);
    await again.setListed(null);
    expect(again.progress()).toMatchObject({ decided: 1, total: 4 });
  });

  it('can be ordered by what a run was unsure of, or by where it contradicts the set', async () => {
    const answer = (id: string, entailment: number): ReturnType<typeof predict> =>
      predict(id, { entailment: Math.log(entailment), neutral: Math.log((1 - entailment) / 2), contradiction: Math.log((1 - entailment) / 2) });
    // All are given as neutral: d contradicts most, c is most uncertain.
    set.ports = { ...set.ports, runs: { journalStamp: () => Promise.resolve('1'), predictions: () => Promise.resolve([answer('a', 0.1), answer('c', 0.35), answer('d', 0.9)]) } };
    const session = await set.opened();
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
    set.ports = { ...set.ports, runs: { journalStamp: () => Promise.resolve(stamp), predictions: () => Promise.resolve([(asked += 1) < 2 ? sure : { ...sure, id: 'b' }]) } };
    const session = await set.opened();
    await session.setOrder({ kind: 'disagreement', by: 'run-1' });
    await set.closed(session);
    const again = await set.opened();
    expect([again.order.kind, asked, await again.move(-1), await idShown(again)]).toEqual(['disagreement', 1, false, 'c']);
    await set.closed(again);
    stamp = 'more';
    const later = await set.opened();
    while (await later.move(-1));
    expect([asked, await idShown(later)]).toEqual([2, 'b']);
    await set.closed(later);
    const desks = path.join(set.root, 'desks');
    const kept = (await readdir(desks)).find((name) => name.endsWith('.order')) ?? '';
    const bytes = await readFile(path.join(desks, kept));
    await writeFile(path.join(desks, kept), bytes.fill(0, 40, 44));
    await set.opened();
    expect(asked).toBe(3);
  });

  it('begins by seed again when the run that it was ordered by is broken, and says why', async () => {
    set.ports = { ...set.ports, runs: { journalStamp: () => Promise.resolve('1'), predictions: () => Promise.resolve([predict('a', { entailment: 0, neutral: -1, contradiction: -1 })]) } };
    const session = await set.opened();
    await session.setOrder({ kind: 'uncertainty', by: 'run-1' });
    await set.closed(session);
    set.ports = { ...set.ports, runs: { journalStamp: () => Promise.resolve('2'), predictions: () => Promise.reject(new UserError('bad-run', 'Line 3 is broken.')) } };
    const again = await set.opened();
    expect([again.order, again.orderProblem]).toEqual([{ kind: 'seed', seed: 1 }, 'Line 3 is broken. For now the examples are shuffled with seed 1.']);
  });

  it('says that the run is gone that it was ordered by, until another order is chosen, and is not taken for that order', async () => {
    const runs = path.join(set.root, '.blindspot', 'runs');
    const folder = path.join(runs, 'of-llama');
    await writeAnsweredRun(folder, set.subject.file, ({ id }) => predict(id, { entailment: id === 'c' ? 0 : -9, neutral: -1, contradiction: -9 }));
    set.ports = { ...set.ports, runs: new FolderRunStore(runs) };
    const session = await set.opened();
    await session.setOrder({ kind: 'disagreement', by: 'of-llama' });
    expect(await idShown(session)).toBe('c');
    await set.closed(session);
    await rm(folder, { recursive: true });
    const again = await set.opened();
    expect(again.order).toEqual({ kind: 'seed', seed: 1 });
    expect(again.orderProblem).toBe('The run of-llama is not there any more, so the examples cannot be ordered by it. Bring its folder back, or choose another order. For now the examples are shuffled with seed 1.');
    expect((await shownAnnotation(again, { request: null, showSuggestion: false, said: '', check: null, runs: [] })).notes).toEqual([again.orderProblem]);
    await expect(again.setOrder({ kind: 'uncertainty', by: 'of-llama' })).rejects.toThrow('The run of-llama is not there any more');
    await again.decide('a', neutral, '');
    await again.setOrder({ kind: 'file' });
    expect([again.orderProblem, again.progress().decided]).toEqual([null, 1]);
  });

  it('comes back to the whole set also where the run is gone that this was ordered by', async () => {
    const runs = path.join(set.root, '.blindspot', 'runs');
    await writeAnsweredRun(path.join(runs, 'of-llama'), set.subject.file, ({ id }) => predict(id, { entailment: 0, neutral: -1, contradiction: -9 }));
    set.ports = { ...set.ports, runs: new FolderRunStore(runs) };
    const session = await set.opened();
    await session.setOrder({ kind: 'disagreement', by: 'of-llama' });
    await session.setListed({ title: 'one', ids: ['a'] });
    await rm(runs, { recursive: true });
    await session.setListed(null);
    expect([session.progress().total, session.order]).toEqual([4, { kind: 'seed', seed: 1 }]);
    expect(session.orderProblem).toMatch(/^The run of-llama is not there any more/);
  });

  it('is not ordered by a run that has answered nothing of the set', async () => {
    set.ports = { ...set.ports, runs: { journalStamp: () => Promise.resolve('1'), predictions: () => Promise.resolve([predict('other', { entailment: 0, neutral: -1, contradiction: -1 })]) } };
    const session = await set.opened();
    await expect(session.setOrder({ kind: 'disagreement', by: 'run-1' })).rejects.toThrow('The run run-1 has answered no example of this set, so they cannot be ordered by it.');
    expect(session.order).toEqual({ kind: 'seed', seed: 1 });
  });

  it('of disagreements goes into a file of its own, and shows what was said', async () => {
    const answers = [
      { annotator: 'Anna', verdict: 'neutral', note: null },
      { annotator: 'Ben', verdict: 'discard', note: 'why' },
    ] as const;
    const session = await set.opened({ adjudicates: { annotators: ['Anna', 'Ben'], disagreements: [{ id: 'c', answers, adjudications: [], adjudicated: null }] } });
    expect(await session.current()).toMatchObject({ example: { id: 'c' }, answers });
    await session.decide('c', neutral, '');
    expect(await set.linesOnDisk('set.Anna-adjudication.jsonl')).toMatchObject([{ id: 'c', label: 'neutral' }]);
  });

  it('of what somebody else has adjudicated shows what they said, and is done when both say the same', async () => {
    const by = (annotator: string, verdict: 'neutral' | 'entailment') => ({ annotator, verdict, note: null });
    const disagreements = ['a', 'b', 'c'].map((id) => ({ id, answers: [by('Anna', 'neutral'), by('Ben', 'entailment')], adjudications: id === 'b' ? [by('Anna', 'neutral'), by('Ben', 'entailment')] : [], adjudicated: null }));
    const adjudicates = { annotators: ['Anna', 'Ben'], disagreements };
    const first = await set.opened({ adjudicates });
    for (const id of ['a', 'b', 'c']) await first.decide(id, neutral, '');
    expect(first.progress()).toMatchObject({ decided: 2, total: 3 });
    await set.closed(first);
    const again = await set.opened({ adjudicates });
    expect(await again.current()).toMatchObject({ example: { id: 'b' }, decision: { label: 'neutral' }, adjudications: [{ annotator: 'Ben', verdict: 'entailment' }] });
    await again.decide('b', { kind: 'label', label: 'entailment' }, '');
    expect(again.progress()).toMatchObject({ decided: 3, total: 3 });
  });
});
