import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ReadAnnotations } from '../../core/annotation/annotationReader';
import { annotationVersion, decisionLineSchema, formatDecision, formatHeader, type DecisionLine } from '../../core/annotation/decision';
import { UserError } from '../../core/userError';
import type { AcceptedFile, AnnotatedFile, AnnotationStore, AnnotationTarget, OpenAnnotations } from '../../ports/annotations';
import { stampOf } from '../fileStamp';
import { GrowingFile } from '../growingFile';
import { makeFolder } from '../makeFolder';
import { isSameFile } from '../sameFile';
import { explain, systemCode } from '../systemError';
import { writeWholeFile } from '../wholeFile';
import { lockForWriting, type Locked, type WriterLock } from '../writerLock';
import { annotationPlace, annotationsFolder } from './annotationPlace';
import { isAnnotationFile, readAnnotationFile, type AnnotationFileContent } from './annotationFile';

/** Annotations as files under `.blindspot/annotations`, which git can merge line by line. */
export class FolderAnnotationStore implements AnnotationStore {
  async read(file: string): ReturnType<AnnotationStore['read']> {
    const { read, torn } = await readAnnotationFile(file);
    if (read !== null) return { ...read, torn };
    throw new UserError('bad-annotations', `${file} is empty, so it does not say what it annotates. Delete it, or restore it.`);
  }

  async list({ root, sha256 }: Pick<AnnotatedFile, 'root' | 'sha256'>): ReturnType<AnnotationStore['list']> {
    const folder = annotationsFolder(root);
    const names = await readdir(folder).catch((error: unknown) => {
      if (systemCode(error) === 'ENOENT') return [];
      throw explain(error, 'list the annotations in', folder);
    });
    const files: (ReadAnnotations & { readonly file: string })[] = [];
    const problems: string[] = [];
    for (const name of names.filter((each) => each.endsWith('.jsonl')).sort()) {
      const file = path.join(folder, name);
      try {
        const { read } = await readAnnotationFile(file);
        if (read?.header.sha256 === sha256) files.push({ ...read, file });
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        problems.push(error.message);
      }
    }
    return { files, problems };
  }

  async look(target: AnnotationTarget): ReturnType<AnnotationStore['look']> {
    const file = await annotationPlace(target);
    return { file, lines: linesIn(await contentOf(file), target, file) };
  }

  async writeAccepted({ file, set, lines }: AcceptedFile, signal: AbortSignal): Promise<void> {
    if (await isSameFile(file, set)) throw new UserError('usage', `${file} is the set itself. Choose another file to write.`);
    if (await isAnnotationFile(file)) throw new UserError('usage', `${file} is an annotation file, whose decisions would be lost. Choose another file to write.`);
    await writeWholeFile(file, lines, signal);
  }

  async open(target: AnnotationTarget, holder: string): Promise<OpenAnnotations> {
    const file = await annotationPlace(target);
    const locked = lockOf(target, file);
    await makeLocksFolder(path.dirname(locked.lockPath));
    const lock = await lockForWriting(locked, holder);
    try {
      const stamp = await stampIfThere(file);
      const content = await contentOf(file);
      const lines = linesIn(content, target, file);
      return new OpenFile(file, target, lines, content, stamp, lock);
    } catch (error) {
      await lock.release();
      throw error;
    }
  }
}

/** An annotation file in the hands of its one writer. */
class OpenFile implements OpenAnnotations {
  private growing: GrowingFile | undefined;
  private hasHeader: boolean;

  /** @param stamp of the file when it was read; undefined where there was none */
  constructor(
    readonly file: string,
    private readonly target: AnnotationTarget,
    readonly lines: readonly DecisionLine[],
    private readonly content: AnnotationFileContent | undefined,
    private readonly stamp: string | undefined,
    private readonly lock: WriterLock,
  ) {
    this.hasHeader = content?.read != null;
  }

  get tornIn(): string | null {
    return this.content?.torn === true ? `${this.file}.torn` : null;
  }

  async append(line: DecisionLine): Promise<void> {
    if (this.lock.lost.aborted) throw this.lock.lost.reason;
    const field = decisionLineSchema.safeParse(line).error?.issues[0]?.path.join('.');
    if (field !== undefined) {
      // Written, it would be refused when the annotation is opened, and every other decision with it.
      throw new UserError('usage', `The decision about “${line.id}” was not written, because its field "${field}" is empty or of the wrong kind. Mend the example in the set, and open the annotation again.`);
    }
    await this.lock.requireNoSuccessor();
    const untouched = this.growing === undefined ? (await stampIfThere(this.file)) === this.stamp : await this.growing.isUntouched();
    if (!untouched) {
      throw new UserError(
        'bad-annotations',
        `${this.file} was changed by another program while it was open, perhaps by git. Nothing was written to it: open the annotation again.`,
      );
    }
    await makeFolder(path.dirname(this.file));
    this.growing ??= await GrowingFile.open(this.file, { torn: this.tornIn !== null, keptIn: this.tornIn, doing: 'write the annotations' });
    const header = this.hasHeader ? [] : [formatHeader({ ...this.target, version: annotationVersion })];
    await this.growing.append([...header, formatDecision(line)]);
    this.hasHeader = true;
  }

  async close(): Promise<void> {
    await this.growing?.close();
    await this.lock.release();
  }
}

async function stampIfThere(file: string): Promise<string | undefined> {
  try {
    return JSON.stringify(await stampOf(file));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw explain(error, 'read the annotations', file);
  }
}

function lockOf({ root, annotator }: AnnotationTarget, file: string): Locked {
  const name = path.join(root, '.blindspot', 'locks', path.basename(file));
  return {
    target: file,
    lockPath: `${name}.lock`,
    holderFile: `${name}.holder.json`,
    name: `The annotation by ${annotator}`,
    whenHeld: 'Close it there, or annotate under another name.',
    whenLost: 'Open the annotation again.',
  };
}

/** Annotations are for git, and who has one open is not. */
async function makeLocksFolder(folder: string): Promise<void> {
  await makeFolder(folder);
  const file = path.join(folder, '.gitignore');
  try {
    await writeFile(file, '*\n', { flag: 'wx' });
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw explain(error, 'write', file);
  }
}

/** Undefined where there is no such file yet. */
async function contentOf(file: string): Promise<AnnotationFileContent | undefined> {
  try {
    return await readAnnotationFile(file);
  } catch (error) {
    if (error instanceof UserError && error.code === 'not-found') return undefined;
    throw error;
  }
}

function linesIn(content: AnnotationFileContent | undefined, target: AnnotationTarget, file: string): readonly DecisionLine[] {
  const read = content?.read;
  if (read == null) return [];
  const { dataset, sha256, annotator } = read.header;
  if (annotator !== target.annotator) {
    throw new UserError('bad-annotations', `${file} is the annotation of "${annotator}", not of "${target.annotator}". Choose another name.`);
  }
  if (sha256 !== target.sha256) {
    throw new UserError(
      'bad-annotations',
      dataset === target.dataset
        ? `${dataset} was changed since its annotation by ${annotator} began: its SHA-256 differs from that in ${file}. Restore the set, or move that file away to begin anew.`
        : `${file} annotates another set, ${dataset}. Move or rename that file.`,
    );
  }
  return read.lines;
}
