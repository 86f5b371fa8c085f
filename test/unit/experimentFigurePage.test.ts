import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { conditions, type Condition } from '../../src/core/experiment/conditions';
import { describePoint } from '../../src/core/experiment/describePoint';
import { panelsOf, pointsOf, type MeasuredClassifier, type Panel } from '../../src/core/experiment/figure';
import type { Measure } from '../../src/core/experiment/measures';
import { panelBand } from '../../src/core/experiment/panelBand';
import { panelMarks, pointKey } from '../../src/core/experiment/panelMarks';
import { testsOfPoint } from '../../src/core/experiment/testsOfPoint';
import { DiskFiles } from '../../src/storage/diskFiles';
import { experimentSource } from '../../src/storage/experiments/experimentSource';
import { FolderExperimentStore } from '../../src/storage/experiments/folderExperimentStore';
import { DigestCache } from '../../src/storage/fileDigest';
import { identityHash } from '../../src/storage/identityHash';
import { FolderRunStore } from '../../src/storage/runs/folderRunStore';
import { FolderTrainingStore } from '../../src/storage/trainings/folderTrainingStore';
import { shownFigure } from '../../src/vscode/experimentFigure/shownFigure';
import { experimentFigure, type KnownOutcomes } from '../../src/workflows/experiment/experimentFigure';
import { readExperiment } from '../../src/workflows/experiment/readExperiment';
import { fromPageSchema, toPageSchema } from '../../webview/experimentFigure/contract';
import { carryOut, writeExperiment } from '../fixtures/experimentFiles';
import { planned } from '../fixtures/experiments';

const question: Measure = 'hans-lexical-overlap-non-entailed';

/** One panel: nothing but the base and 5 further examples, of which two conditions are in part done. */
function panel(): Panel {
  const classifier = (condition: Condition | null, seed: number | null, right: string): MeasuredClassifier => {
    const outcomes = Uint8Array.from(right, Number);
    return { start: 0, condition, size: condition === null ? 0 : 5, seed, outcomes: { 'mnli-matched': outcomes, 'hans-lexical-overlap': outcomes, [question]: outcomes } };
  };
  const grid = { startingPoints: [0], conditions: [...conditions], augmentationSizes: [0, 5], seeds: [1, 2] };
  const measured = [classifier(null, null, '0001'), classifier('synthetic', 1, '0011'), classifier('synthetic-biased', 1, '0001'), classifier('synthetic-biased', 2, '0011')];
  const [only] = panelsOf(pointsOf(grid, measured, [{ start: 0, condition: 'original', size: 5 }]));
  if (only === undefined) throw new Error('The figure has no panel.');
  return only;
}

describe('a panel of the figure', () => {
  const marks = panelMarks(panel());

  it('begins its three conditions at one point, which is marked and named once', () => {
    expect(marks.lines).toHaveLength(9);
    const atNone = marks.lines.flatMap(({ points }) => points.filter(({ x }) => x === 0));
    expect(atNone).toHaveLength(9);
    expect(atNone.filter(({ marked }) => marked).map(({ key }) => key)).toEqual(['0//0/mnli-matched', '0//0/hans-lexical-overlap', `0//0/${question}`]);
    expect(new Set(atNone.map(({ key }) => key)).size).toBe(3);
  });

  it('puts conditions of one size beside each other, empty where a seed is missing', () => {
    const further = marks.lines.flatMap(({ points }) => points.filter(({ x, key }) => x > 0 && key.endsWith(question)));
    // 2.2 % of the axis apart, around 5 in the middle.
    expect(further.map(({ x, whole, accuracy }) => [x, whole, accuracy])).toEqual([
      [5, false, 0.5],
      [expect.closeTo(5.11, 9), true, 0.375],
    ]);
  });

  it('marks the one cell that cannot be, and none twice', () => {
    expect(marks.missing.map(({ impossible, condition }) => [impossible, condition])).toEqual([[true, 'original']]);
  });

  it('marks what is not done from left to right, which the chart needs', () => {
    const grid = { startingPoints: [0], conditions: [...conditions], augmentationSizes: [0, 5, 10], seeds: [1] };
    const [open] = panelsOf(pointsOf(grid, [], []));
    const at = open === undefined ? [] : panelMarks(open).missing.map(({ x }) => x);
    // The start once, and three conditions at each of two sizes, 3.5 % of the axis apart.
    expect(at).toEqual([0, 4.65, 5, 5.35, 9.65, 10, 10.35].map((x) => expect.closeTo(x, 9) as number));
  });

  it('has the spread of seeds around its starting point, cut at 0', () => {
    // A standard deviation of .123 (McCoy et al. 2020), times the root of 2 for a difference, times 1.96: .3409.
    const [low, high] = panelBand(panel()) ?? [];
    expect(low).toBe(0);
    expect(high).toBeCloseTo(0.25 + 0.341, 3);
  });

  it('says of each point what it is, how much, and of how many seeds', () => {
    const said = panel().lines.flatMap(({ points }) => points.filter(({ measure }) => measure === question).map(describePoint));
    expect(said.map((sentence) => sentence.replace(/ \[.*\]/, ''))).toEqual([
      'the base as it is: HANS lexical overlap, non-entailed 25.0 %',
      '5 original: HANS lexical overlap, non-entailed too few originals',
      'the base as it is: HANS lexical overlap, non-entailed 25.0 %',
      '5 synthetic: HANS lexical overlap, non-entailed 50.0 %, 1 of 2 seeds',
      'the base as it is: HANS lexical overlap, non-entailed 25.0 %',
      '5 synthetic-biased: HANS lexical overlap, non-entailed 37.5 %, 2 of 2 seeds',
    ]);
  });
});

describe('the tests behind a point', () => {
  const plan = planned({ preset: 'paper', seeds: [1, 2] });
  const titles = (start: number, condition: Condition, size: number, measure: Measure): string[] => testsOfPoint(plan, { start, condition, size, measure }).map(({ job }) => job.title);

  it('are one a seed, of the test that the measure is read off', () => {
    expect(titles(5000, 'synthetic', 18_020, question)).toEqual(['test on HANS: 5,000 original, then 18,020 synthetic, seed 1', 'test on HANS: 5,000 original, then 18,020 synthetic, seed 2']);
    expect(titles(5000, 'original', 0, 'mnli-mismatched-2way')).toEqual(['test on MNLI mismatched: 5,000 original, seed 1', 'test on MNLI mismatched: 5,000 original, seed 2']);
  });

  it('are one for the base, and none where the data has too few originals', () => {
    expect(titles(0, 'synthetic', 0, 'mnli-matched')).toEqual(['test on MNLI matched: the base as it is']);
    expect(titles(391_722, 'original', 18_020, question)).toEqual([]);
  });
});

describe('the figure of a half-done experiment', () => {
  let folder: string;
  let file: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'blindspot figure '));
    file = path.join(folder, 'half.experiment.json');
    await writeExperiment(file, { startingPoints: [0, 20], augmentationSizes: [0, 10], seeds: [1], generator: { examples: 50 }, generation: { perLabel: 20 } }, { training: 200, matched: 30, perSubcase: 1 });
    await carryOut(file, ({ start }) => start === 0);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const read = async (known: KnownOutcomes) => {
    const files = new DiskFiles(new DigestCache(folder));
    const experiments = new FolderExperimentStore(folder);
    const runs = new FolderRunStore(folder);
    const { signal } = new AbortController();
    const source = await experimentSource(file, (model) => Promise.reject(new Error(model)));
    const experiment = await readExperiment(source, { files, trainings: new FolderTrainingStore(folder), experiments, hash: identityHash }, signal);
    const figure = await experimentFigure(experiment, { experiments, runs, files, placeOf: (job) => path.join(folder, job.folder, job.output) }, known, signal);
    return { figure, message: shownFigure(file, experiment, figure) };
  };

  it('fits the contract, with what is done, what is not, and what it says so far', async () => {
    const { message } = await read(new Map());
    expect(toPageSchema.parse(message)).toEqual(message);
    // By hand: of 8 classifiers, the base and its 3 continuations are tested twice each, after 3 trainings, 3 draws, the split, the generator with its draw, its set and the filter.
    expect(message.progress.text).toMatch(/^19 of \d+ jobs finished$/);
    expect(new Set(message.points.map(({ start, state }) => `${start} ${state}`))).toEqual(new Set(['0 done', '20 open']));
    expect(message.comparisons.rows.map(([start, size, test]) => `${start ?? ''}/${size ?? ''} ${test ?? ''}`)).toEqual(['0/10 MNLI matched', '0/10 HANS lexical overlap', '0/10 HANS lexical overlap, non-entailed']);
    expect(message.headline).toMatch(/smallest corrected p/);
    expect(message.stale).toBeNull();
  });

  it('reads a test once', async () => {
    const known: KnownOutcomes = new Map();
    const first = await read(known);
    expect(known.size).toBe(8);
    for (const outcomes of known.values()) for (const measure of Object.keys(outcomes)) outcomes[measure as Measure]?.fill(1);
    const again = await read(known);
    expect(first.figure.points.some(({ accuracy }) => accuracy !== null && accuracy.mean < 1)).toBe(true);
    expect(again.figure.points.every(({ accuracy }) => accuracy === null || accuracy.mean === 1)).toBe(true);
  });

  it('is asked for the run behind any of its points', async () => {
    const { message } = await read(new Map());
    const [point] = message.points;
    expect(fromPageSchema.safeParse({ type: 'openPoint', ...point }).success).toBe(true);
    expect(new Set(message.points.filter(({ size }) => size > 0).map(pointKey)).size).toBe(message.points.filter(({ size }) => size > 0).length);
  });
});
