import { describe, expect, it } from 'vitest';
import type { Job, JobKind } from '../../src/core/experiment/job';
import { identityHash } from '../../src/storage/identityHash';
import { mnliInputs, planned } from '../fixtures/experiments';

const paper = planned({ preset: 'paper' });

function countsOf(jobs: readonly Job[]): Partial<Record<JobKind, number>> {
  const counts: Partial<Record<JobKind, number>> = {};
  for (const { kind } of jobs) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

function titled(jobs: readonly Job[], title: string): Job {
  const [found, ...others] = jobs.filter((job) => job.title === title);
  if (found === undefined || others.length > 0) throw new Error(`${others.length + Number(found !== undefined)} jobs are called "${title}"`);
  return found;
}

describe('the plan of the study as published', () => {
  /*
   * By hand, from Zhang & Pavlick (2025): starting points 0, 5,000, 10,000, 20,000, 100,000 and 391,722, so five
   * trainings (0 is the base). After each, three sizes of three conditions: 6 x 9 = 54, less the three of the
   * original condition after 391,722, because then every original has been seen: 51 + 5 = 56 trainings. With the base
   * 57 classifiers, each on three tests: 171. Draws: five starting points; original examples 5 x 3, because what is
   * further depends on what was seen; synthetic and synthetic-biased three sizes each, for all starting points: 26.
   */
  it('has just the jobs that the grid asks for, counted by hand', () => {
    expect(countsOf(paper.jobs)).toEqual({ split: 1, 'train-generator': 1, generate: 1, filter: 1, sample: 26, train: 56, evaluate: 171 });
    expect(paper.classifiers).toHaveLength(57);
    expect(paper.leftOut).toEqual([18_020, 36_040, 73_080].map((size) => ({ start: 391_722, condition: 'original', size })));
  });

  it('repeats for a second seed the draws, the trainings and their tests, and neither generator nor base', () => {
    expect(countsOf(planned({ seeds: [1, 2] }).jobs)).toEqual({ split: 1, 'train-generator': 1, generate: 1, filter: 1, sample: 52, train: 112, evaluate: 3 + 2 * 168 });
  });

  it('trains each continuation from its starting point’s one adapter', () => {
    const start = titled(paper.jobs, 'train on 20,000 original, seed 1');
    const further = paper.jobs.filter(({ kind, after }) => kind === 'train' && after.includes(start.id));
    expect(further).toHaveLength(9);
    const config = JSON.parse(further[0]?.files['training.json'] ?? '') as Record<string, unknown>;
    expect(config).toMatchObject({ task: 'classifier', start: `../${start.id.slice(0, 16)}/adapter.gguf`, base: '/m/Llama-2-7b-hf', gguf: '/m/llama-2-7b.gguf', out: 'adapter.gguf', seed: 1 });
    // The study's settings (protocol of the paper, "Training").
    expect(config).toMatchObject({ rank: 64, alpha: 16, dropout: 0.1, learningRate: 2e-5, warmupRatio: 0.3, batchSize: 2, epochs: 1 });
  });

  it('generates once, with the study’s sampling, what is in none of the tests', () => {
    expect(titled(paper.jobs, 'generate the synthetic set').arguments.join(' ')).toMatch(
      /^generate --model \/m\/llama-2-7b\.gguf --adapter \S+\/adapter\.gguf --per-label 100000 --seed 1 --temperature 1 --top-p 1 --min-p 0 --max-tokens 512 --not-in \/d\/matched\.jsonl \/d\/mismatched\.jsonl \/d\/hans\.txt /,
    );
    const generator = titled(paper.jobs, 'train the generator');
    expect(JSON.parse(generator.files['training.json'] ?? '')).toMatchObject({ task: 'generator', batchSize: 6 });
    expect(generator.work).toBe(391_722);
  });

  it('draws further originals from those that were not seen', () => {
    const seen = titled(paper.jobs, 'draw 5,000 original, seed 1');
    const further = titled(paper.jobs.filter(({ after }) => after.includes(seen.id)), 'draw 18,020 more original, seed 1');
    expect(further.arguments.join(' ')).toContain(`--count 18020 --seed 1 --not-in ${seen.folder}/examples.jsonl`);
  });

  it('puts each job after all those that it needs, and is the same every time', () => {
    const places = new Map(paper.jobs.map(({ id }, at) => [id, at]));
    expect(paper.jobs.filter(({ id, after }) => after.some((each) => (places.get(each) ?? Infinity) >= (places.get(id) ?? 0)))).toEqual([]);
    expect(planned({ preset: 'paper' })).toEqual(paper);
  });
});

describe('a job’s identity', () => {
  const ids = (plan: { readonly jobs: readonly Job[] }): Set<string> => new Set(plan.jobs.map(({ id }) => id));
  /** Kinds of the jobs that stay what they were. */
  const kept = (content: object, inputs = mnliInputs): Partial<Record<JobKind, number>> => countsOf(planned(content, inputs).jobs.filter(({ id }) => ids(paper).has(id)));

  it('changes with a setting of the classifiers for these and their tests alone', () => {
    // The base is no classifier of ours: its three tests stay.
    expect(kept({ classifier: { rank: 8 } })).toEqual({ split: 1, 'train-generator': 1, generate: 1, filter: 1, sample: 26, evaluate: 3 });
  });

  it('changes with the generator’s settings for all that has seen synthetic examples', () => {
    // Kept: five starting points and fifteen of the original condition, with the draws for them; the base is tested too.
    expect(kept({ generator: { training: { learningRate: 1e-4 } } })).toEqual({ split: 1, sample: 20, train: 20, evaluate: 21 * 3 });
  });

  it('changes with a data file for what reads it', () => {
    const hans = { file: '/d/hans.txt', sha256: identityHash('another'), examples: 30_000 };
    const content = { generation: { notInTests: false } };
    const before = ids(planned(content));
    const changed = planned(content, { ...mnliInputs, tests: { ...mnliInputs.tests, hans } }).jobs.filter(({ id }) => !before.has(id));
    expect(countsOf(changed)).toEqual({ evaluate: 57 });
    expect(changed.every(({ title }) => title.startsWith('test on HANS'))).toBe(true);
  });

  it('does not change with where files are, how often a checkpoint is written, or how many threads there are', () => {
    const moved = { ...mnliInputs, training: { ...mnliInputs.training, file: '/elsewhere/train.jsonl' } };
    expect(ids(planned({ classifier: { checkpointMinutes: 1, threads: 2 }, engine: { threads: 4 } }, moved))).toEqual(ids(paper));
  });

  it('is shared by cells that come to the same: 1,000 after nothing, and 1,000 to begin with', () => {
    const { jobs, classifiers } = planned({ startingPoints: [0, 1000], augmentationSizes: [0, 1000], conditions: ['original'] });
    expect(countsOf(jobs)).toEqual({ split: 1, sample: 2, train: 2, evaluate: 9 });
    expect(classifiers).toHaveLength(4);
  });
});

describe('an experiment that the data cannot give', () => {
  it('is refused with what there is', () => {
    expect(() => planned({ startingPoints: [0, 400_000] })).toThrow('startingPoints: 400,000 are asked for, and there are 391,722 to train on.');
    expect(() => planned({ ifOriginalsRunOut: 'refuse' })).toThrow('after 391,722 originals only 0 of 391,722 are unseen, and 73,080 are asked for');
    expect(() => planned({ generation: { perLabel: 100 } })).toThrow('73,080 synthetic examples are asked for, and generation.perLabel lets 300 be sampled');
    expect(() => planned({ data: { validationPerLabel: 200_000 } })).toThrow('of label entailment /d/train.jsonl has 130,822 examples');
  });

  it('is not refused for a generator that nothing needs', () => {
    const content = { generator: { examples: 400_000 }, generation: { perLabel: 1 } };
    expect(() => planned(content)).toThrow('generator.examples: 400,000 are asked for');
    expect(planned({ ...content, conditions: ['original'] }).jobs.some(({ kind }) => kind === 'generate')).toBe(false);
  });

  it('is refused where HANS’s second label stands in the training set', () => {
    const training = { ...mnliInputs.training, labels: { ...mnliInputs.training.labels, 'non-entailment': 3 } };
    expect(() => planned({}, { ...mnliInputs, training })).toThrow('3 examples of /d/train.jsonl are labelled "non-entailment"');
  });
});
