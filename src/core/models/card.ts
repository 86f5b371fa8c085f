import type { Audit } from '../audit/audit';
import { labelTokenLines, tokenText } from '../audit/tokenText';
import { count } from '../report/format';
import type { CatalogueModel } from './catalogue';
import { describeLicence, describeNeed, describeParameters, describeTokenizer } from './describeModel';
import { formatBytes } from './formatBytes';
import type { ModelHeader } from './header';

/** What there is to know of a model or an adapter without loading it. */
export interface ModelCard {
  readonly file: string;
  readonly bytes: number;
  readonly header: ModelHeader;
  /** Null where it was never computed. */
  readonly sha256: string | null;
  /** The catalogue's entry, where it has this file. */
  readonly catalogue: CatalogueModel | null;
  /** The tokens of each label, or why a model has none that tell them apart; null for an adapter, whose base decides. */
  readonly tokens: Pick<Audit, 'bos' | 'labelTokens'> | { readonly problem: string } | null;
  /** Of this machine, in bytes. */
  readonly memory: number;
}

/** The card as a document to be read. */
export function cardText(card: ModelCard): string {
  const rows = card.header.adapter === null ? modelRows(card) : adapterRows(card, card.header.adapter);
  const width = Math.max(...rows.map(([name]) => name.length)) + 3;
  const table = rows.map(([name, value]) => `${name.padEnd(width)}${value}`);
  return [card.header.name ?? card.catalogue?.title ?? card.file, '', ...table, ...tokenLines(card), ''].join('\n');
}

type Row = readonly [name: string, value: string];

function modelRows(card: ModelCard): Row[] {
  const { header } = card;
  return [
    ['Architecture', `${header.architecture}${shapeOf(header)}`],
    ['Parameters', describeParameters(header.parameters)],
    ['Quantisation', header.quantization],
    ['Context', header.contextSize === null ? 'not said' : `${count(header.contextSize)} tokens`],
    ['Tokenizer', header.tokenizer === null ? 'not said' : describeTokenizer(header.tokenizer)],
    ['Memory', describeNeed(card.bytes, card.memory)],
    ...fileRows(card),
  ];
}

function adapterRows(card: ModelCard, adapter: NonNullable<ModelHeader['adapter']>): Row[] {
  const { header } = card;
  return [
    ['Kind', 'LoRA adapter'],
    ['For', `${header.architecture}${shapeOf(header)}`],
    ['Rank', `${adapter.rank}${adapter.alpha === null ? '' : `, alpha ${adapter.alpha}`}, on ${adapter.matrices} matrices`],
    ['Parameters', describeParameters(header.parameters)],
    ['Base', adapter.base === null ? 'not said' : `SHA-256 ${adapter.base}`],
    ...fileRows(card),
  ];
}

function fileRows({ header, catalogue, file, bytes, sha256 }: ModelCard): Row[] {
  const licence = catalogue === null ? header.licence : describeLicence(catalogue.licence);
  return [
    ['Licence', licence ?? 'not said'],
    ['File', file],
    ['Size', `${formatBytes(bytes)} (${count(bytes)} bytes)`],
    ['SHA-256', sha256 === null ? 'not computed yet' : `${sha256}${standingOf(catalogue, sha256)}`],
  ];
}

function standingOf(catalogue: CatalogueModel | null, sha256: string): string {
  if (catalogue === null) return '';
  if (catalogue.sha256 === null) return ', checked by size only: no sum is published';
  return catalogue.sha256 === sha256 ? ', as published' : `, not as published (${catalogue.sha256})`;
}

function shapeOf({ layers, width }: ModelHeader): string {
  return layers === null || width === null ? '' : `, ${layers} layers, ${count(width)} wide`;
}

function tokenLines({ tokens }: ModelCard): string[] {
  if (tokens === null) return [];
  if ('problem' in tokens) return ['', tokens.problem];
  return ['', ...labelTokenLines(tokens.labelTokens), tokens.bos === null ? 'It has no beginning-of-sequence token before a prompt.' : `Before a prompt stands ${tokenText(tokens.bos)}.`];
}
