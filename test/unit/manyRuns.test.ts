import { describe, expect, it } from 'vitest';
import { quantizationWarning } from '../../src/core/runs/quantizations';
import { runWarnings } from '../../src/core/runs/runWarnings';
import { reportOf, type Report } from '../../src/core/report/report';
import type { RunRecord } from '../../src/core/runs/record';
import { rowWarnings } from '../../src/vscode/runs/rowWarnings';
import { shownRuns, tableInOrder } from '../../src/vscode/runs/shownRuns';
import { toPageSchema, type ShownRuns } from '../../webview/runs/contract';
import { chartedRuns, nextSort, sorted } from '../../webview/runs/sorting';

function run(id: string, change: { readonly quantization?: string; readonly name?: string | null; readonly adapter?: string; readonly data?: string } = {}): RunRecord {
  const { quantization = 'Q4_K_M', name = 'Llama', adapter, data = 'c' } = change;
  return {
    format: 1,
    id,
    identity: 'b'.repeat(64),
    state: 'finished',
    problem: null,
    source: {
      kind: 'model',
      model: { file: `/models/${id}.gguf`, sha256: 'a'.repeat(64), name, architecture: 'llama', quantization },
      adapter: adapter === undefined ? null : { file: `/adapters/${adapter}.gguf`, sha256: adapter.repeat(64), scale: 1 },
      prompt: '{premise} {hypothesis}',
      labelTokens: { labels: { entailment: { text: ' entailment', tokens: [] }, neutral: { text: ' neutral', tokens: [] }, contradiction: { text: ' contradiction', tokens: [] } }, bos: null },
      engine: { nodeLlamaCpp: '3', llamaCpp: 'b1', gpu: null, threads: 1, sequences: 1, batchSize: 1 },
    },
    data: { file: '/data/hans.txt', sha256: data.repeat(64), format: 'hans', examples: 4, skipped: 0 },
    selection: { kind: 'all' },
    scored: 4,
    total: 4,
    tokens: { prompt: 0, evaluated: 0 },
    accuracy: null,
    versions: { blindspot: '0.1.0', node: '20.0.0' },
    times: { started: '2026-01-01T00:00:00.000Z', updated: '2026-01-01T00:00:00.000Z', finished: null, seconds: 0 },
  };
}

/** Of four pairs of MNLI, gold neutral, so many answered right. */
function nliReport(right: number): Report {
  return reportOf({
    format: 'mnli',
    answers: Array.from({ length: 4 }, (_, index) => {
      const example = { id: `${index}`, premise: 'p', hypothesis: 'h', gold: 'neutral' as const, line: index + 1 };
      const correct = index < right;
      return { example, prediction: { id: example.id, label: correct ? ('neutral' as const) : ('contradiction' as const) }, correct };
    }),
  });
}

/** A run with an adapter that says on which file it was trained. */
function used(base: string | null): RunRecord {
  const record = run('a', { adapter: 'd' });
  if (record.source.kind !== 'model' || record.source.adapter === null) throw new Error('A model with an adapter was expected.');
  return { ...record, source: { ...record.source, adapter: { ...record.source.adapter, base } } };
}

const hansReport = reportOf({ format: 'hans', answers: [] });

describe('the warning of another quantisation', () => {
  it('names both, for the same model with the same adapter on the same data', () => {
    const warning = quantizationWarning(run('a'), [run('a'), run('b', { quantization: 'Q8_0' }), run('c', { quantization: 'F16' })]);
    expect(warning).toContain('"Llama" was also run in F16 and Q8_0 on this data, and here in Q4_K_M');
  });

  it.each([
    ['another model', { name: 'Mistral' }],
    ['another adapter', { adapter: 'd' }],
    ['other data', { data: 'e' }],
    ['the same quantisation', { quantization: 'Q4_K_M' }],
  ])('is not given for %s', (_, change) => {
    expect(quantizationWarning(run('a'), [run('b', { quantization: 'Q8_0', ...change })])).toBeUndefined();
  });

  it('is not given for files without a name, which may be any model', () => {
    expect(quantizationWarning(run('a', { name: null }), [run('b', { name: null, quantization: 'Q8_0' })])).toBeUndefined();
  });
});

describe('what stands against a run', () => {
  it('is what its answers say, its adapter and the other runs, in that order, in report, page and row alike', () => {
    const lowMass = { code: 'low-label-mass', message: 'Unlikely answers.' } as const;
    const found = runWarnings(used('e'.repeat(64)), [lowMass], [run('b', { quantization: 'Q8_0', adapter: 'd' })]);
    expect(found.map(({ code }) => code)).toEqual(['low-label-mass', 'other-base', 'quantization-differs']);
  });
});

describe('what stands against a run in its row', () => {
  const oneLabel = { code: 'one-label', message: 'All the same.', offer: 'evaluate-mnli' } as const;

  it('offers to evaluate the same model and adapter', () => {
    const [warning] = rowWarnings(run('a', { adapter: 'd' }), [oneLabel], []);
    const [command, query] = (warning?.offer ?? '').split('?');
    expect([warning?.name, command, JSON.parse(decodeURIComponent(query ?? ''))]).toEqual([
      'one label',
      'command:blindspot.evaluateFile',
      [{ model: '/models/a.gguf', adapter: '/adapters/d.gguf' }],
    ]);
  });

  it('keeps brackets of a file name out of the address, where one would end the link', () => {
    const [warning] = rowWarnings(run('llama (1'), [oneLabel], []);
    expect(warning?.offer).toMatch(/^[^()]+$/);
    expect(decodeURIComponent(warning?.offer ?? '')).toContain('llama (1.gguf');
  });

  it('offers nothing for a prediction file', () => {
    const imported: RunRecord = { ...run('a'), source: { kind: 'predictions', file: '/p.txt', sha256: 'd'.repeat(64) } };
    expect(rowWarnings(imported, [oneLabel], [])).toEqual([{ name: 'one label', message: 'All the same.' }]);
  });
});

describe('an adapter that was trained on another file', () => {
  it('is named in the row, with what it may mean', () => {
    const message =
      'The adapter /adapters/d.gguf was trained on another file than /models/a.gguf (SHA-256 eeeeeeeeeeee…, not aaaaaaaaaaaa…). ' +
      'If that is the same model in another quantisation, the answers differ a little; if it is another model, they mean nothing. Use the file that it was trained on.';
    expect(rowWarnings(used('e'.repeat(64)), [], [])).toEqual([{ name: 'other base', message }]);
  });

  it('is none where it does not say, or was trained on this file', () => {
    expect(rowWarnings(used('a'.repeat(64)), [], [])).toEqual([]);
    expect(rowWarnings(used(null), [], [])).toEqual([]);
    expect(rowWarnings(run('a', { adapter: 'd' }), [], [])).toEqual([]);
  });
});

describe('the page of all runs', () => {
  const reported = [
    { record: run('newest'), report: nliReport(1) },
    { record: run('middle'), report: hansReport },
    { record: run('oldest'), report: nliReport(3) },
  ];
  const pageOf = (seedBands: boolean): ShownRuns => shownRuns({ reported, unread: 0, leftOut: [], seedBands }, reported.map(({ record }) => record));
  const shown = pageOf(true);
  const order = (column: string, descending: boolean): string[] => sorted(shown, { column, descending }).map(({ id }) => id);

  it('is sent what passes its contract', () => {
    expect(toPageSchema.parse(shown)).toEqual(shown);
  });

  it('gives a run of HANS six cells with the seed band, and one of MNLI a cell a gold label', () => {
    expect(shown.rows.map(({ kind, cells }) => [kind, cells.length])).toEqual([
      ['nli', 1],
      ['hans', 6],
      ['nli', 1],
    ]);
    expect(shown.rows[1]?.cells[1]?.band?.mean).toBeCloseTo(0.2766, 4);
  });

  it('draws no seed band for a user who does not want it', () => {
    expect(pageOf(false).rows.flatMap(({ cells }) => cells.map(({ band }) => band))).toEqual(new Array(8).fill(null));
  });

  it('is sorted by figures and by names, and what has no figure stays at the end either way', () => {
    expect(order('Accuracy', true)).toEqual(['oldest', 'newest', 'middle']);
    expect(order('Accuracy', false)).toEqual(['newest', 'oldest', 'middle']);
    expect(order('Model', false)).toEqual(['middle', 'newest', 'oldest']);
  });

  it('begins with the largest figure and the first name, and turns round at the second press', () => {
    const column = { name: 'Accuracy', kind: 'share' } as const;
    expect(nextSort(null, column)).toEqual({ column: 'Accuracy', descending: true });
    expect(nextSort({ column: 'Accuracy', descending: true }, column)).toEqual({ column: 'Accuracy', descending: false });
    expect(nextSort(null, { name: 'Model', kind: 'text' })).toEqual({ column: 'Model', descending: false });
  });

  it('charts the newest run and others of its kind until the reader chooses', () => {
    expect(chartedRuns(shown, null, 7).map(({ id }) => id)).toEqual(['newest', 'oldest']);
    expect(chartedRuns(shown, null, 1).map(({ id }) => id)).toEqual(['newest']);
    expect(chartedRuns(shown, ['middle', 'gone'], 7).map(({ id }) => id)).toEqual(['middle']);
  });

  it('is taken away with every column, in the order that the reader sees', () => {
    const table = tableInOrder(reported, ['oldest', 'newest']);
    expect(table.columns[0]?.name).toBe('Run');
    expect(table.rows.map(([id]) => id)).toEqual(['oldest', 'newest']);
  });
});
