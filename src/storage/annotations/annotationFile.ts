import { open } from 'node:fs/promises';
import { AnnotationReader, type ReadAnnotations } from '../../core/annotation/annotationReader';
import { headerSchema } from '../../core/annotation/decision';
import { isTornLine } from '../../core/annotation/tornLine';
import { jsonOf } from '../../core/jsonOf';
import { UserError } from '../../core/userError';
import { linesOf } from '../lines';
import { explain, systemCode } from '../systemError';

export interface AnnotationFileContent {
  /** Null where there is none yet: the file is empty, or its first line is torn. */
  readonly read: ReadAnnotations | null;
  /** Does the file end in a part of a line, which its writer could not finish? */
  readonly torn: boolean;
}

/**
 * Reads an annotation file. A writer that was killed leaves the beginning of a last line, which is not counted; any
 * other line that is no decision was written by somebody else.
 *
 * @throws UserError `not-found`, or `bad-annotations` with the line
 */
export async function readAnnotationFile(file: string): Promise<AnnotationFileContent> {
  const reader = new AnnotationReader(file);
  let pending: string | undefined;
  let torn = false;
  try {
    // A line may be torn in the middle of a letter.
    for await (const lines of linesOf(file, { malformed: 'replace' })) {
      for (const line of lines) {
        if (pending !== undefined) reader.push(pending);
        pending = line;
      }
    }
    if (pending !== undefined) {
      try {
        reader.push(pending);
      } catch (error) {
        // A conflict marker, or what somebody wrote by hand, is not to be lost.
        const isTorn = error instanceof UserError && isTornLine(pending, reader.hasHeader ? 'decision' : 'header') && !(await endsWhole(file));
        if (!isTorn) throw error;
        torn = true;
      }
    }
  } catch (error) {
    throw explain(error, 'read the annotations', file);
  }
  return { read: reader.hasHeader ? reader.finish() : null, torn };
}

/** Does a file begin as annotations do? @throws UserError `disk` */
export async function isAnnotationFile(file: string): Promise<boolean> {
  try {
    for await (const [first = ''] of linesOf(file, { malformed: 'replace' })) return headerSchema.safeParse(jsonOf(first.replace(/^\uFEFF/, ''))).success;
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw explain(error, 'read', file);
  }
  return false;
}

async function endsWhole(file: string): Promise<boolean> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
    return buffer.toString() === '\n';
  } finally {
    await handle.close();
  }
}
