import { binaryLabels, labels } from '../nli/label';
import { annotationVersion, formatDecision, formatHeader, type DecisionLine } from './decision';

/** Stands for any text in a sample of a line; twice, for any number of texts in a list. */
const anyText = '*';
/** The inside of a string in JSON, which may end within a letter. */
const inside = '[^"\\\\]*(?:\\\\.[^"\\\\]*)*\\\\?';

const header = { dataset: anyText, sha256: anyText, annotator: anyText, version: annotationVersion } as const;
const common = { id: anyText, at: anyText };
const decided = [
  ...[...labels, ...binaryLabels].flatMap((label) => (['label', 'accept'] as const).map((decision) => ({ ...common, decision, label }))),
  { ...common, decision: 'discard' as const },
];
const decisions: readonly DecisionLine[] = [...decided, ...decided.map((line) => ({ ...line, undoes: true as const })), { ...common, decision: 'undo' }];

const beginnings = {
  header: [header, { ...header, adjudicates: [anyText + anyText] }].map(formatHeader).map(beginningsOf),
  decision: decisions.flatMap((line) => [line, { ...line, note: anyText }]).map(formatDecision).map(beginningsOf),
};

/** Could this be what our own writer has left of a line that it could not finish? Never of a whole one. */
export function isTornLine(text: string, kind: keyof typeof beginnings): boolean {
  // Where the machine lost power, some disks leave zeros.
  const written = text.replace(/\0+$/, '');
  return beginnings[kind].some((beginning) => beginning.test(written));
}

/** All that a line can be cut off to. */
function beginningsOf(line: string): RegExp {
  const pieces = line.split(/(\*+)/).flatMap((part) => {
    if (part === anyText) return [inside];
    if (part === anyText + anyText) return [`${inside}(?:","${inside})*(?:",$)?`];
    return Array.from(part, (letter) => letter.replace(/\W/, '\\$&'));
  });
  // Without its last letter: that would make it whole.
  return new RegExp(`^${pieces.slice(0, -1).reduceRight((rest, piece) => `(?:${piece}${rest})?`, '')}$`);
}
