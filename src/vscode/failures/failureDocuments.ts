import * as vscode from 'vscode';
import { pairAnswers } from '../../core/compare/pairAnswers';
import { failureDocument, type FailureDocument } from '../../core/failures/document';
import { changesOf, failuresOfRun, type FailureList, type ListedRun } from '../../core/failures/failureList';
import type { RunRecord } from '../../core/runs/record';
import { runTitle } from '../../core/runs/title';
import { UserError } from '../../core/userError';
import type { RunResults } from '../../workflows/runLibrary';
import type { WorkspaceRuns } from '../shared/workspace';
import type { FailureSubject } from './argument';
import { failureSubjectOf } from './failureUri';
import { failureScheme } from './scheme';

/** A failure document as it was last read. */
export interface ReadDocument {
  readonly bytes: Uint8Array;
  /** When its text last changed, in milliseconds since 1970. */
  readonly modified: number;
  readonly document: FailureDocument;
  /** ID of the run that the failing answers, and so the links, belong to. */
  readonly run: string;
  /** IDs of the runs it is about. */
  readonly about: readonly string[];
  /** Those runs as they were, by `stampOf`. */
  readonly stamps: readonly (string | undefined)[];
}

/** Computes failure documents from their addresses, and keeps those that are open. */
export class FailureDocuments implements vscode.Disposable {
  private readonly kept = new Map<string, Promise<ReadDocument>>();
  private readonly closing: vscode.Disposable;

  constructor(
    private readonly runs: Pick<WorkspaceRuns, 'library' | 'store'>,
    private readonly now: () => number,
  ) {
    this.closing = vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      if (uri.scheme === failureScheme) this.kept.delete(uri.toString());
    });
  }

  /** As it was read last, or read now. */
  read(uri: vscode.Uri): Promise<ReadDocument> {
    return this.kept.get(uri.toString()) ?? this.readAgain(uri);
  }

  /** As it is now. What a person can mend is told in the document, where its reader looks. */
  readAgain(uri: vscode.Uri): Promise<ReadDocument> {
    const key = uri.toString();
    const earlier = this.kept.get(key);
    const reading = this.compute(uri, earlier);
    this.kept.set(key, reading);
    reading.catch(() => this.kept.delete(key));
    return reading;
  }

  /**
   * Would it be another than the editor shows, read now? What was computed last need not be what is shown: the editor
   * may have asked for its size alone. A run that goes on is shown as it was: its list would not stand still.
   */
  async isOutdated(shown: vscode.TextDocument): Promise<boolean> {
    const { document, about, stamps } = await this.read(shown.uri);
    if (document.text !== shown.getText()) return true;
    const now = await this.stampsOf(about);
    return now.some((stamp, index) => stamp !== stamps[index]);
  }

  dispose(): void {
    this.closing.dispose();
    this.kept.clear();
  }

  private async compute(uri: vscode.Uri, earlier: Promise<ReadDocument> | undefined): Promise<ReadDocument> {
    const computed = await this.documentOf(uri);
    const bytes = Buffer.from(computed.document.text);
    const before = await earlier?.catch(() => undefined);
    const same = before !== undefined && bytes.equals(before.bytes);
    return { ...computed, bytes, modified: same ? before.modified : this.now() };
  }

  private async documentOf(uri: vscode.Uri): Promise<Omit<ReadDocument, 'bytes' | 'modified'>> {
    let about: string[] = [];
    let stamps: ReadDocument['stamps'] = [];
    try {
      const subject = failureSubjectOf(uri);
      about = subject.compareWith === undefined ? [subject.run] : [subject.run, subject.compareWith];
      stamps = await this.stampsOf(about);
      const run = subject.change === 'broken' ? subject.compareWith : subject.run;
      return { document: failureDocument(await this.listOf(subject)), run, about, stamps };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return { document: { text: `${error.message}\n`, groups: [], links: [] }, run: '', about, stamps };
    }
  }

  private stampsOf(runs: readonly string[]): Promise<ReadDocument['stamps']> {
    return Promise.all(runs.map((id) => this.runs.store.read(id).then(stampOf, () => undefined)));
  }

  /** The failing examples that a document lists, as they are now. @throws UserError `not-found`, `bad-run` or `bad-data` */
  async listOf({ run, compareWith, change, ...filter }: FailureSubject): Promise<FailureList> {
    const first = await this.resultsOf(run);
    if (compareWith === undefined) return failuresOfRun({ ...listed(first), answers: first.answers }, filter);
    const second = await this.resultsOf(compareWith);
    const [a, b] = [listed(first), listed(second)];
    return changesOf(pairAnswers(first.answers, second.answers, { a: a.title, b: b.title }), { a, b }, change, filter);
  }

  private async resultsOf(run: string): Promise<RunResults> {
    await this.runs.store.read(run).catch((error: unknown) => {
      if (!(error instanceof UserError) || error.code !== 'not-found') throw error;
      throw new UserError('not-found', `The run ${run} is not there any more: it was deleted or moved. Open the failures of another run from the Runs view.`);
    });
    return this.runs.library.results(run);
  }
}

function listed({ record }: RunResults): ListedRun {
  return { title: runTitle(record), dataFile: record.data.file };
}

/** Differs when a run is another, which a run that goes on is only when it has ended; undefined for one that is gone. */
function stampOf({ state, times }: RunRecord): string {
  return state === 'running' ? state : times.updated;
}
