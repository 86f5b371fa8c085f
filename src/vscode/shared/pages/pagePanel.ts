import type * as vscode from 'vscode';
import type * as z from 'zod';
import type { Problems } from '../problem';

export interface PageParts {
  readonly problems: Problems;
  readonly log: vscode.LogOutputChannel;
}

/** What a page is sent to show. */
export interface PageContent<To> {
  readonly title: string;
  readonly message: To;
  /** Does something in it go on, so that it is to be read again? */
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

/** What goes on is read again after a second, or after ten times as long as reading it took. */
const refreshMilliseconds = 1000;
const refreshShare = 10;

/** Is all that was read still good, or only what has not changed since? */
export type Read = 'missing' | 'changed';

/** One panel: answers its page. While the page is hidden it posts nothing. */
export abstract class PagePanel<From extends { readonly type: string }, To> implements vscode.Disposable {
  private readonly subscriptions: vscode.Disposable[];
  /** The page is there and listens. A hidden page is thrown away by the editor, and begins again. */
  private listening = false;
  /** The page is being loaded, and is sent its content meanwhile. */
  private loading = false;
  /** What was sent to the page while it was being loaded: the editor keeps such messages, but not through every reload. */
  private unheard: To | Problem | undefined;
  private timer: NodeJS.Timeout | undefined;
  /** Counts readings, so that one which was overtaken is not shown. */
  private reading = 0;
  /** Readings that have not ended. */
  private underWay = 0;

  constructor(
    private readonly panel: vscode.WebviewPanel,
    private readonly fromPage: z.ZodType<From | Ready>,
    private readonly pageParts: PageParts,
  ) {
    this.subscriptions = [
      panel.webview.onDidReceiveMessage((message: unknown) => this.receive(message)),
      panel.onDidChangeViewState(() => {
        if (!panel.visible) this.rest();
      }),
    ];
  }

  /** What is to be shown now. @param read what is to be read again */
  protected abstract compose(read: Read): Promise<PageContent<To>>;

  protected abstract obey(message: Exclude<From, Ready>): Promise<void>;

  /** The page is hidden or closed: what was read for it may go. */
  protected abstract forget(): void;

  /** Sends what is to be shown while the page still loads: the editor keeps it until the page listens. */
  begin(): void {
    this.listening = true;
    this.loading = true;
    void this.show();
  }

  reveal(): void {
    this.panel.reveal();
    this.refresh();
  }

  /** Shows things as they are now, within a second. */
  refresh(): void {
    if (this.listening) this.timer ??= this.showAfter(refreshMilliseconds);
  }

  dispose(): void {
    this.rest();
    for (const subscription of this.subscriptions) subscription.dispose();
    this.panel.dispose();
  }

  protected async show(read: Read = 'missing'): Promise<void> {
    const reading = (this.reading += 1);
    const started = performance.now();
    // A refresh that was due is made now, whatever this reading is for.
    const now = this.timer === undefined ? read : 'changed';
    clearTimeout(this.timer);
    this.timer = undefined;
    this.underWay += 1;
    try {
      const { title, message, goesOn } = await this.compose(now);
      if (reading !== this.reading) return;
      this.panel.title = title;
      await this.post(message);
      if (goesOn) this.timer ??= this.showAfter(Math.max(refreshMilliseconds, refreshShare * (performance.now() - started)));
    } catch (error) {
      if (reading !== this.reading) return;
      this.pageParts.log.warn(`“${this.panel.title}” could not be shown.`, error);
      await this.post({ type: 'problem', message: error instanceof Error ? error.message : String(error) });
    } finally {
      this.underWay -= 1;
    }
  }

  protected async post(message: To | Problem): Promise<void> {
    if (!this.listening) return;
    if (this.loading) this.unheard = message;
    await this.panel.webview.postMessage(message);
  }

  private rest(): void {
    this.listening = false;
    this.loading = false;
    this.unheard = undefined;
    this.reading += 1;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.forget();
  }

  private async receive(message: unknown): Promise<void> {
    const parsed = this.fromPage.safeParse(message);
    if (!parsed.success) {
      this.pageParts.log.error(`The page “${this.panel.title}” sent a message that does not fit the contract; it was not obeyed.`, parsed.error.message);
      return;
    }
    try {
      if (isReady(parsed.data)) await this.answer();
      else await this.obey(parsed.data as Exclude<From, Ready>);
    } catch (error) {
      this.pageParts.problems.tell(error);
    }
  }

  private async answer(): Promise<void> {
    const { loading, unheard } = this;
    this.listening = true;
    this.loading = false;
    this.unheard = undefined;
    if (!loading) await this.show();
    // Still being read when there is nothing: then it is sent when it has been.
    else if (unheard !== undefined) await this.post(unheard);
  }

  private showAfter(milliseconds: number): NodeJS.Timeout {
    return setTimeout(() => {
      // One that takes longer than changes take to come would never be shown, were it overtaken by each.
      if (this.underWay > 0) this.timer = this.showAfter(refreshMilliseconds);
      else void this.show('changed');
    }, milliseconds);
  }
}

function isReady(message: { readonly type: string }): message is Ready {
  return message.type === 'ready';
}
