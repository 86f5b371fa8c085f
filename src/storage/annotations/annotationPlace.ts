import { createHash } from 'node:crypto';
import path from 'node:path';
import { headerSchema, type AnnotationHeader } from '../../core/annotation/decision';
import { annotationFileName, distinctFileName, isCutShort } from '../../core/annotation/fileName';
import { jsonOf } from '../../core/jsonOf';
import type { AnnotationTarget } from '../../ports/annotations';
import { isThere } from '../isThere';
import { linesOf } from '../lines';
import { explain, systemCode } from '../systemError';

export function annotationsFolder(root: string): string {
  return path.join(root, '.blindspot', 'annotations');
}

/**
 * The file of an annotation: the one that has the usual name, as long as that is not another set's and says the whole
 * path; what was begun under a name is found under it.
 *
 * @throws UserError `disk`
 */
export async function annotationPlace(target: AnnotationTarget): Promise<string> {
  const folder = annotationsFolder(target.root);
  const usual = path.join(folder, annotationFileName(target));
  const distinct = path.join(folder, distinctFileName(target, createHash('sha256').update(target.dataset).digest('hex')));
  const header = await headerOf(usual);
  if (header === undefined) return isCutShort(target) || (await isThere(distinct)) ? distinct : usual;
  return header === null || isOf(target, header) ? usual : distinct;
}

/** Is it of this set, be that somewhere else by now or another version? */
function isOf(target: AnnotationTarget, { dataset, sha256 }: AnnotationHeader): boolean {
  return dataset === target.dataset || sha256 === target.sha256;
}

/** Undefined where there is no such file; null where it does not say of what it is. */
async function headerOf(file: string): Promise<AnnotationHeader | null | undefined> {
  try {
    for await (const [first = ''] of linesOf(file, { malformed: 'replace' })) return headerSchema.safeParse(jsonOf(first)).data ?? null;
    return null;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw explain(error, 'read the annotations', file);
  }
}
