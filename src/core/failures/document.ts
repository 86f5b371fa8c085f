import { labels } from '../nli/label';
import { count } from '../report/format';
import { labelProbabilities, type Prediction } from '../scoring/prediction';
import type { Failure, FailureGroup, FailureList } from './failureList';
import { describeFilter, hansFieldsOf } from './filter';

/** Failing examples as text that an editor folds by its indentation. Lines and columns count from 0. */
export interface FailureDocument {
  readonly text: string;
  /** Where the headers of the groups stand, in order. */
  readonly groups: readonly { readonly line: number; readonly title: string; readonly failures: number }[];
  /** A link for each example: the place of its text, and the line of the data file (from 1) that it leads to. */
  readonly links: readonly FailureLink[];
}

export interface FailureLink {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly id: string;
  readonly dataLine: number;
}

/** Counts first, then a block a group, then a block an example in it. */
export function failureDocument(list: FailureList): FailureDocument {
  const lines = [...heading(list), ''];
  const groups: { line: number; title: string; failures: number }[] = [];
  const links: FailureLink[] = [];
  for (const group of list.groups) {
    groups.push({ line: lines.length, title: group.title, failures: group.failures.length });
    lines.push(groupLine(group));
    for (const failure of group.failures) {
      const { id, line: dataLine } = failure.answer.example;
      const link = `line ${dataLine}`;
      const before = `  ${id}, `;
      links.push({ line: lines.length, start: before.length, end: before.length + link.length, id, dataLine });
      const template = hansFieldsOf(failure.answer.example)?.template;
      lines.push(`${before}${link}${template === undefined ? '' : `, ${template}`}`, ...details(failure));
    }
    lines.push('');
  }
  return { text: lines.join('\n'), groups, links };
}

function heading(list: FailureList): string[] {
  const shown = list.groups.reduce((sum, { failures }) => sum + failures.length, 0);
  const filter = describeFilter(list.filter);
  return [
    list.title,
    `${count(list.failed)} of ${count(list.answered)} examples${filter === '' ? '' : `; shown: ${count(shown)} (${filter})`}`,
    `Data file: ${list.dataFile}`,
    ...(shown > 0 ? [] : [list.failed === 0 ? 'There is none.' : 'None passes the filter: choose a wider one.']),
  ];
}

function groupLine({ title, failures, answered }: FailureGroup): string {
  return `${title}: ${count(failures.length)} of ${count(answered)}`;
}

function details({ answer, other }: Failure): string[] {
  const { example, prediction } = answer;
  return [
    `    premise     ${oneLine(example.premise)}`,
    `    hypothesis  ${oneLine(example.hypothesis)}`,
    `    gold        ${example.gold}`,
    `    predicted   ${describePrediction(prediction)}`,
    ...(other === undefined ? [] : [`    other run   ${describePrediction(other.prediction)}`]),
  ];
}

/** `entailment (entailment .934, neutral .041, contradiction .025; label mass .871)` */
export function describePrediction({ label, scores }: Prediction): string {
  if (scores === undefined) return label;
  const shares = labelProbabilities(scores);
  const each = labels.map((name) => `${name} ${probability(shares[name])}`).join(', ');
  return `${label} (${each}; label mass ${probability(scores.mass)})`;
}

function probability(share: number): string {
  return share.toFixed(3).replace(/^0/, '');
}

/** A sentence of JSON Lines may hold line breaks. */
function oneLine(text: string): string {
  return /[\r\n]/.test(text) ? text.replace(/\s*[\r\n]+\s*/g, ' ') : text;
}
