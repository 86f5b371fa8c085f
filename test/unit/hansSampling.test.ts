import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, it } from 'vitest';
import { sampleExamples } from '../../src/core/hans/generator/sample';
import { capacityOf, type Template } from '../../src/core/hans/generator/template';
import { leaf, phrase, writeSentence } from '../../src/core/hans/generator/tree';

describe('sampling without repeats', () => {
  const colors = ['red', 'green', 'blue'];
  const twoColors: Template = (choose) => {
    const first = choose.fresh(colors);
    const second = choose.fresh(colors);
    const size = choose.any(['big', 'small']);
    const pair = phrase('S', leaf('JJ', first), leaf('JJ', second), leaf('JJ', size));
    return { premise: pair, hypothesis: pair };
  };
  const oneColor: Template = (choose) => {
    const only = phrase('S', leaf('JJ', choose.fresh(colors)));
    return { premise: only, hypothesis: only };
  };

  it('counts 3 x 2 x 2 examples where two of three colours and one of two sizes are taken', () => {
    expect(capacityOf(twoColors)).toBe(12);
  });

  it('draws every example of every template once before it ends', () => {
    const templates = [
      { name: 'two', template: twoColors },
      { name: 'one', template: oneColor },
    ];
    const drawn = Array.from(
      sampleExamples(templates, 100, xoroshiro128plus(5)),
      ({ name, pair }) => `${name}: ${writeSentence(pair.premise).text}`,
    );
    expect(drawn).toHaveLength(15);
    expect(new Set(drawn).size).toBe(15);
    expect(drawn).toContain('two: Red green small');
    expect(drawn).toContain('one: Blue');
    expect(drawn).not.toContain('two: Red red small');
  });
});
