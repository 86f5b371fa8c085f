import { describe, expect, it } from 'vitest';
import type { NliExample } from '../../src/core/nli/example';
import { reportOf } from '../../src/core/report/report';
import type { Answers } from '../../src/core/scoring/answers';
import { predict } from '../../src/core/scoring/prediction';
import { failurePage } from '../../src/vscode/breakdown/failurePage';
import { shownRun } from '../../src/vscode/breakdown/shownRun';
import { fromPageSchema, panelStateSchema, toPageSchema } from '../../webview/breakdown/contract';
import { importedRun, swapExample } from '../fixtures/runRecords';

/** Sixty non-entailed examples of one subcase; the first ten right, the others answered "entailment". */
const answers: Answers = {
  format: 'hans',
  answers: Array.from({ length: 60 }, (_, index) => {
    const example = swapExample(index);
    // 0.3 and 0.1 of the vocabulary: three quarters and one quarter of the label mass of 0.4.
    const logprobs = { entailment: Math.log(0.3), neutral: Math.log(0.1), contradiction: -Infinity };
    return index < 10
      ? { example, prediction: { id: example.id, label: 'neutral' }, correct: true }
      : { example, prediction: predict(example.id, logprobs), correct: false };
  }),
};
const cell = { kind: 'heuristic', heuristic: 'lexical_overlap', gold: 'non-entailment' } as const;

const record = importedRun(60, { state: 'running', total: 1200 });

describe('a page of failing examples', () => {
  it('holds twenty-five, in the order of the data file, with place and probabilities', () => {
    const page = failurePage(answers, 'first', cell, 0);
    expect([page.page, page.pages, page.total, page.examples.length]).toEqual([0, 2, 50, 25]);
    expect(page.examples[0]).toMatchObject({
      id: 'ex10',
      line: 12,
      subcase: 'ln_subject/object_swap',
      gold: 'non-entailment',
      predicted: 'entailment',
    });
    expect(page.examples[0]?.probabilities?.entailment).toBeCloseTo(0.75, 12);
    expect(page.examples[0]?.mass).toBeCloseTo(0.4, 12);
  });

  it('is the last one when a later one is asked for', () => {
    const page = failurePage(answers, 'second', cell, 7);
    expect([page.page, page.examples.at(-1)?.id]).toEqual([1, 'ex59']);
  });

  it('is one empty page where nothing failed', () => {
    const page = failurePage(answers, 'first', { ...cell, gold: 'entailment' }, 0);
    expect([page.page, page.pages, page.total, page.examples]).toEqual([0, 1, 0, []]);
  });

  it('has no subcase and no probabilities where there are none', () => {
    const example: NliExample = { id: '1', premise: 'p', hypothesis: 'h', gold: 'neutral', line: 1 };
    const page = failurePage(
      { format: 'mnli', answers: [{ example, prediction: { id: '1', label: 'entailment' }, correct: false }] },
      'first',
      { kind: 'label', gold: 'neutral' },
      0,
    );
    expect(page.examples[0]).toMatchObject({ subcase: null, probabilities: null, mass: null });
  });
});

describe('what extension and page say to each other', () => {
  const shown = shownRun({ record, report: reportOf(answers) }, []);

  it('lets a real breakdown and a real page of failures through unchanged', () => {
    const breakdown = { type: 'breakdown', runs: [{ id: shown.id, title: shown.title }], first: shown, second: null };
    expect(toPageSchema.parse(breakdown)).toEqual(breakdown);
    const failures = failurePage(answers, 'first', cell, 0);
    expect(toPageSchema.parse(failures)).toEqual(failures);
  });

  it('names the run and what it was run on', () => {
    expect(shown.title).toBe('bert_preds on hans');
    expect(shown.facts).toContainEqual({ name: 'Prediction file', value: '/data/bert_preds.txt' });
    expect(shown.facts).toContainEqual({ name: 'Data', value: '/data/hans.txt (hans, 60 examples)' });
  });

  it.each([
    ['a page below 0', { type: 'failures', slot: 'first', cell, page: -1 }],
    ['a cell that HANS does not have', { type: 'failures', slot: 'first', cell: { kind: 'subcase', subcase: 'ln_none' }, page: 0 }],
    ['a picture that is no PNG', { type: 'savePng', dataUrl: 'data:text/html;base64,PGI+' }],
    ['a third run', { type: 'choose', slot: 'third', run: 'x' }],
    ['a type that nobody knows', { type: 'run', command: 'x' }],
  ])('refuses %s', (_, message) => {
    expect(fromPageSchema.safeParse(message).success).toBe(false);
  });

  it('refuses a kept state that is not one', () => {
    expect(panelStateSchema.safeParse({ first: 'a', second: null, bars: 'heuristics', open: null }).success).toBe(true);
    expect(panelStateSchema.safeParse({ first: 1 }).success).toBe(false);
  });
});
