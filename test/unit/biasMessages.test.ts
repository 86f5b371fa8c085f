import { describe, expect, it } from 'vitest';
import type { AnyLabel } from '../../src/core/nli/label';
import { toCsv } from '../../src/core/report/table';
import { BiasMeter } from '../../src/core/synthetic/biasMeter';
import { setNames } from '../../src/core/synthetic/setNames';
import { biasTable, shownBias, type SetOutcome } from '../../src/vscode/bias/shownBias';
import type { MeasuredSet } from '../../src/workflows/measureBias';
import { fromPageSchema, panelStateSchema, toPageSchema } from '../../webview/bias/contract';

/** A set with so many examples of each label, of which so many have full overlap. */
function measured(file: string, counts: Partial<Record<AnyLabel, readonly [full: number, all: number]>>, more: Partial<MeasuredSet> = {}): SetOutcome {
  const meter = new BiasMeter();
  for (const [gold, [full, all]] of Object.entries(counts)) {
    for (let at = 0; at < all; at += 1) meter.push({ gold: gold as AnyLabel, premise: 'The dog runs.', hypothesis: at < full ? 'The dog runs.' : 'It runs.' });
  }
  return { file, measured: { file, sha256: 'a'.repeat(64), format: 'jsonl', broken: [], mapped: {}, skipped: 0, report: meter.finish(), made: null, ...more } };
}

const set = measured('/w/set.jsonl', { entailment: [90, 100], neutral: [10, 100] });
const hans = measured('/w/hans.txt', { entailment: [5, 5], 'non-entailment': [5, 5] });

describe('the message that shows the bias of sets', () => {
  it('fits the contract', () => {
    const message = shownBias({ outcomes: [set, hans, { file: '/w/gone.jsonl', problem: 'It is gone.' }], against: measured('/w/mnli.jsonl', { entailment: [1, 2] }) });
    expect(toPageSchema.parse(message)).toEqual(message);
  });

  it('puts the sets beside what they are held against, in one order everywhere', () => {
    const { names, charts, tables } = shownBias({ outcomes: [set, hans], against: null });
    expect(names).toEqual(['set.jsonl', 'hans.txt', 'MNLI (matched development set)']);
    const [full] = charts.entailment.groups;
    expect(full?.bars.map(({ part, whole }) => [part, whole])).toEqual([
      [90, 100],
      [5, 10],
      [208, 234],
    ]);
    expect(tables.find(({ key }) => key === 'filter')?.rows.map(([name, , kept]) => [name, kept])).toEqual([
      ['set.jsonl', '180'],
      ['hans.txt', '5'],
      ['MNLI (matched development set)', '6,518'],
    ]);
  });

  it('draws the labels that some set has', () => {
    expect(shownBias({ outcomes: [set], against: null }).charts.overlap.groups.map(({ title }) => title)).toEqual(['entailment', 'neutral', 'contradiction']);
    const [, , , binary] = shownBias({ outcomes: [hans], against: null }).charts.overlap.groups;
    expect([binary?.title, binary?.bars.map(({ value }) => value)]).toEqual(['non-entailment', [1, null]]);
  });

  it('tells twenty broken lines and the number of all, other spellings, and rows without a label', () => {
    const broken = Array.from({ length: 30 }, (_, at) => ({ line: at + 1, problem: 'this is not JSON.' }));
    const [shown] = shownBias({ outcomes: [measured('/w/a.jsonl', { neutral: [0, 2] }, { broken, mapped: { n: 2 }, skipped: 3 })], against: null }).sets;
    expect([shown?.broken.lines.length, shown?.broken.total]).toEqual([20, 30]);
    expect(shown?.notes).toEqual(['Labels in other spellings: “n” (2).', 'Rows without a gold label, which are left out: 3.']);
  });

  it('shows a set that cannot be measured with the others, and the figures of MNLI for a reference that cannot', () => {
    const problem = { file: '/w/gone.jsonl', problem: 'Cannot read the set /w/gone.jsonl.' };
    const message = shownBias({ outcomes: [problem, set], against: problem });
    expect(message.sets.map(({ problem: told, examples }) => [told, examples])).toEqual([
      ['Cannot read the set /w/gone.jsonl.', 0],
      [null, 200],
    ]);
    expect(message.against).toEqual({ name: 'MNLI (matched development set)', file: '/w/gone.jsonl', problem: 'Cannot read the set /w/gone.jsonl.' });
    expect(message.names).toEqual(['set.jsonl', 'MNLI (matched development set)']);
  });

  it('has a table of yields only where a generation is recorded', () => {
    const part = { samples: 4, kept: 2, yield: 0.5 };
    const made: MeasuredSet['made'] = { state: 'finished', ...part, labels: { entailment: part, neutral: part, contradiction: part }, rejected: { duplicate: 2 }, checked: 0, agreed: 0, checkedBy: 'the generating model itself' };
    const keys = (outcomes: readonly SetOutcome[]): string[] => shownBias({ outcomes, against: null }).tables.map(({ key }) => key);
    expect(keys([set])).toEqual(['entailment', 'filter', 'labels', 'cues']);
    expect(keys([set, measured('/w/b.jsonl', { neutral: [0, 1] }, { made })])).toContain('yield');
  });

  it('is taken away with full precision', () => {
    expect(toCsv(biasTable('filter', { outcomes: [set], against: null })).split('\n')[1]).toMatch(/^set\.jsonl,200,180,0\.9,0\.8,0\.\d{10,},0\.\d{10,}$/);
  });
});

describe('the name of a set', () => {
  it('is that of its file, with its folders where two are called the same', () => {
    expect([...setNames(['/w/a/set.jsonl', '/w/b/set.jsonl', '/w/hans.txt']).values()]).toEqual(['a/set.jsonl', 'b/set.jsonl', 'hans.txt']);
    expect([...setNames(['/set.jsonl']).values()]).toEqual(['set.jsonl']);
    expect([...setNames(['C:\\w\\a\\set.jsonl', 'C:\\w\\b\\set.jsonl']).values()]).toEqual(['a/set.jsonl', 'b/set.jsonl']);
  });
});

describe('what the bias page sends and keeps', () => {
  it('is obeyed only in the shapes of the contract', () => {
    expect(fromPageSchema.safeParse({ type: 'open', file: '/w/a.jsonl', line: 3 }).success).toBe(true);
    expect(fromPageSchema.safeParse({ type: 'against', file: '/etc/passwd' }).success).toBe(false);
    expect(fromPageSchema.safeParse({ type: 'savePng', dataUrl: 'data:text/html,x' }).success).toBe(false);
    expect(panelStateSchema.safeParse({ files: ['/w/a.jsonl'], against: null, view: 'overlap' }).success).toBe(true);
  });
});
