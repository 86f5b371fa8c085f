import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { UserError } from '../../userError';
import type { HansRow } from '../hansFile';
import { subcases, type Subcase } from '../subcases';
import { constituentTemplates } from './constituent';
import { lexicalOverlapTemplates } from './lexicalOverlap';
import { sampleExamples, type NamedTemplate } from './sample';
import { subsequenceTemplates } from './subsequence';
import { capacityOf, type SubcaseTemplates } from './template';
import { writeSentence } from './tree';

export interface HansExamplesRequest {
  /** How many examples of each of the 30 subcases. */
  readonly perSubcase: number;
  /** A whole number from 0 to 4294967295. */
  readonly seed: number;
}

const templatesByName: SubcaseTemplates = {
  ...lexicalOverlapTemplates,
  ...subsequenceTemplates,
  ...constituentTemplates,
};

const largestSeed = 2 ** 32 - 1;

/**
 * Makes a set in the manner of HANS (McCoy et al. 2019) from templates and words of our own: block by
 * block in the order of `subcases`, ids `ex0` upwards, and no pair of sentences twice.
 *
 * The rows are made as they are asked for, can be walked through once, and depend on nothing but the request. With the same seed,
 * each subcase of a smaller set is the beginning of that subcase in a larger one.
 *
 * @throws UserError `usage`, before the first row, for a number out of range or for more examples than
 * a subcase has.
 */
export function makeHansExamples({ perSubcase, seed }: HansExamplesRequest): Iterable<HansRow> {
  if (!Number.isSafeInteger(perSubcase) || perSubcase < 1) {
    throw new UserError(
      'usage',
      `The number of examples per subcase is ${perSubcase}; give a whole number of 1 or more.`,
    );
  }
  if (!Number.isInteger(seed) || seed < 0 || seed > largestSeed) {
    throw new UserError('usage', `The seed is ${seed}; give a whole number from 0 to ${largestSeed}.`);
  }
  const blocks = numberedTemplates();
  for (const { subcase, templates } of blocks) {
    const capacity = templates.reduce((sum, { template }) => sum + capacityOf(template), 0);
    if (perSubcase > capacity) {
      throw new UserError(
        'usage',
        `The subcase ${subcase.name} has ${capacity} different examples and ${perSubcase} were asked for; ` +
          `ask for ${capacity} or fewer per subcase.`,
      );
    }
  }
  return rows(blocks, perSubcase, seed);
}

interface Block {
  readonly subcase: Subcase;
  readonly templates: readonly NamedTemplate[];
}

function numberedTemplates(): readonly Block[] {
  let count = 0;
  return subcases.map((subcase) => ({
    subcase,
    templates: (templatesByName[subcase.name] ?? []).map((template) => {
      count += 1;
      return { name: `temp${count}`, template };
    }),
  }));
}

function* rows(blocks: readonly Block[], perSubcase: number, seed: number): Generator<HansRow> {
  const random = xoroshiro128plus(seed);
  let count = 0;
  for (const { subcase, templates } of blocks) {
    // A stretch of the sequence for each subcase, so that none depends on how long another is.
    random.jump();
    for (const { name, pair } of sampleExamples(templates, perSubcase, random.clone())) {
      const premise = writeSentence(pair.premise);
      const hypothesis = writeSentence(pair.hypothesis);
      yield {
        gold: subcase.gold,
        premiseBinaryParse: premise.binaryParse,
        hypothesisBinaryParse: hypothesis.binaryParse,
        premiseParse: premise.parse,
        hypothesisParse: hypothesis.parse,
        premise: premise.text,
        hypothesis: hypothesis.text,
        id: `ex${count}`,
        heuristic: subcase.heuristic,
        subcase: subcase.name,
        template: name,
      };
      count += 1;
    }
  }
}
