import path from 'node:path';
import * as vscode from 'vscode';
import { experimentEnding } from '../../core/experiment/experimentFile';
import { jobFiles } from '../../core/jobs/jobFolder';
import { UserError } from '../../core/userError';
import { lastLineOf } from '../../storage/lastLine';
import { watchFiles } from '../shared/watchFiles';
import type { WorkspaceRuns } from '../shared/workspace';
import { nameOfFile, rowsBelow, type ExperimentRow, type FileRow } from './experimentRows';
import type { ExperimentStanding, ExperimentStandings } from './experimentStandings';

/** What goes on is read again after two seconds, or after ten times as long as reading it took. */
const refreshMilliseconds = 2000;
const refreshShare = 10;
/** A journal that grows is read on after half a second. */
const leastMilliseconds = 500;

const mostExperiments = 200;

/** Where experiments are shown. */
export interface ExperimentsSurface {
  /** Does somebody look? */
  readonly watched: boolean;
  /** Somebody begins to look, or looks at something else. */
  readonly onLook: vscode.Event<void>;
  /** Rows and lenses are to be asked for again. */
  changed(): void;
}

export interface InViewParts {
  readonly folders: Pick<WorkspaceRuns, 'folder'>;
  readonly standings: Pick<ExperimentStandings, 'of'>;
  readonly view: ExperimentsSurface;
}

/** The experiments of the folder, as the view and the lenses show them. While nobody looks nothing is read. */
export class ExperimentsInView implements vscode.Disposable {
  private shown: readonly FileRow[] = [];
  private readonly watchers: vscode.Disposable;
  private readonly cancelling = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  /** The reading that goes on. */
  private reading: Promise<void> | undefined;
  /** Has something changed since it began? */
  private outdated = true;
  private readingTook = 0;

  constructor(private readonly parts: InViewParts) {
    const journals = '**/.blindspot/experiments/*/{journal.jsonl,.holder.json}';
    // The deletion of a folder is told of the folder alone, not of the files in it.
    this.watchers = vscode.Disposable.from(
      watchFiles([`**/*${experimentEnding}`, journals, '**/.blindspot/experiments/*', '**/.blindspot/experiments', '**/.blindspot'], () => this.changed()),
      parts.view.onLook(() => {
        if (this.outdated || this.goesOn) void this.refresh();
      }),
    );
  }

  /** One row an experiment, and what is below a row that was opened. */
  async rowsBelow(row: ExperimentRow | undefined): Promise<ExperimentRow[]> {
    if (row !== undefined) return Promise.all(rowsBelow(row).map((each) => this.told(each)));
    if (this.outdated) {
      if (this.shown.length === 0) this.shown = (await this.files()).map((file) => fileRow(file, undefined));
      void this.refresh();
    }
    return [...this.shown];
  }

  /** Is it the only experiment? */
  isAlone(row: ExperimentRow): boolean {
    return row.kind === 'experiment' && this.shown.length === 1;
  }

  /** Undefined while it has not been read. */
  standingOf(file: string): ExperimentStanding | undefined {
    if (this.outdated) void this.refresh();
    return this.shown.find((row) => row.file === file)?.standing;
  }

  /** Absolute paths of the experiments of the folder. */
  async files(): Promise<string[]> {
    const { folder } = this.parts.folders;
    if (folder === undefined) return [];
    const found = await vscode.workspace.findFiles(new vscode.RelativePattern(folder, `**/*${experimentEnding}`), '**/{node_modules,.blindspot}/**', mostExperiments);
    return found.map(({ fsPath }) => fsPath).sort();
  }

  /** Something that the rows tell of has changed. */
  changed(): void {
    this.outdated = true;
    if (this.parts.view.watched) this.refreshAfter(Math.max(leastMilliseconds, refreshShare * this.readingTook));
  }

  /** Reads everything as it is now. */
  async refresh(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.reading === undefined) {
      this.reading = this.read().finally(() => (this.reading = undefined));
      await this.reading;
    } else {
      await this.reading;
      if (this.outdated) await this.refresh();
    }
  }

  dispose(): void {
    this.cancelling.abort();
    clearTimeout(this.timer);
    this.watchers.dispose();
  }

  private get goesOn(): boolean {
    // Without a driver, jobs of Slurm may be under way.
    return this.shown.some(({ standing }) => standing !== undefined && (standing.driver !== undefined || standing.progress.counts.submitted > 0));
  }

  private async read(): Promise<void> {
    const started = performance.now();
    this.outdated = false;
    const files = await this.files();
    this.shown = files.map((file) => this.shown.find((row) => row.file === file) ?? fileRow(file, undefined));
    this.parts.view.changed();
    for (const file of files) {
      const row = await this.rowOf(file);
      if (this.cancelling.signal.aborted) return;
      this.shown = this.shown.map((other) => (other.file === file ? row : other));
      this.parts.view.changed();
    }
    this.readingTook = performance.now() - started;
    if (this.goesOn) this.refreshAfter(Math.max(refreshMilliseconds, refreshShare * this.readingTook));
  }

  private async rowOf(file: string): Promise<FileRow> {
    try {
      return fileRow(file, await this.parts.standings.of(file, this.cancelling.signal));
    } catch (error) {
      return { ...fileRow(file, undefined), problem: error instanceof UserError ? error.message : String(error) };
    }
  }

  private refreshAfter(milliseconds: number): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      if (this.parts.view.watched) void this.refresh();
    }, milliseconds);
  }

  /** With the last that a job told of itself which is under way. */
  private async told(row: ExperimentRow): Promise<ExperimentRow> {
    if (row.kind !== 'job') return row;
    const record = row.standing.progress.records.get(row.job.id);
    if (record?.state !== 'submitted') return row;
    return { ...row, told: await lastLineOf(path.join(record.handle.folder, jobFiles.log), Date.parse(record.at)) };
  }
}

function fileRow(file: string, standing: ExperimentStanding | undefined): FileRow {
  return { kind: 'experiment', id: file, file, name: nameOfFile(file), standing, problem: undefined };
}
