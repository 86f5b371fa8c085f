import { describe, expect, it } from 'vitest';
import { auditMarkdown, code } from '../../src/core/audit/markdown';
import { answerText, auditText } from '../../src/core/audit/text';
import type { Audit } from '../../src/core/audit/audit';
import { hoverMarkdown } from '../../src/core/inline/hover';
import { listedFailures } from '../../src/core/inline/listedFailures';
import { placesIn } from '../../src/core/inline/places';
import { failureText, hintText } from '../../src/core/inline/sentences';
import type { HansExample } from '../../src/core/nli/example';
import type { Answer } from '../../src/core/scoring/answers';
import { predict } from '../../src/core/scoring/prediction';
import { tallyOf } from '../../src/core/scoring/tally';

const example: HansExample = {
  id: 'ex1',
  premise: 'The doctor saw the | lawyer .',
  hypothesis: 'The lawyer saw the doctor .',
  gold: 'non-entailment',
  heuristic: 'lexical_overlap',
  subcase: 'ln_subject/object_swap',
  template: 'temp1',
  line: 2,
};
/** Probabilities .6, .16 and .04: a mass of .8, of which entailment has three quarters. */
const prediction = predict('ex1', { entailment: Math.log(0.6), neutral: Math.log(0.16), contradiction: Math.log(0.04) });
const wrong: Answer<HansExample> = { example, prediction, correct: false };

const audit: Audit = {
  prompt: 'Premise: The doctor saw the | lawyer . is',
  bos: { id: 1, text: '<s>' },
  labelTokens: {
    entailment: [{ id: 875, text: ' ent' }, { id: 737, text: 'ail' }],
    neutral: [{ id: 21104, text: ' neutral' }],
    contradiction: [{ id: 27877, text: ' contrad' }],
  },
  boundary: null,
  scores: prediction.scores,
};

describe('the place of a hint', () => {
  it('is the end of a line that fits the window', () => {
    const line = '{"premise":"A.","hypothesis":"B.","label":"neutral"}';
    expect(placesIn(line, 'neutral')).toEqual({ gold: [43, 50], hint: line.length });
  });

  it('is beside the gold label of a row of HANS, whose end is out of view', () => {
    const line = `non-entailment\t( ${'The '.repeat(60)})\tThe doctor .\tex1`;
    expect(placesIn(line, 'non-entailment')).toEqual({ gold: [0, 14], hint: 14 });
  });

  it('is beside the gold label of a line of MNLI’s JSON', () => {
    const line = `{"annotator_labels": ["neutral"], "genre": "slate", "gold_label": "neutral", "sentence1": "${'word '.repeat(60)}"}`;
    const { gold, hint } = placesIn(line, 'neutral');
    expect(line.slice(...gold)).toBe('neutral');
    expect(line.slice(0, gold[0])).toMatch(/"gold_label": "$/);
    expect(hint).toBe(gold[1]);
  });

  it('is after the first field where the gold label comes last, as in GLUE', () => {
    const line = `17\t${'word '.repeat(60)}\tneutral`;
    expect(placesIn(line, 'neutral').hint).toBe(2);
  });
});

describe('an answer in few words', () => {
  it('names the prediction and its share of the three labels', () => {
    expect(hintText(wrong)).toBe('✗ entailment 75 %');
    expect(failureText(wrong)).toBe('Expected non-entailment, predicted entailment (75 %).');
  });

  it('has no share where only the label is known', () => {
    expect(hintText({ prediction: { id: 'ex1', label: 'non-entailment' }, correct: true })).toBe('✓ non-entailment');
  });

  it('never rounds up to certainty', () => {
    const sure = predict('ex1', { entailment: Math.log(0.999), neutral: Math.log(0.0005), contradiction: Math.log(0.0005) });
    expect(hintText({ prediction: sure, correct: true })).toBe('✓ entailment >99 %');
  });
});

describe('the failures among the editor’s problems', () => {
  const answers = (failures: number) => ({
    format: 'hans' as const,
    answers: [{ ...wrong, correct: true }, ...Array.from({ length: failures }, (_, index) => ({ ...wrong, example: { ...example, line: index + 3 } }))],
  });

  it('are all of them where they are few', () => {
    expect(listedFailures(answers(2), 2)).toMatchObject({ listed: [{ correct: false }, { correct: false }], others: null });
  });

  it('are the first so many, and how many more there are', () => {
    const { listed, others } = listedFailures(answers(5), 2);
    expect(listed.map((answer) => answer.example.line)).toEqual([3, 4]);
    expect(others).toMatchObject({ count: 3, first: { example: { line: 5 } } });
  });
});

describe('the audit of an answer', () => {
  it('gives log-probabilities, shares, tokens, mass and the prompt as it was sent', () => {
    const markdown = auditMarkdown(audit);
    // ln .6, ln .16, ln .04
    expect(markdown).toContain('| entailment | -0.511 | 75.0 % | ` " ent" ` (875) ` "ail" ` (737) |');
    expect(markdown).toContain('| neutral | -1.833 | 20.0 % |');
    expect(markdown).toContain('| contradiction | -3.219 | 5.0 % |');
    expect(markdown).toContain('Label mass 0.800');
    expect(markdown).toContain('Begins with ` "<s>" ` (1)');
  });

  it('keeps what comes from files and models from being markup, and from ending a table’s cell', () => {
    expect(code('a `b`\nc')).toBe('`` a `b` c ``');
    expect(auditMarkdown({ ...audit, prompt: 'Premise: ``` and <b> |' })).toContain('````text\nPremise: ``` and <b> |\n````');
    const labelTokens = { ...audit.labelTokens, neutral: [{ id: 3, text: '|' }] };
    expect(auditMarkdown({ ...audit, labelTokens })).toContain('| ` "\\|" ` (3) |');
  });

  it('says where prompt and label would tokenise otherwise in one text', () => {
    const boundary = { tokens: 40, lastPromptToken: { id: 338, text: ' is' }, joins: { entailment: true, neutral: false, contradiction: true } };
    expect(auditMarkdown({ ...audit, boundary })).toMatch(/40 tokens, the last ` " is" ` \(338\)\. In one text with the prompt, neutral would tokenise otherwise/);
    expect(auditText({ pair: { ...example, gold: null }, subject: 'tiny', prediction, audit: { ...audit, boundary } })).toContain('the last " is" (338)');
  });

  it('marks an answer only where the gold label is known', () => {
    const ranked = 'entailment 75.0 %, neutral 20.0 %, contradiction 5.0 %';
    expect(answerText({ pair: { premise: 'A', hypothesis: 'B', gold: null }, prediction, audit })).toBe(ranked);
    expect(answerText({ pair: { premise: 'A', hypothesis: 'B', gold: 'neutral' }, prediction, audit })).toBe(`✗ ${ranked}`);
    expect(answerText({ pair: { premise: 'A', hypothesis: 'B', gold: 'entailment' }, prediction, audit })).toBe(`✓ ${ranked}`);
  });
});

describe('the hover over an example', () => {
  const record = {
    source: { kind: 'predictions', file: 'bert.txt', sha256: '' },
    data: { file: 'hans.txt', sha256: '', format: 'hans', examples: 1, skipped: 0 },
    selection: { kind: 'all' },
    total: 1,
  } as const;

  it('gives the template’s accuracy with its interval', () => {
    const markdown = hoverMarkdown({ record, answer: wrong, audit, template: tallyOf(820, 5000), again: undefined, links: '' });
    // BERT on HANS's non-entailed lexical overlap: .164; its Wilson interval as in the verdict's test.
    expect(markdown).toContain('Subcase ` ln_subject/object_swap `, template ` temp1 `: 820 of 5,000 right, 16.4 % [15.4, 17.5].');
  });

  it('says of imported predictions why there is no audit', () => {
    expect(hoverMarkdown({ record, answer: wrong, audit: undefined, template: undefined, again: undefined, links: '' })).toMatch(/imported hold no scores/);
  });
});
