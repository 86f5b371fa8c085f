import { describe, expect, it } from 'vitest';
import { formatDecision, formatHeader, type AnnotationHeader, type DecisionLine } from '../../src/core/annotation/decision';
import { isTornLine } from '../../src/core/annotation/tornLine';

const at = '2026-01-01T10:00:00.000Z';
const decisions: readonly DecisionLine[] = [
  { id: 'ex "1" \\ é', decision: 'label', label: 'non-entailment', at },
  { id: 'ex2', decision: 'accept', label: 'neutral', note: 'two\nlines, "quoted", \u0001', at },
  { id: 'ex3', decision: 'discard', at },
  { id: 'ex4', decision: 'discard', note: '*', at },
  { id: 'ex5', decision: 'undo', at },
  { id: 'ex6', decision: 'label', label: 'contradiction', undoes: true, note: 'as before', at },
  { id: 'ex7', decision: 'discard', undoes: true, at },
];
const header: AnnotationHeader = { dataset: 'data/é.jsonl', sha256: 'a'.repeat(64), annotator: 'Anna', version: 1 };
const headers: readonly AnnotationHeader[] = [header, { ...header, adjudicates: ['Anna'] }, { ...header, adjudicates: ['Anna', 'Ben "B"', 'Clara'] }];

const cuts = (line: string): string[] => Array.from({ length: line.length - 1 }, (_, at) => line.slice(0, at + 1));

describe('what a crash leaves of a line of an annotation', () => {
  it('is known wherever the line is cut off, and a whole line is none', () => {
    for (const [kind, lines] of [['decision', decisions.map(formatDecision)], ['header', headers.map(formatHeader)]] as const) {
      for (const line of lines) {
        expect(cuts(line).filter((cut) => !isTornLine(cut, kind))).toEqual([]);
        expect(isTornLine(line, kind)).toBe(false);
      }
    }
  });

  it('may end within a letter of several bytes, and in zeros', () => {
    expect(isTornLine('{"id":"ex\uFFFD', 'decision')).toBe(true);
    expect(isTornLine('{"id":"ex1","dec\0\0\0', 'decision')).toBe(true);
    expect(isTornLine('\0\0', 'decision')).toBe(true);
  });

  it.each([
    ['a conflict marker', '<<<<<<< HEAD'],
    ['a conflict marker', '======='],
    ['a word', 'ex2 neutral'],
    ['a header', '{"dataset":"data/pairs.jsonl","sha'],
    ['written with blanks', '{"id": "ex2"'],
    ['in another order', '{"decision":"discard","id":"ex2"'],
    ['of an unknown label', '{"id":"ex2","decision":"label","label":"maybe"'],
    ['of an unknown decision', '{"id":"ex2","decision":"perhaps"'],
    ['whole, with something behind it', `{"id":"ex2","decision":"discard","at":"${at}"},`],
    ['whole', `{"id":"ex2","decision":"discard","at":"${at}"}`],
  ])('is none that is %s: %s', (_, line) => {
    expect(isTornLine(line, 'decision')).toBe(false);
  });

  it('is told from another line at once, however long that is', () => {
    expect(isTornLine(`{"id":"${'\\n,"'.repeat(50_000)}`, 'decision')).toBe(false);
    expect(isTornLine(`{"id":"ex","decision":"discard","note":"${'n\\"'.repeat(50_000)}`, 'decision')).toBe(true);
    expect(isTornLine(`{"dataset":"d","sha256":"s","annotator":"a","version":1,"adjudicates":["${'a","'.repeat(2000)}x`, 'header')).toBe(true);
    expect(isTornLine(`{"dataset":"d","sha256":"s","annotator":"a","version":1,"adjudicates":["${'a","'.repeat(2000)}",x`, 'header')).toBe(false);
  });
});
