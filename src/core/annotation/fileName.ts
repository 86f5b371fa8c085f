import { plainName } from '../plainName';
import type { AnnotationHeader } from './decision';

/**
 * The name of an annotation file: `<dataset>.<annotator>.jsonl`. The set's folders are part of it, because sets in
 * different folders may have one name.
 */
export function annotationFileName({ dataset, annotator, adjudicates }: Pick<AnnotationHeader, 'dataset' | 'annotator' | 'adjudicates'>): string {
  const set = plain(dataset.replace(/\.[^./]*$/, '')).replace(/^[.-]+/, '');
  return `${set === '' ? 'set' : set}.${plain(annotator)}${adjudicates === undefined ? '' : '-adjudication'}.jsonl`;
}

function plain(text: string): string {
  const name = plainName(text).slice(0, 80);
  return name === '' ? '-' : name;
}
