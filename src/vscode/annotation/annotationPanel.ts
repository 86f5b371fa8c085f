import path from 'node:path';
import * as vscode from 'vscode';
import { annotatedSet, type AnnotatedSet, type Agreement } from '../../core/annotation/agreement';
import type { Listed } from '../../core/annotation/desk';
import type { RunRecord } from '../../core/runs/record';
import { UserError } from '../../core/userError';
import { computeAgreement } from '../../workflows/annotation/agreement';
import { AnnotationSession, type AnnotationPorts } from '../../workflows/annotation/annotationSession';
import type { AnnotationSubject } from '../../workflows/annotation/annotationSubject';
import { disagreedExamples } from '../../workflows/annotation/disagreedExamples';
import type { SetCheck } from '../../workflows/annotation/setCheck';
import { fromPageSchema, type FromPage, type ToPage } from '../../../webview/annotation/contract';
import { openLine } from '../shared/openFile';
import type { Problems } from '../shared/problem';
import type { WorkspaceRuns } from '../shared/workspace';
import type { AnnotatorName } from './annotatorName';
import { saveAccepted } from './saveAccepted';
import { shownAgreement, shownAnnotation, undoneText } from './shownAnnotation';

export interface AnnotationParts {
  readonly ports: () => AnnotationPorts;
  readonly runs: Pick<WorkspaceRuns, 'requireFolder' | 'store'>;
  readonly annotator: AnnotatorName;
  readonly problems: Problems;
  readonly log: vscode.LogOutputChannel;
  /** A decision is on disk. */
  readonly onDecided: () => void;
}

/** An annotation that somebody else has open is tried again after so long. */
const againMilliseconds = 3000;

/** Disagreements that the page lists. */
const mostListed = 200;

/** One annotation editor: a session, and the page that shows it. */
export class AnnotationPanel implements vscode.Disposable {
  private session: AnnotationSession | undefined;
  private check: SetCheck | null = null;
  private runsOnSet: readonly RunRecord[] = [];
  private adjudicating = false;
  /** What went wrong last, for a page that begins again. */
  private problem: string | null = null;
  /** One thing at a time: a decision is on disk before anything else is asked of the session. */
  private turn: Promise<void> = Promise.resolve();
  /** The page's request that has its turn; null where it is the turn of something else. */
  private request: number | null = null;
  private disposed = false;
  private timer: NodeJS.Timeout | undefined;
  private readonly subscriptions: readonly vscode.Disposable[];

  /** @param listed the examples that are to be annotated, where the editor was opened for some */
  constructor(
    private readonly panel: vscode.WebviewPanel,
    readonly file: string,
    private readonly parts: AnnotationParts,
    private listed: Listed | undefined,
  ) {
    this.subscriptions = [
      panel.webview.onDidReceiveMessage((message: unknown) => this.receive(message)),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('blindspot.annotation.showSuggestion')) void this.inTurn(() => this.show());
      }),
    ];
  }

  /** Opens the set while the page loads. */
  begin(): void {
    void this.inTurn(() => this.open());
  }

  /** Annotates these examples only, from now on. */
  list(listed: Listed): Promise<void> {
    this.listed = listed;
    return this.inTurn(async () => {
      if (this.adjudicating) await this.switchTo(false);
      else if (this.session === undefined) await this.open();
      else {
        await this.session.setListed(listed);
        await this.show(listed.title);
      }
    });
  }

  reveal(): void {
    this.panel.reveal();
  }

  dispose(): void {
    this.disposed = true;
    clearTimeout(this.timer);
    for (const subscription of this.subscriptions) subscription.dispose();
    // A decision that is being written is written to its end.
    void this.turn.finally(() => this.close());
  }

  private inTurn(act: () => Promise<void>, request: number | null = null): Promise<void> {
    this.turn = this.turn.then(async () => {
      this.request = request;
      try {
        if (!this.disposed) await act();
      } catch (error) {
        if (!(error instanceof UserError)) this.parts.problems.tell(error);
        this.problem = error instanceof Error ? error.message : String(error);
        await this.post({ type: 'problem', message: this.problem, request });
      }
    });
    return this.turn;
  }

  private async open(): Promise<void> {
    const subject = await this.subject();
    await this.close();
    const session = await AnnotationSession.open(subject, this.parts.ports());
    this.session = session;
    if (this.listed !== undefined) await session.setListed(this.listed);
    this.listed = undefined;
    await this.show();
    void this.readThrough(session);
    if (session.readOnly !== null) this.tryAgainLater();
  }

  private async close(): Promise<void> {
    const { session } = this;
    this.session = undefined;
    this.check = null;
    clearTimeout(this.timer);
    await session?.close();
  }

  private async subject(): Promise<AnnotationSubject> {
    const root = this.parts.runs.requireFolder();
    const annotator = await this.parts.annotator.get(root);
    const dataset = path.relative(root, this.file).split(path.sep).join('/');
    const own = { file: this.file, root, dataset, annotator, adjudicates: null };
    if (!this.adjudicating) return own;
    const { set, agreement } = await this.agreement();
    return { ...own, adjudicates: { annotators: set.annotators.map(({ name }) => name), disagreements: agreement.disagreements } };
  }

  /** Reads the whole set behind the annotator's back: for what is wrong in it, and what it can be ordered by. */
  private async readThrough(session: AnnotationSession): Promise<void> {
    const showFound = (found: () => void): Promise<void> =>
      this.inTurn(async () => {
        if (this.session !== session) return;
        found();
        await this.show();
      });
    try {
      const { runs } = await this.parts.runs.store.list();
      // First: the order that is on may be by one of them.
      await showFound(() => {
        this.runsOnSet = runs.filter(({ data, scored }) => data.sha256 === session.set.sha256 && scored > 0);
      });
      const check = await session.check();
      await showFound(() => {
        this.check = check;
      });
    } catch (error) {
      if (this.session === session) this.parts.log.warn(`${this.file} could not be read through.`, error);
    }
  }

  private tryAgainLater(): void {
    this.timer = setTimeout(() => {
      void this.inTurn(async () => {
        if (this.session?.readOnly == null) return;
        if (await this.session.isFree()) await this.open();
        else this.tryAgainLater();
      });
    }, againMilliseconds);
  }

  private async receive(message: unknown): Promise<void> {
    const parsed = fromPageSchema.safeParse(message);
    if (!parsed.success) {
      this.parts.log.error('The annotation page sent a message that does not fit the contract; it was not obeyed.', parsed.error.message);
      return;
    }
    await this.inTurn(() => this.obey(parsed.data), 'request' in parsed.data ? parsed.data.request : null);
  }

  private async obey(message: FromPage): Promise<void> {
    if (message.type === 'openAgain') return this.open();
    const { session } = this;
    if (session === undefined) {
      if (this.problem !== null) await this.post({ type: 'problem', message: this.problem, request: this.request });
      return;
    }
    switch (message.type) {
      case 'ready':
        return this.show();
      case 'decide':
        await session.decide(message.id, message.choice, message.note);
        this.parts.onDecided();
        return this.show('Decided.');
      case 'undo':
        return this.show(undoneText(await session.undo()));
      case 'move':
        return this.show((await session.move(message.by)) ? '' : message.by === 1 ? 'This is the last one.' : 'This is the first one.');
      case 'moveToOpen':
        return this.show((await session.moveToOpen()) ? '' : 'All are decided.');
      case 'draft':
        return session.keepDraft(message.id, message.note);
      case 'note':
        await session.annotate(message.id, message.note);
        return this.show('Note kept.');
      case 'order':
        await session.setOrder(message.order);
        return this.show('The order is another.');
      case 'wholeSet':
        await session.setListed(null);
        return this.show('The whole set.');
      case 'openLine':
        return openLine(this.file, message.line);
      case 'agreement': {
        const { agreement, problems } = await this.agreement();
        const listed = await disagreedExamples(agreement.disagreements.slice(0, mostListed), session.set);
        return this.post(shownAgreement(agreement, listed, problems));
      }
      case 'export': {
        const { set, problems } = await this.annotated();
        // Whose file could not be read might have disagreed.
        if (problems.length > 0) throw new UserError('bad-annotations', problems.join(' '));
        // The annotation goes on while the dialog is open.
        void saveAccepted(this.file, set, this.parts.ports()).catch((error: unknown) => {
          this.parts.problems.tell(error);
        });
        return;
      }
      case 'adjudicate':
        return this.switchTo(true);
      case 'annotate':
        return this.switchTo(false);
    }
  }

  private async switchTo(adjudicating: boolean): Promise<void> {
    this.adjudicating = adjudicating;
    try {
      await this.open();
    } catch (error) {
      this.adjudicating = false;
      throw error;
    }
  }

  private async agreement(): Promise<{ readonly set: AnnotatedSet; readonly agreement: Agreement; readonly problems: readonly string[] }> {
    const { set, problems } = await this.annotated();
    return { set, agreement: await computeAgreement(set), problems };
  }

  /** What everybody decided, and the annotation files that cannot be read. */
  private async annotated(): Promise<{ readonly set: AnnotatedSet; readonly problems: readonly string[] }> {
    if (this.session === undefined) throw new UserError('usage', 'The annotation is not open. Open it again.');
    const { files, problems } = await this.parts.ports().annotations.list({ root: this.parts.runs.requireFolder(), sha256: this.session.set.sha256 });
    if (files.length === 0) throw new UserError('usage', 'Nobody has decided anything about this set yet, so there is nothing to compare or to export.');
    return { set: annotatedSet(files), problems };
  }

  private async show(said = ''): Promise<void> {
    if (this.session === undefined) return;
    this.problem = null;
    const showSuggestion = vscode.workspace.getConfiguration('blindspot').get<boolean>('annotation.showSuggestion', false);
    await this.post(await shownAnnotation(this.session, { request: this.request, showSuggestion, said, check: this.check, runs: this.runsOnSet }));
  }

  private async post(message: ToPage): Promise<void> {
    if (!this.disposed) await this.panel.webview.postMessage(message);
  }
}
