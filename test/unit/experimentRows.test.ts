import { describe, expect, it } from 'vitest';
import { countsOf } from '../../src/core/experiment/counts';
import { branchStateOf, describeBranch, describeJobStanding, describeUnfollowed, jobInCell, type JobStanding } from '../../src/core/experiment/describeProgress';
import { lifeOf } from '../../src/core/experiment/life';
import { newExperimentText } from '../../src/core/experiment/newExperiment';
import { parseExperiment } from '../../src/core/experiment/experimentFile';
import { endOf, withoutDriver, type JobEnd, type JobRecord, type PlannedState } from '../../src/core/experiment/standing';

const counted = (...states: PlannedState[]): ReturnType<typeof countsOf> => countsOf(states);

describe('a row of an experiment', () => {
  it('says what is wrong before what goes on, and that before what is done', () => {
    expect(branchStateOf(counted('failed', 'submitted', 'finished'))).toBe('failed');
    expect(branchStateOf(counted('blocked', 'submitted'))).toBe('blocked');
    expect(branchStateOf(counted('submitted', 'finished'))).toBe('underWay');
    expect(branchStateOf(counted('finished', 'finished'))).toBe('finished');
    expect(branchStateOf(counted('finished', 'stopped'))).toBe('stopped');
    expect(branchStateOf(counted('finished', 'waiting'))).toBe('begun');
    expect(branchStateOf(counted('waiting', 'waiting'))).toBe('waiting');
  });

  it('tells progress and time left in a line', () => {
    expect(describeBranch(counted('finished', 'submitted', 'failed', 'waiting'), { seconds: 838, atLeast: false })).toBe('1 of 4, 1 under way, 1 failed · about 14 min left');
    expect(describeBranch(counted('waiting', 'waiting'), { seconds: 95, atLeast: true })).toBe('0 of 2 · at least 1 min 35 s left');
    expect(describeBranch(counted('finished'), { seconds: 5, atLeast: false })).toBe('1 of 1');
    expect(describeBranch(counted('waiting'), { seconds: 0, atLeast: true })).toBe('0 of 1');
  });
});

describe('the row of a job', () => {
  const job = (state: PlannedState, more: Partial<JobStanding> = {}): string => describeJobStanding({ state, reason: null, seconds: null, told: null, secondsLeft: null, ...more });

  it('tells what a job took, or is to take', () => {
    expect(job('finished', { seconds: 125 })).toBe('2 min 5 s');
    expect(job('waiting', { seconds: 125 })).toBe('takes about 2 min 5 s');
    expect(job('waiting')).toBe('');
  });

  it('tells of one that is under way what it says of itself, and how long it still takes', () => {
    expect(job('submitted')).toBe('under way');
    expect(job('submitted', { secondsLeft: 65 })).toBe('under way · about 1 min 5 s left');
    expect(job('submitted', { told: 'Loading the model', secondsLeft: 65 })).toBe('Loading the model · about 1 min 5 s left');
    expect(job('submitted', { told: '12 of 300 examples, 20 s left', secondsLeft: 65 })).toBe('12 of 300 examples, 20 s left');
  });

  it('leaves out what the rows above it say', () => {
    expect(jobInCell({ kind: 'evaluate', title: 'test on MNLI matched: 1,000 original, then 500 synthetic, seed 2' })).toBe('test on MNLI matched, seed 2');
    expect(jobInCell({ kind: 'evaluate', title: 'test on HANS: the base as it is' })).toBe('test on HANS');
    expect(jobInCell({ kind: 'train', title: 'train on 1,000 original, then 500 synthetic, seed 2' })).toBe('train, seed 2');
    expect(jobInCell({ kind: 'sample', title: 'draw 500 synthetic, seed 2' })).toBe('draw 500 synthetic, seed 2');
  });

  it('tells why one failed', () => {
    expect(job('failed', { reason: 'It ended with exit code 1.' })).toBe('It ended with exit code 1.');
    expect(job('blocked')).toBe('blocked by what failed');
  });
});

describe('what an experiment is at', () => {
  const submitted = (executor: 'local' | 'slurm'): JobRecord => ({ state: 'submitted', attempts: 1, at: '', handle: { executor, id: '1', folder: '/w' } });
  const begun = new Map([['1', submitted('local')]]);

  it('is told by its driver first, then by Slurm’s queue, then by what its jobs came to', () => {
    expect(lifeOf({ counts: counted('failed'), records: begun }, true)).toBe('running');
    expect(lifeOf({ counts: counted('submitted', 'failed'), records: begun }, false)).toBe('queued');
    expect(lifeOf({ counts: counted('failed', 'blocked'), records: begun }, false)).toBe('failed');
    expect(lifeOf({ counts: counted('finished', 'stopped'), records: begun }, false)).toBe('unfinished');
    expect(lifeOf({ counts: counted('finished'), records: begun }, false)).toBe('finished');
    expect(lifeOf({ counts: counted('waiting'), records: new Map() }, false)).toBe('new');
  });

  it('has no job of this machine under way where no driver lives, and Slurm’s go on', () => {
    const now = withoutDriver(new Map([['1', submitted('local')], ['2', submitted('slurm')]]), new Map());
    expect([...now.values()].map(({ state }) => state)).toEqual(['stopped', 'submitted']);
  });

  it('has Slurm’s jobs ended that left a record of their end, after as many attempts', () => {
    const finished: JobRecord = { state: 'finished', attempts: 2, seconds: 5 };
    const now = withoutDriver(new Map([['1', submitted('slurm')], ['2', submitted('slurm')], ['3', submitted('slurm')], ['4', finished]]), new Map<string, JobEnd>([
      ['1', endOf({ output: 'run' }, { state: 'finished', code: 0, reason: null, seconds: 60 }, true)],
      ['2', endOf({ output: 'run' }, { state: 'failed', code: 3, reason: 'It ended with exit code 3.' }, false)],
      ['4', { state: 'failed', reason: 'of an earlier attempt' }],
    ]));
    expect(Object.fromEntries(now)).toEqual({
      1: { state: 'finished', attempts: 1, seconds: 60 },
      2: { state: 'failed', attempts: 1, reason: 'It ended with exit code 3.' },
      3: submitted('slurm'),
      4: finished,
    });
  });

  it('has a job failed that ended well and left nothing', () => {
    expect(endOf({ output: 'adapter.gguf' }, { state: 'finished', code: 0, reason: null, seconds: 60 }, false)).toEqual({ state: 'failed', reason: 'It ended well and left no adapter.gguf.' });
    expect(endOf({ output: 'adapter.gguf' }, { state: 'cancelled', code: 143, reason: 'It was cancelled.' }, true)).toEqual({ state: 'stopped', reason: 'It was cancelled.' });
  });

  it('says what has ended since nobody looked, as long as something is left', () => {
    expect(describeUnfollowed(1, counted('finished', 'waiting'))).toBe('1 job has ended with Slurm since the last drive: resume the experiment, and it goes on with what is left.');
    expect(describeUnfollowed(0, counted('finished', 'waiting'))).toBe('');
    expect(describeUnfollowed(2, counted('finished', 'finished'))).toBe('');
  });
});

describe('a new experiment’s file', () => {
  const data = { training: 'data/train.jsonl', matched: 'data/matched.jsonl', mismatched: 'data/mismatched.jsonl', hans: 'data/hans.txt' };

  it.each(['laptop', 'paper'] as const)('says what the preset %s is, with the data where it is', (preset) => {
    const tests = { matched: { data: data.matched }, ...(preset === 'paper' ? { mismatched: { data: data.mismatched } } : {}), hans: { data: data.hans } };
    const text = newExperimentText(preset, data);
    expect(parseExperiment(text, 'new.experiment.json')).toEqual(parseExperiment(JSON.stringify({ preset, data: { training: data.training }, tests }), 'x.experiment.json'));
  });

  it('has each list in a line', () => {
    expect(newExperimentText('laptop', data)).toMatch(/^ {2}"startingPoints": \[\d+(, \d+)*\],\n {2}"conditions": \["original", "synthetic", "synthetic-biased"\],$/m);
  });
});
