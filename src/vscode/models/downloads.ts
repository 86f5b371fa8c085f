import * as vscode from 'vscode';
import { formatBytes } from '../../core/models/formatBytes';
import type { ListedModel } from '../../core/models/listedModel';
import type { DownloadProgress } from '../../ports/modelDownload';
import type { ModelStore, PulledModel } from '../../storage/models/modelStore';

interface UnderWay {
  readonly pausing: AbortController;
  readonly end: Promise<PulledModel | undefined>;
  progress: DownloadProgress;
}

/** How often rows are drawn again for a download, in milliseconds. */
const drawEvery = 500;

/** The downloads of this window: each once, whoever asks for it. What came before a pause is kept. */
export class Downloads implements vscode.Disposable {
  private readonly underWay = new Map<string, UnderWay>();
  private drawn = 0;

  /** @param changed is told of progress and of states */
  constructor(
    private readonly models: ModelStore,
    private readonly changed: () => void,
  ) {}

  progressOf(id: string): DownloadProgress | undefined {
    return this.underWay.get(id)?.progress;
  }

  /**
   * Brings a model of the catalogue to this machine, after the user has accepted a licence that asks for it.
   *
   * @returns undefined when the user gave up, or paused
   */
  async fetch(model: ListedModel): Promise<PulledModel | undefined> {
    const licence = model.catalogue?.licence;
    const asked = licence?.mustBeAccepted === true && !this.underWay.has(model.id);
    if (asked && !(await accepts(model.title, licence))) return undefined;
    // Somebody else may have asked for it, also while the licence was read.
    const already = this.underWay.get(model.id);
    if (already !== undefined) return already.end;
    const pausing = new AbortController();
    const end = this.pull(model, pausing).finally(() => {
      this.underWay.delete(model.id);
      this.changed();
    });
    this.underWay.set(model.id, { pausing, end, progress: { phase: 'downloading', done: model.part, total: model.bytes ?? 0 } });
    this.changed();
    return end;
  }

  /** Stops a download. @returns when it has stopped, so that what is there of it is known */
  async pause(id: string): Promise<void> {
    const download = this.underWay.get(id);
    download?.pausing.abort(new DOMException('Paused', 'AbortError'));
    await download?.end;
  }

  /** Stops a download and deletes what is there of it. */
  async discard(id: string): Promise<void> {
    await this.pause(id);
    await this.models.discardPart(id);
    this.changed();
  }

  dispose(): void {
    for (const { pausing } of this.underWay.values()) pausing.abort(new DOMException('The window was closed', 'AbortError'));
  }

  private async pull(model: ListedModel, pausing: AbortController): Promise<PulledModel | undefined> {
    const options = { location: vscode.ProgressLocation.Notification, title: `Blindspot: ${model.title}`, cancellable: true };
    try {
      return await vscode.window.withProgress(options, (notification, token) => {
        token.onCancellationRequested(() => {
          pausing.abort(new DOMException('Paused', 'AbortError'));
        });
        let shown = 0;
        return this.models.pull(model.id, {
          signal: pausing.signal,
          licenceAccepted: true,
          onProgress: (progress) => {
            const { phase, done, total } = progress;
            const percent = (100 * done) / total;
            notification.report({ message: `${phase}, ${formatBytes(done)} of ${formatBytes(total)}`, increment: percent - shown });
            shown = percent;
            this.note(model.id, progress);
          },
        });
      });
    } catch (error) {
      if (pausing.signal.aborted) return undefined;
      throw error;
    }
  }

  private note(id: string, progress: DownloadProgress): void {
    const download = this.underWay.get(id);
    if (download === undefined) return;
    download.progress = progress;
    if (Date.now() - this.drawn < drawEvery) return;
    this.drawn = Date.now();
    this.changed();
  }
}

async function accepts(title: string, licence: { readonly name: string; readonly url: string }): Promise<boolean> {
  const accept = 'I accept it';
  const read = 'Read it';
  for (;;) {
    const answer = await vscode.window.showInformationMessage(
      `${title} is under the ${licence.name}.`,
      { modal: true, detail: `Whether to accept it is for you to decide: ${licence.url}` },
      accept,
      read,
    );
    if (answer !== read) return answer === accept;
    await vscode.env.openExternal(vscode.Uri.parse(licence.url));
  }
}
