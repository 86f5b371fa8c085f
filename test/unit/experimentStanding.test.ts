import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExperimentEvent } from '../../src/core/experiment/events';
import { parseExperiment } from '../../src/core/experiment/experimentFile';
import { FolderExperimentStore } from '../../src/storage/experiments/folderExperimentStore';
import { rowsBelow, type ExperimentRow } from '../../src/vscode/experiments/experimentRows';
import { ExperimentStandings, type ExperimentStanding } from '../../src/vscode/experiments/experimentStandings';
import { mnliInputs, planned } from '../fixtures/experiments';

const content = { startingPoints: [0], augmentationSizes: [0, 18_020], conditions: ['original'], jobs: 1 };
const experiment = parseExperiment(JSON.stringify(content), 'x.experiment.json');
const plan = planned(content);
const begun = Date.parse('2026-11-20T10:00:00.000Z');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'blindspot standing '));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const idOf = (title: string): string => plan.jobs.find((job) => job.title === title)?.id ?? '';
const submitted = (title: string): ExperimentEvent => ({ type: 'submitted', at: new Date(begun).toISOString(), job: idOf(title), attempt: 1, handle: { executor: 'local', id: '1', folder: '/w' } });

describe('how an experiment stands', () => {
  it('is read on from its journal, with a driver or without', async () => {
    const store = new FolderExperimentStore(folder);
    const read = { name: 'x', experiment, inputs: mnliInputs, plan };
    const standings = new ExperimentStandings({ store, read: async () => read }, () => begun + 100_000);
    const stand = (): Promise<ExperimentStanding> => standings.of('/w/x.experiment.json', new AbortController().signal);

    const first = await stand();
    expect([first.driver, first.progress.counts.waiting, first.unmeasured]).toEqual([undefined, plan.jobs.length, ['split', 'sample', 'train', 'evaluate']]);

    const opened = await store.open('x', 'a test');
    const [matched, mismatched] = ['test on MNLI matched: the base as it is', 'test on MNLI mismatched: the base as it is'] as const;
    // 9,815 examples in 981.5 s, and of the 9,832 of the other 100 s are gone.
    await opened.append([submitted(matched), { type: 'finished', at: '', job: idOf(matched), seconds: 981.5, kind: 'evaluate', work: 9815, bytes: 0 }, submitted(mismatched)]);
    const driven = await stand();
    expect([driven.driver?.program, driven.progress.counts]).toMatchObject(['a test', { finished: 1, submitted: 1 }]);
    expect(driven.ends.get(idOf(mismatched))).toBeCloseTo(883.2, 6);
    await opened.close();

    const left = await stand();
    expect([left.driver, left.progress.counts]).toMatchObject([undefined, { finished: 1, submitted: 0, stopped: 1 }]);
    expect(left.ends.get(idOf(mismatched))).toBeGreaterThanOrEqual(983.2);
  });

  it('has what Slurm has carried out since, by the records that its jobs left', async () => {
    const store = new FolderExperimentStore(path.join(folder, 'on Slurm'));
    const read = { name: 'x', experiment, inputs: mnliInputs, plan };
    const standings = new ExperimentStandings({ store, read: async () => read }, () => begun);
    const at = new Date(begun).toISOString();
    const opened = await store.open('x', 'a test');
    const [split, base, other] = ['hold out the validation examples', 'test on MNLI matched: the base as it is', 'test on HANS: the base as it is'] as const;
    for (const [number, title] of [split, base, other].entries()) {
      const job = plan.jobs.find((each) => each.title === title);
      if (job === undefined) throw new Error(`The plan has no “${title}”.`);
      const own = await opened.prepare(job);
      await opened.append([{ type: 'submitted', at, job: job.id, attempt: 1, handle: { executor: 'slurm', id: String(number), folder: own } }]);
      // The second is another submission's record, of a job that was put in once more.
      const exit = { job: number === 1 ? '812' : String(number), code: 0, stopped: null, begun: at, ended: new Date(begun + 60_000).toISOString() };
      await writeFile(path.join(own, 'exit.json'), JSON.stringify(exit));
      if (title === split) await writeFile(path.join(own, job.output), '');
    }
    const stand = (): Promise<ExperimentStanding> => standings.of('/w/x.experiment.json', new AbortController().signal);
    // Its driver will write that down itself.
    expect((await stand()).progress.counts).toMatchObject({ submitted: 3, finished: 0 });
    await opened.close();
    const { progress } = await stand();
    expect(progress.records.get(idOf(split))).toEqual({ state: 'finished', attempts: 1, seconds: 60 });
    expect(progress.records.get(idOf(base))).toMatchObject({ state: 'submitted' });
    expect(progress.records.get(idOf(other))).toEqual({ state: 'failed', attempts: 1, reason: 'It ended well and left no run.' });
    expect(progress.unfollowed).toBe(2);
  });

  it('is shown by starting point, condition and size, down to its jobs', async () => {
    const standings = new ExperimentStandings({ store: new FolderExperimentStore(path.join(folder, 'other')), read: async () => ({ name: 'x', experiment, inputs: mnliInputs, plan }) }, () => begun);
    const standing = await standings.of('/w/x.experiment.json', new AbortController().signal);
    const row: ExperimentRow = { kind: 'experiment', id: 'x', file: '/w/x.experiment.json', name: 'x', standing, problem: undefined };
    const shown = (rows: readonly ExperimentRow[]): string[] => rows.map((each) => (each.kind === 'branch' ? each.title : each.kind === 'job' ? each.job.kind : each.name));
    const below = (rows: readonly ExperimentRow[], at: number): ExperimentRow[] => (rows[at] === undefined ? [] : rowsBelow(rows[at]));
    const top = rowsBelow(row);
    expect(shown(top)).toEqual(['For all starting points', 'Starting point 0']);
    expect(shown(below(top, 0))).toEqual(['split']);
    expect(shown(below(top, 1))).toEqual(['No further examples', 'original']);
    const sizes = below(below(top, 1), 1);
    expect(shown(sizes)).toEqual(['18,020 examples']);
    expect(shown(below(sizes, 0))).toEqual(['sample', 'train', 'evaluate', 'evaluate', 'evaluate']);
  });
});
