import { describe, expect, it } from 'vitest';
import { comparisonWarnings } from '../../src/core/compare/comparisonWarnings';
import { runsTable } from '../../src/core/compare/runsTable';
import { reportOf } from '../../src/core/report/report';
import { toCsv } from '../../src/core/report/table';
import type { ModelSource, RunRecord } from '../../src/core/runs/record';
import { matchPredictions } from '../../src/core/scoring/answers';
import { importedRun, modelSource } from '../fixtures/runRecords';

function record(model: Partial<ModelSource['model']>, id = 'run-1'): RunRecord {
  const source = modelSource({ file: '/models/small.Q4_0.gguf', name: 'Small Model', quantization: 'Q4_0', ...model });
  return importedRun(10, { id, source, accuracy: 0.5 });
}

const silent = (run: RunRecord | null) => ({ record: run, warnings: [] });

describe('warnings of a comparison', () => {
  it('tell two quantisations of one model apart, and what to do', () => {
    const [warning, ...more] = comparisonWarnings(silent(record({})), silent(record({ quantization: 'Q8_0' })));
    expect(warning).toMatchObject({ code: 'quantization-differs', run: null });
    expect(warning?.message).toContain('Both runs are of "Small Model", A in Q4_0 and B in Q8_0');
    expect(warning?.message).toContain('evaluate both in the same quantisation');
    expect(more).toEqual([]);
  });

  it.each([
    ['the same quantisation', { quantization: 'Q4_0' }],
    ['another model', { quantization: 'Q8_0', name: 'Other Model' }],
    ['another architecture under the same name', { quantization: 'Q8_0', architecture: 'gemma' }],
  ])('say nothing of quantisation about %s', (_, model) => {
    expect(comparisonWarnings(silent(record({})), silent(record(model)))).toEqual([]);
  });

  it('say nothing of quantisation where it is not known to be one model: files without a name, and prediction files', () => {
    expect(comparisonWarnings(silent(record({ name: null })), silent(record({ name: null, quantization: 'Q8_0' })))).toEqual([]);
    expect(comparisonWarnings(silent(null), silent(record({ quantization: 'Q8_0' })))).toEqual([]);
  });

  it("carry each run's own, with the run and with what can be offered", () => {
    const oneLabel = { code: 'one-label', message: 'Says one label.', offer: 'evaluate-mnli' } as const;
    expect(comparisonWarnings(silent(null), { record: null, warnings: [oneLabel] })).toEqual([{ ...oneLabel, run: 'b' }]);
  });
});

describe('a table of several runs', () => {
  const mnli = reportOf(
    matchPredictions(
      { format: 'mnli', examples: [{ id: '1', premise: 'p', hypothesis: 'h', gold: 'neutral', line: 1 }], skipped: 0 },
      [{ id: '1', label: 'contradiction' }],
      'run',
    ),
  );

  it('has a row a run, and of the figures only those that some run has', () => {
    const table = runsTable([
      { record: record({}), report: mnli },
      { record: record({ quantization: 'Q8_0' }, 'run-2'), report: mnli },
    ]);
    expect(toCsv(table).split('\n')).toEqual([
      'Run,Model,Quantisation,Data,Selection,Started,Examples,Accuracy,Gold neutral,Two-way',
      'run-1,small.Q4_0,Q4_0,hans,all examples,2026-01-01T00:00:00.000Z,1,0,0,1',
      'run-2,small.Q4_0,Q8_0,hans,all examples,2026-01-01T00:00:00.000Z,1,0,0,1',
    ]);
  });

  it('puts HANS and MNLI side by side, each with its own cells', () => {
    const hans = reportOf(
      matchPredictions(
        {
          format: 'hans',
          examples: [{ id: '1', premise: 'p', hypothesis: 'h', gold: 'entailment', heuristic: 'constituent', subcase: 'ce_adverb', template: 'temp1', line: 2 }],
          skipped: 0,
        },
        [{ id: '1', label: 'entailment' }],
        'run',
      ),
    );
    const { columns, rows } = runsTable([
      { record: record({}), report: hans },
      { record: record({}), report: mnli },
    ]);
    const at = columns.findIndex(({ name }) => name === 'Constituent, entailment');
    expect(rows.map((row) => row[at])).toEqual([1, null]);
    expect(columns.map(({ name }) => name)).not.toContain('Subsequence, entailment');
  });
});
