import { describe, expect, it } from 'vitest';
import type { AnyLabel } from '../../src/core/nli/label';
import { reportOf } from '../../src/core/report/report';
import type { RunRecord } from '../../src/core/runs/record';
import { isCorrect, type Answers } from '../../src/core/scoring/answers';
import { shownComparison } from '../../src/vscode/compare/shownComparison';
import { compareRead } from '../../src/workflows/compareRuns';
import type { ReadRun } from '../../src/workflows/readRun';
import { fromPageSchema, panelStateSchema, toPageSchema, type ShownComparison } from '../../webview/compare/contract';
import { importedRun, modelSource, swapExample } from '../fixtures/runRecords';

/** Examples of one subcase, gold non-entailment, with these answers, in the order of the file. */
function answersOf(labels: readonly AnyLabel[]): Answers {
  return {
    format: 'hans',
    answers: labels.map((label, index) => {
      const example = swapExample(index);
      return { example, prediction: { id: example.id, label }, correct: isCorrect(example.gold, label) };
    }),
  };
}

const predictions = importedRun(12);
const model = importedRun(12, { id: 'llama-1', source: modelSource() });

function shown(a: readonly AnyLabel[], b: readonly AnyLabel[], seedBands = true): ShownComparison {
  const read = (record: RunRecord, labels: readonly AnyLabel[]): ReadRun => {
    const answers = answersOf(labels);
    return { title: record.id, record, dataFile: record.data.file, answers, report: reportOf(answers) };
  };
  const { comparison, warnings } = compareRead(read(predictions, a), read(model, b));
  return shownComparison({ a: predictions, b: model, comparison, warnings, seedBands }, [model, predictions]);
}

const e = 'entailment';
const n = 'neutral';

describe('the message that shows a comparison', () => {
  // A is right on the last two of ten, B on the first seven and on the last: 7 fixed, 1 broken.
  const message = shown([e, e, e, e, e, e, e, e, n, n], [n, n, n, n, n, n, n, e, e, n]);
  const cell = message.cells.find((each) => each.cell?.kind === 'heuristic' && each.cell.heuristic === 'lexical_overlap' && each.gold === 'non-entailment');

  it('has the six cells of HANS in their order, and its thirty subcases', () => {
    expect([message.kind, message.cells.length, message.subcases.length]).toEqual(['hans', 6, 30]);
    expect(message.cells.map(({ cell: shownCell, gold }) => (shownCell?.kind === 'heuristic' ? `${shownCell.heuristic} ${gold}` : ''))).toEqual([
      'lexical_overlap entailment',
      'lexical_overlap non-entailment',
      'subsequence entailment',
      'subsequence non-entailment',
      'constituent entailment',
      'constituent non-entailment',
    ]);
  });

  it('gives each cell both accuracies with their intervals, and what changed', () => {
    expect(cell).toMatchObject({ fixed: 7, broken: 1, a: { correct: 2, total: 10 }, b: { correct: 8, total: 10 } });
    expect(cell?.delta).toBeCloseTo(0.6, 12);
    // Wilson for 2 of 10, as Brown, Cai & DasGupta's formula gives it: .0567 to .5098.
    expect(cell?.a.interval?.map((end) => Number(end.toFixed(4)))).toEqual([0.0567, 0.5098]);
  });

  it('gives the exact McNemar p-value: twice (1 + 8) of 256 for 7 against 1', () => {
    expect(cell?.p).toBeCloseTo(18 / 256, 12);
  });

  it('shows the seed band by its mean and by how far two seeds come apart', () => {
    // The published mean .2766 and standard deviation .1230: 1.96 x the root of 2 x .1230 = .3409.
    expect(cell?.band?.mean).toBeCloseTo(0.2766, 4);
    expect(cell?.band?.spread).toBeCloseTo(0.3409, 4);
  });

  it('draws no seed band for a user who does not want it, and keeps its figure', () => {
    const [, without] = shown([e], [e], false).cells;
    expect([without?.band, without?.spread]).toEqual([null, expect.closeTo(0.3409, 4)]);
  });

  it('shows no accuracy where there is no common example', () => {
    expect(message.cells[0]).toMatchObject({ a: { accuracy: null, interval: null }, delta: null, p: null, fixed: 0, broken: 0 });
  });

  it('says what was left out', () => {
    const short = shown([e, e, e, n], [n, n]);
    expect(short.notes[0]).toContain('the 2 examples that both runs have; 2 of A and 0 of B are left out');
    expect(short.overall.a.total).toBe(2);
  });

  it('offers an MNLI run for a model that says one label on HANS, and none for a prediction file, which has no model', () => {
    const { warnings } = shown(Array<AnyLabel>(40).fill(e), Array<AnyLabel>(40).fill(e));
    expect(warnings.map(({ code, run, offer }) => [code, run, offer])).toEqual([
      ['one-label', 'a', undefined],
      ['one-label', 'b', 'evaluate-mnli'],
    ]);
  });

  it('passes its contract unchanged', () => {
    expect(toPageSchema.parse(message)).toEqual(message);
  });
});

describe('what the comparison page may ask', () => {
  it.each([
    ['a change that is none', { type: 'openChanged', change: 'improved', cell: null }],
    ['a cell that HANS does not have', { type: 'openFailures', side: 'a', cell: { kind: 'subcase', subcase: 'ln_none' } }],
    ['a third run', { type: 'openBreakdown', side: 'c' }],
    ['one run', { type: 'choose', a: 'x' }],
    ['a picture that is no PNG', { type: 'savePng', dataUrl: 'data:text/html;base64,PGI+' }],
  ])('refuses %s', (_, message) => {
    expect(fromPageSchema.safeParse(message).success).toBe(false);
  });

  it('opens the examples of all cells together by no cell', () => {
    expect(fromPageSchema.safeParse({ type: 'openChanged', change: 'fixed', cell: null }).success).toBe(true);
  });

  it('keeps which runs and which bars, and nothing else', () => {
    expect(panelStateSchema.safeParse({ a: 'x', b: 'y', bars: 'cells' }).success).toBe(true);
    expect(panelStateSchema.safeParse({ a: 'x', b: null, bars: 'cells' }).success).toBe(false);
  });
});
