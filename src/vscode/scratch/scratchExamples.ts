import * as vscode from 'vscode';
import { answerText, type ScoredPair } from '../../core/audit/text';
import type { Pair } from '../../core/nli/pairText';
import { formatScratch, readScratch } from '../../core/nli/scratch';
import { UserError } from '../../core/userError';
import { OfferingError } from '../shared/offers';
import type { Problems } from '../shared/problem';
import type { ExampleModel, ExampleScorer } from '../warmModel/exampleScorer';
import { AuditDocument } from './auditDocument';
import { scratchLanguage } from './scratchLanguage';

/** After the last keystroke, before the text is scored. */
const pauseMilliseconds = 400;

/** What is known of one scratch example. */
interface Scratch {
  /** What the answer is compared with: that of the example it is a copy of, or its own first. */
  before: string | undefined;
  latest: ScoredPair | undefined;
  /** What keeps the text from being scored. */
  problem: string | undefined;
  state: 'fresh' | 'changed' | 'scoring' | 'answered';
  timer: NodeJS.Timeout | undefined;
}

/**
 * Scratch examples: documents with a premise and a hypothesis. Above them stand a button to score, and the
 * answer; while the model is warm, a change is answered by itself.
 */
export class ScratchExamples implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.changes.event;
  private readonly scratches = new Map<string, Scratch>();
  private readonly audit = new AuditDocument((uri) => this.scratches.get(uri)?.latest);
  private readonly subscriptions: readonly vscode.Disposable[];

  constructor(
    private readonly scorer: ExampleScorer,
    private readonly problems: Problems,
  ) {
    this.subscriptions = [
      vscode.languages.registerCodeLensProvider({ language: scratchLanguage }, this),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (document.languageId === scratchLanguage && contentChanges.length > 0) this.changed(document);
      }),
      vscode.workspace.onDidSaveTextDocument((document) => {
        if (document.languageId === scratchLanguage) void this.scoreAndTell(document);
      }),
      vscode.workspace.onDidCloseTextDocument((document) => {
        clearTimeout(this.scratches.get(document.uri.toString())?.timer);
        this.scratches.delete(document.uri.toString());
      }),
    ];
  }

  /** Opens a scratch example and scores it. @returns the answer; undefined when the user cancelled */
  async open(pair: Pair, about: { readonly comment?: string; readonly before?: string } = {}): Promise<ScoredPair | undefined> {
    const model = await this.scorer.model();
    if (model === undefined) return undefined;
    const content = formatScratch(pair, about.comment === undefined ? [] : [about.comment]);
    const document = await vscode.workspace.openTextDocument({ language: scratchLanguage, content });
    this.of(document).before = about.before;
    await vscode.window.showTextDocument(document);
    return this.score(document, model);
  }

  /** @param uri of the scratch example; that of the active editor when left out */
  async scoreCommand(uri: unknown): Promise<ScoredPair | undefined> {
    const document = this.documentOf(uri);
    const model = await this.scorer.model();
    return model === undefined ? undefined : this.score(document, model);
  }

  async showAudit(uri: unknown): Promise<void> {
    await this.audit.show(this.documentOf(uri).uri);
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const { state, latest, before, problem } = this.of(document);
    const answer = latest === undefined ? undefined : answerText(latest);
    // The answer stands in a line of its own below, because lenses do not wrap.
    const bottom = document.lineCount - 1;
    const lens = (title: string, command: string, tooltip: string, line = 0): vscode.CodeLens =>
      new vscode.CodeLens(new vscode.Range(line, 0, line, 0), { title, command, tooltip, arguments: [document.uri] });
    return [
      lens(state === 'scoring' ? '$(loading~spin) Scoring' : '$(play) Score', 'blindspot.scoreScratch', 'Ask the model about this premise and hypothesis'),
      ...(latest === undefined ? [] : [lens('$(book) Audit', 'blindspot.showAudit', 'Prompt as sent, tokens, log-probabilities')]),
      ...(before === undefined || before === answer ? [] : [lens(`before: ${before}`, 'blindspot.showAudit', 'The answer before the text was changed')]),
      ...(problem === undefined ? [] : [lens(`$(warning) ${problem}`, 'blindspot.scoreScratch', problem, bottom)]),
      ...(latest === undefined
        ? []
        : [lens(`${state === 'answered' ? '' : '$(history) '}${answerText(latest)}`, 'blindspot.showAudit', `${latest.subject}: show the audit`, bottom)]),
    ];
  }

  dispose(): void {
    for (const { timer } of this.scratches.values()) clearTimeout(timer);
    for (const subscription of this.subscriptions) subscription.dispose();
    this.audit.dispose();
    this.changes.dispose();
  }

  private of(document: vscode.TextDocument): Scratch {
    const key = document.uri.toString();
    const known = this.scratches.get(key);
    if (known !== undefined) return known;
    const scratch: Scratch = { before: undefined, latest: undefined, problem: undefined, state: 'fresh', timer: undefined };
    this.scratches.set(key, scratch);
    return scratch;
  }

  private changed(document: vscode.TextDocument): void {
    const scratch = this.of(document);
    scratch.state = 'changed';
    scratch.problem = undefined;
    clearTimeout(scratch.timer);
    scratch.timer = setTimeout(() => void this.scoreIfWarm(document), pauseMilliseconds);
  }

  private async scoreIfWarm(document: vscode.TextDocument): Promise<void> {
    const read = readScratch(document.getText());
    const model = 'problem' in read ? undefined : await this.scorer.knownModel();
    if (model !== undefined && this.scorer.isWarm(model)) await this.scoreAndTell(document);
    else this.changes.fire();
  }

  private async scoreAndTell(document: vscode.TextDocument): Promise<void> {
    try {
      const model = await this.scorer.model();
      if (model !== undefined) await this.score(document, model);
    } catch (error) {
      this.problems.tell(error);
    }
  }

  private async score(document: vscode.TextDocument, model: ExampleModel): Promise<ScoredPair | undefined> {
    const scratch = this.of(document);
    clearTimeout(scratch.timer);
    const read = readScratch(document.getText());
    if ('problem' in read) {
      scratch.problem = read.problem;
      this.changes.fire();
      return undefined;
    }
    const { version } = document;
    this.show(document, { state: 'scoring', problem: undefined });
    try {
      const scored = await this.scorer.score(read.pair, model);
      // A later text is answered later.
      if (document.version !== version || document.isClosed) return scored;
      if (scored === undefined) this.show(document, { state: 'changed' });
      else this.show(document, { state: 'answered', latest: scored, before: scratch.before ?? answerText(scored) });
      return scored;
    } catch (error) {
      this.show(document, { state: 'changed', ...(error instanceof UserError ? { problem: error.message } : {}) });
      throw error;
    }
  }

  private show(document: vscode.TextDocument, now: Partial<Scratch>): void {
    Object.assign(this.of(document), now);
    this.changes.fire();
    this.audit.changed(document.uri);
  }

  private documentOf(uri: unknown): vscode.TextDocument {
    const key = uri instanceof vscode.Uri ? uri.toString() : vscode.window.activeTextEditor?.document.uri.toString();
    const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === key && open.languageId === scratchLanguage);
    if (document !== undefined) return document;
    throw new OfferingError('usage', 'There is no scratch example in view: begin one with “Blindspot: Try an Example…”.', [{ title: 'Try an Example…', command: 'blindspot.tryExample' }]);
  }
}
