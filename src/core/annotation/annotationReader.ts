import type * as z from 'zod';
import { jsonOf } from '../jsonOf';
import { place } from '../nli/rowReader';
import { UserError } from '../userError';
import { annotationVersion, decisionLineSchema, headerSchema, type AnnotationHeader, type DecisionLine } from './decision';

/** An annotation file, read. */
export interface ReadAnnotations {
  readonly header: AnnotationHeader;
  /** In the file's order, with those that were undone. */
  readonly lines: readonly DecisionLine[];
}

const conflictMarker = /^(<{7}|={7}|>{7}|\|{7})( |$)/;

/**
 * Reads an annotation file line by line. A line that is no decision is an error with its number: somebody
 * has edited the file, and what it meant cannot be guessed.
 */
export class AnnotationReader {
  private header: AnnotationHeader | undefined;
  private readonly lines: DecisionLine[] = [];
  private line = 0;

  /** @param file how messages call the file */
  constructor(private readonly file: string) {}

  /** Takes the next line. @throws UserError `bad-annotations` with the line's number */
  push(line: string): void {
    this.line += 1;
    // Some editors put a mark of the byte order before the first line.
    const text = this.line === 1 ? line.replace(/^\uFEFF/, '') : line;
    if (text.trim() === '') return;
    if (conflictMarker.test(text)) {
      throw this.bad(
        'git has left a conflict marker here. Keep the decisions of both sides (the last one for an example counts), and delete the lines that begin with <<<<<<<, =======, ||||||| or >>>>>>>.',
      );
    }
    if (this.header === undefined) this.header = this.readHeader(text);
    else this.lines.push(this.read(decisionLineSchema, text, 'decision'));
  }

  /** Has the first line been read? */
  get hasHeader(): boolean {
    return this.header !== undefined;
  }

  /** @throws UserError `bad-annotations` when there is no header */
  finish(): ReadAnnotations {
    if (this.header !== undefined) return { header: this.header, lines: this.lines };
    throw new UserError('bad-annotations', `${this.file} is empty, so it does not say what it annotates. Delete it, or restore it.`);
  }

  private readHeader(text: string): AnnotationHeader {
    const version = (jsonOf(text) as { version?: unknown } | null | undefined)?.version;
    if (typeof version === 'number' && version > annotationVersion) {
      throw this.bad(`version ${version} is of a newer Blindspot, which this one cannot read. Update Blindspot.`);
    }
    return this.read(headerSchema, text, 'header');
  }

  private read<Value>(schema: z.ZodType<Value>, text: string, name: string): Value {
    const value = jsonOf(text);
    if (value === undefined) throw this.bad(`this is no ${name}, because it is not JSON. Mend the line or remove it; nothing was changed in the file.`);
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const field = parsed.error.issues[0]?.path.join('.') ?? '';
    const why = field === '' ? '' : `: field "${field}" is missing or of the wrong kind`;
    throw this.bad(`this is no ${name}${why}. Mend the line or remove it; nothing was changed in the file.`);
  }

  private bad(problem: string): UserError {
    return new UserError('bad-annotations', `${place(this.file, this.line)}: ${problem}`);
  }
}
