import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunRecord } from '../../src/core/runs/record';
import { FolderAnnotationStore } from '../../src/storage/annotations/folderAnnotationStore';
import { FolderDesks } from '../../src/storage/annotations/folderDesks';
import { DiskSetIndexes } from '../../src/storage/sets/setIndex';
import { shownAgreement, shownAnnotation, undoneText } from '../../src/vscode/annotation/shownAnnotation';
import { AnnotationSession } from '../../src/workflows/annotation/annotationSession';
import { disagreedExamples } from '../../src/workflows/annotation/disagreedExamples';
import { fromPageSchema, toPageSchema, type ShownAnnotation } from '../../webview/annotation/contract';
import { progressText, spokenExample } from '../../webview/annotation/words';

let root: string;
let session: AnnotationSession;
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'messages '));
  const file = path.join(root, 'set.jsonl');
  const broken = Array.from({ length: 12 }, () => '{"broken"');
  await writeFile(file, ['{"id":"a","label":"e","premise":"A dog barks.","hypothesis":"It barks."}', ...broken, '{"id":"b","label":"-","premise":"p","hypothesis":"h"}', ''].join('\n'));
  session = await AnnotationSession.open(
    { file, root, dataset: 'set.jsonl', annotator: 'Anna', adjudicates: null },
    { sets: new DiskSetIndexes(), annotations: new FolderAnnotationStore(), desks: new FolderDesks(path.join(root, 'desks')), runs: { predictions: () => Promise.resolve([]), journalStamp: () => Promise.resolve('none') }, now: () => 0, holder: 'a test' },
  );
});
afterAll(async () => {
  await session.close();
  await rm(root, { recursive: true, force: true });
});

/** As far as it is looked at. */
const run = (id: string, source: object): RunRecord => ({ id, source, data: { file: 'set.jsonl' } }) as RunRecord;

describe('what the annotation page is told', () => {
  it('lets a real annotation through unchanged', async () => {
    const shown = await shownAnnotation(session, { request: null, showSuggestion: false, said: '', check: null, runs: [] });
    expect(toPageSchema.parse(shown)).toEqual(shown);
    expect(shown).toMatchObject({ set: 'set.jsonl', annotator: 'Anna', fileName: 'set.Anna.jsonl', example: { id: 'a', line: 1, suggestion: 'entailment', decided: null, place: 1 } });
    expect(shown.notes).toEqual([]);
  });

  it('says what is wrong with the set when that is known, ten broken lines one by one', async () => {
    const { notes, progress } = await shownAnnotation(session, { request: null, showSuggestion: false, said: '', check: await session.check(), runs: [] });
    expect(progress.total).toBe(1);
    expect(notes[0]).toMatch(/^12 lines of the set cannot be used: line 2, this is not JSON .* line 11, .* And 2 more\.$/);
    expect(notes.slice(1)).toEqual(['1 row has no label and is left out.', 'Labels in other spellings were understood: “e” 1.']);
  });

  it('offers the orders of runs on the set, by uncertainty only where the run has probabilities', async () => {
    const runs = [run('model-1', { kind: 'model', model: { file: '/m/llama.gguf' }, adapter: null }), run('import-1', { kind: 'predictions', file: '/p/bert.csv' })];
    const { orders } = await shownAnnotation(session, { request: null, showSuggestion: false, said: '', check: null, runs });
    expect(orders.map(({ title }) => title)).toEqual([
      'Shuffled, seed 1',
      'As in the file',
      'Most uncertain first (llama)',
      'Label and prediction disagree (llama)',
      'Label and prediction disagree (bert)',
    ]);
  });

  it('lets a real agreement through unchanged, with the line of each example that is still in the set', async () => {
    const kappa = { value: 0.5, interval: [0.1, 0.9] } as const;
    const pair = { a: 'Anna', b: 'Ben', common: 2, agreed: 1, kappa, confusion: { verdicts: ['neutral', 'discard'], counts: [[1, 1], [0, 0]] } } as const;
    const answers = [{ annotator: 'Anna', verdict: 'neutral', note: null }] as const;
    const disagreements = [{ id: 'a', answers, adjudications: answers, adjudicated: 'neutral' }, { id: 'gone', answers, adjudications: [], adjudicated: null }] as const;
    const agreement = { annotators: [{ name: 'Anna', decided: 2, label: 2, accept: 0, discard: 0 }], common: 2, pairs: [pair], alpha: null, disagreements } as const;
    const shown = shownAgreement(agreement, await disagreedExamples(disagreements, session.set), ['x.jsonl, line 2: broken']);
    expect(toPageSchema.parse(shown)).toEqual(shown);
    expect([shown.disagreements, shown.adjudicated, shown.contested]).toEqual([2, 1, 0]);
    expect(shown.listed).toEqual([{ id: 'a', line: 1, answers, adjudications: answers }, { id: 'gone', line: null, answers, adjudications: [] }]);
  });

  it('says what an undo has done, and which decision it has passed over', () => {
    expect([undoneText({ id: 'a', passedOver: [] }), undoneText({ id: undefined, passedOver: [] })]).toEqual(['Undone.', 'There is nothing to undo.']);
    expect(undoneText({ id: 'a', passedOver: ['z', 'y'] })).toBe('Undone. The latest decision is about “z”, which the set does not have; it is left as it is.');
  });

  it.each([
    ['a label that nobody knows', { type: 'decide', request: 1, id: 'a', choice: { kind: 'label', label: 'maybe' }, note: '' }],
    ['a decision without an example', { type: 'decide', request: 1, choice: { kind: 'discard' }, note: '' }],
    ['two steps at once', { type: 'move', request: 1, by: 2 }],
    ['a seed that is no number', { type: 'order', request: 1, order: { kind: 'seed', seed: 'x' } }],
    ['line 0', { type: 'openLine', line: 0 }],
    ['a note that nobody could answer', { type: 'note', id: 'a', note: 'why' }],
    ['a decision that nobody could answer', { type: 'decide', id: 'a', choice: { kind: 'discard' }, note: '' }],
    ['a type that nobody knows', { type: 'delete' }],
  ])('refuses %s from the page', (_, message) => {
    expect(fromPageSchema.safeParse(message).success).toBe(false);
  });
});

describe('the words of the annotation page', () => {
  it('say how far it is', () => {
    const counts = { label: 12, accept: 0, discard: 0 };
    expect(progressText({ decided: 12, total: 300, counts, secondsEach: 4.16, secondsLeft: 1198 })).toBe('12 of 300 decided · 4.2 s each · 19 min 58 s left');
    expect(progressText({ decided: 0, total: 300, counts, secondsEach: null, secondsLeft: null })).toBe('0 of 300 decided');
    expect(progressText({ decided: 300, total: 300, counts, secondsEach: 42, secondsLeft: 0 })).toBe('300 of 300 decided · 42 s each');
  });

  it('read an example out, with what was decided about it', async () => {
    const shown: ShownAnnotation = await shownAnnotation(session, { request: null, showSuggestion: false, said: 'Undone.', check: null, runs: [] });
    expect(spokenExample(shown)).toBe('Undone. Example 1 of 1. Premise: A dog barks. Hypothesis: It barks.');
    const decided = { ...shown, said: '', example: shown.example === null ? null : { ...shown.example, decided: { kind: 'accept', verdict: 'entailment' } as const } };
    expect(spokenExample(decided)).toBe('Example 1 of 1. Decided: entailment, as suggested. Premise: A dog barks. Hypothesis: It barks.');
  });
});
