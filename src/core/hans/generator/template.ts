import type { Phrase } from './tree';

/** What a template takes its words from. */
export interface Choices {
  /** One of the pool that this example has not taken from it before: no noun or verb comes twice. */
  fresh<T>(pool: readonly T[]): T;
  /** One of the pool, whatever was taken before. */
  any<T>(pool: readonly T[]): T;
}

/** The trees of a premise and of a hypothesis, both whole sentences. */
export interface SentencePair {
  readonly premise: Phrase;
  readonly hypothesis: Phrase;
}

/**
 * A sentence pattern. What it asks of its choices (which pools, in which order) must not depend on
 * what it got: then its examples can be counted, and each has a number.
 */
export type Template = (choose: Choices) => SentencePair;

/** The templates of each subcase, by the subcase's name. */
export type SubcaseTemplates = Readonly<Record<string, readonly Template[]>>;

/** A premise with the pieces that hypotheses about it can be made of. */
export interface Scene {
  readonly premise: Phrase;
}

/** One template for each hypothesis about a kind of scene. */
export function templatesAbout<S extends Scene>(
  scene: (choose: Choices) => S,
  ...hypotheses: readonly ((scene: S) => Phrase)[]
): readonly Template[] {
  return hypotheses.map((hypothesis) => (choose) => {
    const chosen = scene(choose);
    return { premise: chosen.premise, hypothesis: hypothesis(chosen) };
  });
}

/** How many examples a template can make. */
export function capacityOf(template: Template): number {
  let capacity = 1;
  template(
    choicesBy((options) => {
      capacity *= options;
      return 0;
    }),
  );
  return capacity;
}

/**
 * The example with a given number.
 *
 * @param number from 0 to the capacity less one, read as digits in the mixed radix of the template's
 * choices, so that different numbers give different choices.
 */
export function exampleAt(template: Template, number: number): SentencePair {
  let rest = number;
  return template(
    choicesBy((options) => {
      const digit = rest % options;
      rest = Math.floor(rest / options);
      return digit;
    }),
  );
}

/** @param decide which of so many options, counted from 0. */
function choicesBy(decide: (options: number) => number): Choices {
  const taken = new Map<readonly unknown[], Set<unknown>>();
  const any = <T>(pool: readonly T[]): T => {
    const chosen = pool[decide(pool.length)];
    if (chosen === undefined) {
      throw new RangeError('A template takes more words from a pool than there are in it.');
    }
    return chosen;
  };
  return {
    any,
    fresh<T>(pool: readonly T[]): T {
      const before = taken.get(pool) ?? new Set();
      const chosen = any(pool.filter((option) => !before.has(option)));
      taken.set(pool, before.add(chosen));
      return chosen;
    },
  };
}
