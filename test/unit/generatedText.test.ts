import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labels } from '../../src/core/nli/label';
import { endMarker, generatorPrompt, generatorTemplate, hypothesisMark } from '../../src/core/synthetic/generatorPrompt';
import { pairKey, parseSample } from '../../src/core/synthetic/parseSample';
import { Outcome } from '../../src/core/synthetic/outcome';
import { formatEntry, inSampleOrder, parseEntry, sampleSeeds, type JournalEntry } from '../../src/core/synthetic/sample';
import { formatRejected } from '../../src/core/synthetic/setLine';
import { Sieve } from '../../src/core/synthetic/sieve';
import { seedSchema } from '../../src/core/streamSeed';

const stopped = (text: string): ReturnType<typeof parseSample> => parseSample({ text, end: 'stop' });

/** A sentence with a word in it, on one line and without the template's own words. */
const sentence = fc
  .array(fc.constantFrom('the', 'Lawyer', 'saw', '"it"', '--', 'O’Neil', '$5', '{premise}', '${1}', '`id`', 'naïve', '東京', '...'), { minLength: 1, maxLength: 9 })
  .map((parts) => parts.join(' '))
  .filter((text) => /[\p{L}\p{N}]/u.test(text));

describe('the generator’s prompt', () => {
  it('is the study’s text up to the premise', () => {
    expect(generatorPrompt('neutral', [])).toBe('This is an example where the relationship between the premise and the hypothesis is neutral. Premise:');
  });

  it('shows examples in the same form, a line each, before it', () => {
    expect(generatorPrompt('entailment', [{ premise: 'A man  sleeps.\n', hypothesis: 'He {premise} sleeps.' }])).toBe(
      'This is an example where the relationship between the premise and the hypothesis is entailment. ' +
        'Premise: A man sleeps. Hypothesis: He {premise} sleeps. -- This is the end of the example.\n' +
        'This is an example where the relationship between the premise and the hypothesis is entailment. Premise:',
    );
  });

  it('and the text that follows it make the study’s text', () => {
    fc.assert(
      fc.property(fc.constantFrom(...labels), (label) => {
        const whole = generatorTemplate.replace('{label}', label).replace('{premise}', 'P').replace('{hypothesis}', 'H');
        expect(`${generatorPrompt(label, [])} P Hypothesis: H ${endMarker}`).toBe(whole);
      }),
    );
  });
});

describe('parsing a sampled text', () => {
  it('finds the two sentences, on one line each', () => {
    expect(stopped(' The judge  laughed .\nHypothesis:  A judge laughed. ')).toEqual({
      pair: { premise: 'The judge laughed .', hypothesis: 'A judge laughed.', key: 'the judge laughed\na judge laughed' },
    });
  });

  it('gives back whatever two sentences were written, and evaluates none of it', () => {
    fc.assert(
      fc.property(sentence, sentence, (premise, hypothesis) => {
        const parsed = stopped(` ${premise} ${hypothesisMark} ${hypothesis} `);
        const same = pairKey({ premise, hypothesis: '' }).trim() === pairKey({ premise: hypothesis, hypothesis: '' }).trim();
        if (same) expect(parsed).toEqual({ reason: 'premise-is-hypothesis' });
        else expect(parsed).toMatchObject({ pair: { premise, hypothesis, key: pairKey({ premise, hypothesis }) } });
      }),
    );
  });

  it('never throws, and answers any text with a pair or a reason', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.constantFrom('stop', 'model', 'limit'), (text, end) => {
        const parsed = parseSample({ text, end });
        expect('pair' in parsed ? parsed.pair.premise.length * parsed.pair.hypothesis.length : parsed.reason.length).toBeGreaterThan(0);
      }),
    );
  });

  it.each([
    [{ text: ' A man sleeps. Hypothesis: He', end: 'limit' }, 'too-long'],
    [{ text: ' A man sleeps. Hypothesis: He sleeps.', end: 'model' }, 'no-end-marker'],
    [{ text: ' A man sleeps.', end: 'stop' }, 'no-hypothesis'],
    [{ text: ' A. Hypothesis: B. Hypothesis: C.', end: 'stop' }, 'run-together'],
    [{ text: ' A. Hypothesis: B. Premise: C.', end: 'stop' }, 'run-together'],
    [{ text: ' A. Hypothesis: B. This is an example where the relationship …', end: 'stop' }, 'run-together'],
    [{ text: ' A. Hypothesis: B. This is the end of the example.', end: 'stop' }, 'run-together'],
    [{ text: ' Hypothesis: He sleeps.', end: 'stop' }, 'empty-part'],
    [{ text: ' A man sleeps. Hypothesis: ... ', end: 'stop' }, 'empty-part'],
    [{ text: ' A man sleeps. Hypothesis: a MAN sleeps!', end: 'stop' }, 'premise-is-hypothesis'],
  ] as const)('says why %j is no example: %s', (sample, reason) => {
    expect(parseSample(sample)).toEqual({ reason });
  });
});

describe('the sieve', () => {
  const text = (premise: string, hypothesis: string): { text: string; end: 'stop' } => ({ text: ` ${premise} Hypothesis: ${hypothesis} `, end: 'stop' });

  it('keeps the first of two that are the same, and says whether the second is so to the letter', () => {
    const sieve = new Sieve([], []);
    expect(sieve.take(text('A man sleeps.', 'He rests.'))).toEqual({ kept: { premise: 'A man sleeps.', hypothesis: 'He rests.' } });
    expect(sieve.take(text('A man sleeps.', 'He rests.'))).toEqual({ reason: 'duplicate' });
    expect(sieve.take(text('A man sleeps', '“He rests”'))).toEqual({ reason: 'near-duplicate' });
    expect(sieve.take(text('A man', 'sleeps. He rests.'))).toMatchObject({ kept: { premise: 'A man' } });
  });

  it('lets no pair of a test set through, whatever its case and punctuation, and says of which', () => {
    const tests = [
      { file: 'dev.jsonl', keys: new Set([pairKey({ premise: 'A dog barks.', hypothesis: 'It barks.' })]) },
      { file: 'hans.txt', keys: new Set([pairKey({ premise: 'The judge saw the actor .', hypothesis: 'The actor saw the judge .' })]) },
    ];
    const sieve = new Sieve([], tests);
    expect(sieve.take(text('the judge saw the actor', 'The actor saw the judge.'))).toEqual({ reason: 'in-test-set', foundIn: ['hans.txt'] });
    expect(sieve.take(text('The judge saw the actor.', 'The judge saw.'))).toHaveProperty('kept');
  });

  it('says of a pair that stands in two test sets that it was found in both, and counts it for each', () => {
    const keys = new Set([pairKey({ premise: 'A dog barks.', hypothesis: 'It barks.' })]);
    const outcome = new Outcome(new Sieve([], [{ file: 'dev.jsonl', keys }, { file: 'hans.txt', keys }, { file: 'other.jsonl', keys: new Set() }]));
    const sample = { ...text('A dog barks.', 'It barks.'), label: 'neutral', number: 4, tokens: 9 } as const;
    outcome.take(sample);
    expect(['dev.jsonl', 'hans.txt', 'other.jsonl'].map((file) => outcome.foundIn(file))).toEqual([1, 1, 0]);
    expect(outcome.rejected.map(formatRejected)).toEqual([
      `{"sample":"neutral-4","label":"neutral","reason":"in-test-set","detail":"dev.jsonl, hans.txt","text":"${sample.text}"}\n`,
    ]);
  });

  it('lets no copy of an example through that the prompt showed', () => {
    const sieve = new Sieve([{ premise: 'A man sleeps.', hypothesis: 'He rests.' }], []);
    expect(sieve.take(text('A man sleeps.', 'he rests'))).toEqual({ reason: 'in-prompt' });
  });
});

describe('samples', () => {
  it('have seeds of their own: none twice in a label, others for another label and another run', () => {
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom(...labels), fc.nat(99_000), (seed, label, first) => {
        const found = Array.from({ length: 50 }, (_, place) => sampleSeeds(seed)({ label, number: first + place }));
        expect(new Set(found).size).toBe(50);
        for (const each of found) expect(each >= 0 && each < 2 ** 32 - 1).toBe(true);
      }),
    );
    // 100,000 samples a label, as in the study, of three runs: no two have a seed in common.
    const starts = [1, 2, 3].flatMap((seed) => labels.map((label) => sampleSeeds(seed)({ label, number: 0 }))).sort((a, b) => a - b);
    expect(Math.min(...starts.slice(1).map((start, at) => start - (starts[at] ?? 0)))).toBeGreaterThan(100_000);
  });

  it('have seeds of their own in each label up to the largest seed that is taken, and a larger one is not', () => {
    const mostSeed = 2_251_799_813_685_247;
    expect([-mostSeed - 1, -mostSeed, mostSeed, mostSeed + 1].map((seed) => seedSchema.safeParse(seed).success)).toEqual([false, true, true, false]);
    for (const seed of [mostSeed, -mostSeed]) expect(new Set(labels.map((label) => sampleSeeds(seed)({ label, number: 0 }))).size).toBe(3);
  });

  it('are in order by number and then by label, so that more of them only follow', () => {
    const names = [
      { label: 'contradiction', number: 0 },
      { label: 'entailment', number: 1 },
      { label: 'entailment', number: 0 },
    ] as const;
    expect([...names].sort(inSampleOrder)).toEqual([names[2], names[0], names[1]]);
  });

  it('and checks come back from the journal’s line as they were, whatever is in the text', () => {
    const name = { label: fc.constantFrom(...labels), number: fc.nat() };
    const sample = fc.record({ ...name, text: fc.string({ unit: 'grapheme' }), tokens: fc.nat(), end: fc.constantFrom('stop', 'model', 'limit') });
    const check = fc.record({
      ...name,
      predicted: fc.constantFrom(...labels),
      scores: fc.record({ logprobs: fc.record({ entailment: fc.constant(-1), neutral: fc.constant(-2.5), contradiction: fc.constant(-3) }), mass: fc.constant(0.5) }),
    });
    const judged = fc.tuple(check, fc.constantFrom('none', 'a'.repeat(64))).map(([each, by]) => ({ ...each, by }));
    fc.assert(
      fc.property(fc.oneof(sample.map((each): JournalEntry => ({ sample: each })), fc.oneof(check, judged).map((each): JournalEntry => ({ check: each }))), (entry) => {
        const line = formatEntry(entry);
        expect(line).not.toContain('\n');
        expect(parseEntry(line)).toEqual(entry);
      }),
    );
    expect(parseEntry('{"sample":"neutral-1","text":"A m')).toBeUndefined();
    expect(parseEntry('{"sample":"somehow-1","text":"","tokens":1,"end":"stop"}')).toBeUndefined();
  });
});
