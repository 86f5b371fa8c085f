import type * as vscode from 'vscode';
import type * as z from 'zod';
import type { RunRecord } from '../../../core/runs/record';
import { UserError } from '../../../core/userError';
import type { RunResults } from '../../../workflows/runLibrary';
import type { Problems } from '../problem';
import type { WorkspaceRuns } from '../workspace';
import { ShownResults } from './shownResults';

export interface PageParts {
  readonly runs: Pick<WorkspaceRuns, 'library'>;
  readonly problems: Problems;
  readonly log: vscode.LogOutputChannel;
  /** Told of each run that was read, which others need not read again. */
  readonly onRead: (results: RunResults) => void;
}

/** What a page is sent to show. */
export interface PageContent<To> {
  readonly title: string;
  readonly message: To;
  /** Does a run in it go on, so that it is to be read again? */
  readonly goesOn: boolean;
}

/** The two messages that every page knows. */
interface Ready {
  readonly type: 'ready';
}
interface Problem {
  readonly type: 'problem';
  readonly message: string;
}

/** Runs that go on are read again after a second, or after ten times as long as reading them took. */
const refreshMilliseconds = 1000;
const refreshShare = 10;

/** One panel: answers its page. While the page is hidden it holds no results and posts nothing. */
export abstract class PagePanel<From extends { readonly type: string }, To> implements vscode.Disposable {
  protected readonly results: ShownResults;
  private readonly subscriptions: vscode.Disposable[];
  /** The page is there and listens. A hidden page is thrown away by the editor, and begins again. */
  private listening = false;
  /** The page has been sent an answer before it asked. */
  private ahead = false;
  private timer: NodeJS.Timeout | undefined;
  /** Counts readings, so that one which was overtaken is not shown. */
  private reading = 0;

  constructor(
    private readonly panel: vscode.WebviewPanel,
    private readonly fromPage: z.ZodType<From | Ready>,
    protected readonly parts: PageParts,
  ) {
    this.results = new ShownResults(() => parts.runs.library, parts.onRead);
    this.subscriptions = [
      panel.webview.onDidReceiveMessage((message: unknown) => this.receive(message)),
      panel.onDidChangeViewState(() => {
        if (!panel.visible) this.rest();
      }),
    ];
  }

  /** What is to be shown now. @param runs all runs, newest first */
  protected abstract content(runs: readonly RunRecord[]): Promise<PageContent<To>>;

  protected abstract obey(message: Exclude<From, Ready>): Promise<void>;

  /** Sends what is to be shown while the page still loads: the editor keeps it until the page listens. */
  begin(): void {
    this.listening = true;
    this.ahead = true;
    void this.show();
  }

  reveal(): void {
    this.panel.reveal();
    this.refresh();
  }

  /** Shows the runs as they are now, within a second. */
  refresh(): void {
    if (this.listening) this.timer ??= this.showAfter(refreshMilliseconds);
  }

  dispose(): void {
    this.rest();
    for (const subscription of this.subscriptions) subscription.dispose();
    this.panel.dispose();
  }

  protected async show(read: 'missing' | 'changed' = 'missing'): Promise<void> {
    const reading = (this.reading += 1);
    const started = performance.now();
    clearTimeout(this.timer);
    this.timer = undefined;
    try {
      const { runs } = await this.parts.runs.library.list();
      if (read === 'changed') await this.results.forgetChanged(runs);
      const { title, message, goesOn } = await this.content(runs);
      if (reading !== this.reading) return;
      this.panel.title = title;
      await this.post(message);
      if (goesOn) this.timer ??= this.showAfter(Math.max(refreshMilliseconds, refreshShare * (performance.now() - started)));
    } catch (error) {
      if (reading !== this.reading) return;
      this.parts.log.warn(`“${this.panel.title}” could not be shown.`, error);
      await this.post({ type: 'problem', message: error instanceof Error ? error.message : String(error) });
    }
  }

  protected async post(message: To | Problem): Promise<void> {
    if (this.listening) await this.panel.webview.postMessage(message);
  }

  private rest(): void {
    this.listening = false;
    this.ahead = false;
    this.reading += 1;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.results.forgetAll();
  }

  private async receive(message: unknown): Promise<void> {
    const parsed = this.fromPage.safeParse(message);
    if (!parsed.success) {
      this.parts.log.error(`The page “${this.panel.title}” sent a message that does not fit the contract; it was not obeyed.`, parsed.error.message);
      return;
    }
    try {
      if (isReady(parsed.data)) await this.answer();
      else await this.obey(parsed.data as Exclude<From, Ready>);
    } catch (error) {
      this.parts.problems.tell(error);
    }
  }

  private async answer(): Promise<void> {
    const answered = this.ahead;
    this.ahead = false;
    this.listening = true;
    if (!answered) await this.show();
  }

  private showAfter(milliseconds: number): NodeJS.Timeout {
    return setTimeout(() => {
      this.timer = undefined;
      void this.show('changed');
    }, milliseconds);
  }
}

/** @throws UserError `not-found` when a run that a page shows is not among those that are there */
export function requireRuns(shown: readonly (string | null)[], runs: readonly RunRecord[]): void {
  const gone = shown.find((id) => id !== null && !runs.some((run) => run.id === id));
  if (gone == null) return;
  throw new UserError('not-found', `The run ${gone} is not there any more: it was deleted or moved. Open another run from the Runs view.`);
}

function isReady(message: { readonly type: string }): message is Ready {
  return message.type === 'ready';
}
