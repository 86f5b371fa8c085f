import { describe, expect, it } from 'vitest';
import type { NliExample } from '../../src/core/nli/example';
import type { AnyLabel } from '../../src/core/nli/label';
import { reportOf } from '../../src/core/report/report';
import { reportsTable, reportTable, toCsv, toMarkdown, toText, type ReportTable } from '../../src/core/report/table';
import { matchPredictions } from '../../src/core/scoring/answers';

function pair(id: string, gold: AnyLabel): NliExample {
  return { id, premise: 'p', hypothesis: 'h', gold, line: Number(id) };
}

/** One entailment answered right, one neutral answered "entailment". */
const report = reportOf(
  matchPredictions({ format: 'mnli', examples: [pair('1', 'entailment'), pair('2', 'neutral')], skipped: 0 }, [{ id: '1', label: 'entailment' }, { id: '2', label: 'entailment' }], 'run'),
);

describe('a report as a table', () => {
  it('is aligned text for a terminal', () => {
    expect(toText(reportTable(report))).toBe(
      [
        'Gold label      Right  Of  Accuracy  95 % interval  Answered entailment',
        'all, three-way      1   2    50.0 %    [9.5, 90.5]',
        'all, two-way        1   2    50.0 %    [9.5, 90.5]',
        'entailment          1   1   100.0 %  [20.7, 100.0]                    1',
        'neutral             0   1     0.0 %    [0.0, 79.3]                    1',
      ].join('\n'),
    );
  });

  it('is Markdown with figures on the right', () => {
    expect(toMarkdown(reportTable(report)).split('\n').slice(0, 4)).toEqual([
      '| Gold label | Right | Of | Accuracy | 95 % interval | Answered entailment |',
      '| --- | ---: | ---: | ---: | ---: | ---: |',
      '| all, three-way | 1 | 2 | 50.0 % | [9.5, 90.5] |  |',
      '| all, two-way | 1 | 2 | 50.0 % | [9.5, 90.5] |  |',
    ]);
  });

  it('is CSV with whole figures, an interval in two columns', () => {
    const lines = toCsv(reportTable(report)).split('\n');
    expect(lines[0]).toBe('Gold label,Right,Of,Accuracy,"95 % interval, low","95 % interval, high",Answered entailment');
    expect(lines[1]).toMatch(/^"all, three-way",1,2,0\.5,0\.0945\d+,0\.9054\d+,$/);
    expect(lines[4]).toMatch(/^neutral,0,1,0,0,0\.793\d+,1$/);
  });

  it('lists the whole of HANS, its six cells and its thirty subcases', () => {
    const hans = reportOf({ format: 'hans', answers: [] });
    const { rows } = reportTable(hans);
    expect(rows).toHaveLength(1 + 6 + 30);
    expect(rows[0]).toEqual(['all', null, null, 0, 0, null, null]);
    expect(rows[2]?.slice(0, 3)).toEqual(['Lexical overlap', 'non-entailment', null]);
    expect(rows[7]?.slice(0, 3)).toEqual(['Lexical overlap', 'entailment', 'le_around_prepositional_phrase']);
  });

  it('puts several runs under each other, whichever labels each answered', () => {
    const other = reportOf(matchPredictions({ format: 'mnli', examples: [pair('1', 'neutral')], skipped: 0 }, [{ id: '1', label: 'neutral' }], 'run'));
    const table = reportsTable([
      { title: 'A', report },
      { title: 'B', report: other },
    ]);
    expect(table.columns.map(({ name }) => name)).toEqual(
      ['Run', 'Gold label', 'Right', 'Of', 'Accuracy', '95 % interval', 'Answered entailment', 'Answered neutral'],
    );
    expect(table.rows[2]?.slice(-2)).toEqual([1, null]);
    expect(table.rows.at(-1)?.slice(-2)).toEqual([null, 1]);
  });

  it('keeps what a name contains from being taken for table or formula', () => {
    const table: ReportTable = { columns: [{ name: 'Run', kind: 'text' }], rows: [['a|b, "c"'], ['=1+1']] };
    expect(toMarkdown(table).split('\n')[2]).toBe('| a\\|b, "c" |');
    expect(toCsv(table).split('\n').slice(1)).toEqual(['"a|b, ""c"""', '"\'=1+1"']);
  });
});
