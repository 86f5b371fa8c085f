import { uniformInt } from 'pure-rand/distribution/uniformInt';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { capacityOf, exampleAt, type SentencePair, type Template } from './template';

/** A template with HANS's kind of name for it, such as `temp14`. */
export interface NamedTemplate {
  readonly name: string;
  readonly template: Template;
}

export interface SampledExample {
  /** Of the template. */
  readonly name: string;
  readonly pair: SentencePair;
}

/**
 * Draws examples without repeats: each time one of the templates that still have some, each as likely
 * as the others, and one of its examples that was not drawn yet.
 *
 * Ends early when all templates are used up.
 */
export function* sampleExamples(
  templates: readonly NamedTemplate[],
  count: number,
  random: RandomGenerator,
): Generator<SampledExample> {
  let open = templates.map(({ name, template }) => ({
    name,
    template,
    numbers: shuffledNumbers(capacityOf(template), random),
  }));
  for (let drawn = 0; drawn < count && open.length > 0; ) {
    const source = open[uniformInt(random, 0, open.length - 1)];
    const next = source?.numbers.next();
    if (source === undefined || next === undefined || next.done === true) {
      open = open.filter((other) => other !== source);
    } else {
      yield { name: source.name, pair: exampleAt(source.template, next.value) };
      drawn += 1;
    }
  }
}

/**
 * The numbers from 0 to `size` less one in random order: a Fisher-Yates shuffle that keeps only the
 * places which differ from the unshuffled row, since a few thousand are taken of up to 10^12.
 */
function* shuffledNumbers(size: number, random: RandomGenerator): Generator<number> {
  const moved = new Map<number, number>();
  for (let place = 0; place < size; place += 1) {
    const drawn = uniformInt(random, place, size - 1);
    yield moved.get(drawn) ?? drawn;
    moved.set(drawn, moved.get(place) ?? place);
    moved.delete(place);
  }
}
