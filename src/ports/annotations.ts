import type { ReadAnnotations } from '../core/annotation/annotationReader';
import type { AnnotationHeader, DecisionLine } from '../core/annotation/decision';

/** Where annotations are kept. `src/storage/annotations` implements it with a file an annotator and set. */
export interface AnnotationStore {
  /**
   * @returns with whether the file ends in a part of a line, which is not counted
   * @throws UserError `not-found` or `bad-annotations` with the line.
   */
  read(file: string): Promise<ReadAnnotations & { readonly torn: boolean }>;
  /** The annotation files of a set; those that cannot be read are told as sentences. */
  list(set: Pick<AnnotatedFile, 'root' | 'sha256'>): Promise<{ readonly files: readonly (ReadAnnotations & { readonly file: string })[]; readonly problems: readonly string[] }>;
  /**
   * Opens an annotation for writing. Nobody else can write to it until `close`. The file is made with the first decision.
   *
   * @param holder how another process that wants it is told who has it
   * @throws UserError `locked` with the holder's name, `bad-annotations` with the line, or `disk`; nothing was changed then.
   */
  open(annotation: AnnotationTarget, holder: string): Promise<OpenAnnotations>;
  /** What an annotation holds that somebody else has open. @throws UserError `bad-annotations`. */
  look(annotation: AnnotationTarget): Promise<Pick<OpenAnnotations, 'file' | 'lines'>>;
  /**
   * Writes a training file of what was accepted.
   *
   * @throws UserError `usage` for the set's own file or one of annotations, `disk`, what making a line throws, or the signal's reason; then the file is as it was.
   */
  writeAccepted(accepted: AcceptedFile, signal: AbortSignal): Promise<void>;
}

/** A set, as annotations name it. */
export interface AnnotatedFile {
  /** The folder that holds `.blindspot`. */
  readonly root: string;
  /** Path of the set from there, with forward slashes. */
  readonly dataset: string;
  readonly sha256: string;
}

export type AnnotationTarget = AnnotatedFile & Pick<AnnotationHeader, 'annotator' | 'adjudicates'>;

export interface OpenAnnotations {
  readonly file: string;
  /** What was in it on opening. */
  readonly lines: readonly DecisionLine[];
  /** Where the part of a line that the file ended in is kept, from the first decision on; null where it ended whole. */
  readonly tornIn: string | null;
  /** Resolves when the decision is on disk. @throws UserError `disk`, `locked`, `bad-annotations`, or `usage` for a line that could not be read again; what was there stays as it was. */
  append(line: DecisionLine): Promise<void>;
  close(): Promise<void>;
}

/** A training file that is to be written. */
export interface AcceptedFile {
  readonly file: string;
  /** The file whose examples were annotated, which must not be written over. */
  readonly set: string;
  /** With their line ends, one or several at a time; made as they are written. */
  readonly lines: AsyncIterable<string>;
}
