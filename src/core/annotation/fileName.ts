import { plainName } from '../plainName';
import type { AnnotationHeader } from './decision';

type Named = Pick<AnnotationHeader, 'dataset' | 'annotator' | 'adjudicates'>;

const longest = 80;
/** Of the path's digest: enough to tell the sets of a folder apart. */
const digits = 8;

/**
 * The name of an annotation file: `<dataset>.<annotator>.jsonl`. The set's folders are part of it, because sets in
 * different folders may have one name.
 */
export function annotationFileName(named: Named): string {
  return fileName(plain(setName(named)), named);
}

/**
 * Its name where the usual one does not tell the set from others: with the end of the path, which says more than its
 * beginning, and digits of the whole.
 *
 * @param digest of the set's path, in hexadecimal
 */
export function distinctFileName(named: Named, digest: string): string {
  const end = Array.from(setName(named)).slice(digits + 1 - longest).join('');
  return fileName(`${end}-${digest.slice(0, digits)}`, named);
}

/** Is the usual name only the beginning of what it should be? */
export function isCutShort(named: Named): boolean {
  return setName(named).length > longest;
}

function setName({ dataset }: Named): string {
  return plainName(dataset.replace(/\.[^./]*$/, ''));
}

function fileName(set: string, { annotator, adjudicates }: Named): string {
  const name = set.replace(/^[.-]+/, '');
  return `${name === '' ? 'set' : name}.${plain(plainName(annotator))}${adjudicates === undefined ? '' : '-adjudication'}.jsonl`;
}

function plain(name: string): string {
  return name === '' ? '-' : name.slice(0, longest);
}
