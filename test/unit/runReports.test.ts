import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { reportOf } from '../../src/core/report/report';
import type { RunRecord } from '../../src/core/runs/record';
import type { Answers } from '../../src/core/scoring/answers';
import { RunReports, type KeptValues } from '../../src/vscode/runs/runReports';
import type { RunResults } from '../../src/workflows/runLibrary';
import { importedRun, swapExample } from '../fixtures/runRecords';

/** Forty pairs of HANS, all answered "entailment". */
const answers: Answers = {
  format: 'hans',
  answers: Array.from({ length: 40 }, (_, index) => {
    const example = swapExample(index);
    return { example, prediction: { id: example.id, label: 'entailment' as const }, correct: false };
  }),
};

function run(id: string, updated = '2026-01-01T00:00:00.000Z', state: RunRecord['state'] = 'finished'): RunRecord {
  const record = importedRun(40, { id, state, accuracy: 0 });
  return { ...record, times: { ...record.times, updated } };
}

/** What the editor keeps for a workspace, in memory. */
class Kept implements KeptValues {
  private readonly values = new Map<string, unknown>();
  get(key: string): unknown {
    return this.values.get(key);
  }
  async update(key: string, value: unknown): Promise<void> {
    // As a window reload brings it back.
    this.values.set(key, JSON.parse(JSON.stringify(value)));
  }
}

describe('what is known of many runs', () => {
  const there = new Map<string, RunRecord>();
  const read: string[] = [];
  const library = {
    results: async (id: string): Promise<RunResults> => {
      read.push(id);
      const record = there.get(id);
      if (record === undefined) throw new Error(`There is no run ${id}.`);
      return { record, answers, report: reportOf(answers), dataSet: { format: 'hans', examples: [], skipped: 0 } };
    },
  };
  let kept: Kept;
  let changes: number;
  const open = (): RunReports => new RunReports(kept, () => library, () => (changes += 1));

  beforeEach(() => {
    vi.useFakeTimers();
    kept = new Kept();
    changes = 0;
    read.length = 0;
    there.clear();
    for (const id of ['a', 'b']) there.set(id, run(id));
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  it('is read in the background when warnings are asked for, each journal once', async () => {
    const reports = open();
    const [a, b] = [run('a'), run('b')];
    expect([reports.warningsOf(a), reports.warningsOf(b), reports.warningsOf(a)]).toEqual([[], [], []]);
    expect(read).toEqual([]);
    await vi.runAllTimersAsync();
    expect([read, changes]).toEqual([['a', 'b'], 2]);
    expect(reports.warningsOf(a).map(({ code, offer }) => [code, offer])).toEqual([['one-label', 'evaluate-mnli']]);
    await vi.runAllTimersAsync();
    expect(read).toEqual(['a', 'b']);
  });

  it('keeps warnings over a reload of the window without reading anything', async () => {
    open().note(await library.results('a'));
    read.length = 0;
    const reports = open();
    expect(reports.warningsOf(run('a')).map(({ code }) => code)).toEqual(['one-label']);
    await vi.runAllTimersAsync();
    expect(read).toEqual([]);
  });

  it('is read again when the run has moved on', async () => {
    const reports = open();
    await reports.read(run('a'));
    const later = run('a', '2026-01-02T00:00:00.000Z');
    there.set('a', later);
    expect([reports.warningsOf(later), reports.outcomeOf(later)]).toEqual([[], undefined]);
    await vi.runAllTimersAsync();
    expect([read, reports.warningsOf(later).length]).toEqual([['a', 'a'], 1]);
  });

  it('leaves a run alone while it goes on', async () => {
    const reports = open();
    expect(reports.warningsOf(run('a', undefined, 'running'))).toEqual([]);
    await vi.runAllTimersAsync();
    expect(read).toEqual([]);
  });

  it('says why a run cannot be read, and tries again only when asked to', async () => {
    const reports = open();
    const gone = run('gone');
    expect(await reports.read(gone)).toEqual({ problem: 'There is no run gone.' });
    expect(await reports.read(gone)).toEqual({ problem: 'There is no run gone.' });
    expect(read).toEqual(['gone']);
    reports.forgetProblems();
    there.set('gone', gone);
    expect(await reports.read(gone)).toMatchObject({ kind: 'hans', examples: 40 });
  });

  it('forgets runs that are gone', async () => {
    const reports = open();
    await reports.read(run('a'));
    reports.keepOnly([run('b')]);
    expect(reports.outcomeOf(run('a'))).toBeUndefined();
    expect(open().warningsOf(run('a'))).toEqual([]);
  });
});
