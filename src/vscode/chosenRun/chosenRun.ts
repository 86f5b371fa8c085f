import * as vscode from 'vscode';
import type { RunRecord } from '../../core/runs/record';
import { UserError } from '../../core/userError';
import type { RunResults } from '../../workflows/runLibrary';
import type { Problems } from '../shared/problem';
import { watchFile } from '../shared/watchFile';
import type { WorkspaceRuns } from '../shared/workspace';
import { asEditorWrites, keepChoice, keptChoice, type KeptChoice } from './keptChoice';

/** A run that goes on is read again after ten times as long as reading it took, and not more often than this. */
const refreshMilliseconds = 1000;
const refreshShare = 10;
/** After a run was chosen, for whoever is busier: its panel reads the same at that time. */
const aheadMilliseconds = 1000;

const unexpected = 'The chosen run could not be read, which is a defect of Blindspot: its log says more.';

/**
 * The run that the editor shows: in its data file and in the test tree. It is there again after a
 * reload, and its journal and data file are read when somebody asks for the results.
 *
 * What is wrong with the run (deleted, its data file changed) is told to the user here, once.
 */
export class ChosenRun implements vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<undefined>();
  /** Another run was chosen, or none; or this one went on, was deleted, or its data file changed. */
  readonly onDidChange = this.changes.event;

  private choice: KeptChoice | undefined;
  private reading: Promise<RunResults | undefined> | undefined;
  /** Counts changes, so that what was read before one is not taken for what is there after it. */
  private changesSeen = 0;
  /** As it was when its results were read. */
  private shown: RunRecord | undefined;
  /** Milliseconds that the last reading took. */
  private readingTook = 0;
  private timer: NodeJS.Timeout | undefined;
  private aheadTimer: NodeJS.Timeout | undefined;
  private told: string | undefined;
  private dataWatcher: vscode.Disposable | undefined;

  constructor(
    private readonly memento: vscode.Memento,
    private readonly runs: Pick<WorkspaceRuns, 'store' | 'library'>,
    private readonly problems: Problems,
  ) {
    this.take(keptChoice(memento));
  }

  get id(): string | undefined {
    return this.choice?.id;
  }

  /** Path of the data file that the chosen run is about, as the editor writes it. */
  get dataFile(): string | undefined {
    return this.choice === undefined ? undefined : asEditorWrites(this.choice.data);
  }

  /** @throws UserError `not-found` or `bad-run`; the run before stays chosen */
  async choose(id: string): Promise<void> {
    const record = await this.runs.store.read(id);
    this.take({ id, data: record.data.file });
    await keepChoice(this.memento, this.choice);
    this.changed();
    this.aheadTimer = setTimeout(() => {
      if (this.reading === undefined) void this.readAhead();
    }, aheadMilliseconds);
  }

  /** Shows no run. */
  async clear(): Promise<void> {
    this.take(undefined);
    await keepChoice(this.memento, undefined);
    this.changed();
  }

  /**
   * The chosen run with its answers; undefined where none is chosen, or where it cannot be shown, which
   * the user is then told.
   */
  results(): Promise<RunResults | undefined> {
    return (this.reading ??= this.read());
  }

  /** Runs have changed on disk. */
  refresh(): void {
    if (this.choice === undefined) return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.lookAgain();
    }, Math.max(this.shown?.state === 'running' ? refreshMilliseconds : 0, refreshShare * this.readingTook));
  }

  /** The data file was saved, or read from the disk anew: is it still the one that was scored? */
  dataFileChanged(): void {
    this.changed();
  }

  /** Why the chosen run is not shown, in a sentence. */
  get problem(): string | undefined {
    return this.told;
  }

  dispose(): void {
    this.take(undefined);
    this.changes.dispose();
  }

  private take(choice: KeptChoice | undefined): void {
    clearTimeout(this.timer);
    clearTimeout(this.aheadTimer);
    this.timer = undefined;
    this.dataWatcher?.dispose();
    this.dataWatcher = choice === undefined ? undefined : watchFile(choice.data, () => this.dataFileChanged());
    this.choice = choice;
    this.reading = undefined;
    this.shown = undefined;
    this.told = undefined;
  }

  private changed(): void {
    this.reading = undefined;
    this.changesSeen += 1;
    this.changes.fire(undefined);
  }

  private async lookAgain(): Promise<void> {
    const { id } = this;
    if (id === undefined) return;
    try {
      const record = await this.runs.store.read(id);
      if (id === this.id && this.hasMoved(record)) this.changed();
    } catch (error) {
      if (id === this.id) await this.fail(error);
    }
  }

  /** The data file is often opened next. What is wrong with the run, the one who asks for it is told. */
  private async readAhead(): Promise<void> {
    const { choice, changesSeen } = this;
    if (choice === undefined) return;
    const results = await this.runs.library.results(choice.id).catch(() => undefined);
    if (results === undefined || choice !== this.choice || changesSeen !== this.changesSeen || this.reading !== undefined) return;
    this.shown = results.record;
    this.reading = Promise.resolve(results);
  }

  private hasMoved(now: RunRecord): boolean {
    if (this.shown === undefined) return this.reading !== undefined;
    return this.shown.state !== now.state || this.shown.times.updated !== now.times.updated;
  }

  private async read(): Promise<RunResults | undefined> {
    const { id } = this;
    if (id === undefined) return undefined;
    const started = performance.now();
    try {
      const results = await this.runs.library.results(id);
      if (id !== this.id) return await this.results();
      this.shown = results.record;
      this.told = undefined;
      return results;
    } catch (error) {
      if (id !== this.id) return await this.results();
      await this.fail(error);
      return undefined;
    } finally {
      this.readingTook = performance.now() - started;
    }
  }

  private async fail(error: unknown): Promise<void> {
    if (!(error instanceof UserError)) {
      if (this.told !== unexpected) this.problems.tell(error);
      this.told = unexpected;
      return;
    }
    const gone = error.code === 'not-found' && !(await this.isThere());
    const message = gone
      ? 'The run that the editor showed was deleted or moved, so its answers are shown no more. Choose another with “Blindspot: Show Run in Editor”.'
      : `The chosen run is not shown in the editor. ${error.message}`;
    if (message !== this.told) this.problems.warn(message);
    if (gone) await this.clear();
    else this.told = message;
  }

  /** A data file that is gone fails in the same words as a run that is. */
  private async isThere(): Promise<boolean> {
    return this.runs.store.read(this.id ?? '').then(
      () => true,
      () => false,
    );
  }
}
