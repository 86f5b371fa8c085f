import type * as vscode from 'vscode';
import type * as z from 'zod';
import type { RunRecord } from '../../../core/runs/record';
import { UserError } from '../../../core/userError';
import type { RunResults } from '../../../workflows/runLibrary';
import type { WorkspaceRuns } from '../workspace';
import { PagePanel, type PageContent, type PageParts, type Read } from './pagePanel';
import { ShownResults } from './shownResults';

export interface RunsPageParts extends PageParts {
  readonly runs: Pick<WorkspaceRuns, 'library' | 'store'>;
  /** Told of each run that was read, which others need not read again. */
  readonly onRead: (results: RunResults) => void;
}

/** A panel about runs. While its page is hidden it holds no results. */
export abstract class RunsPagePanel<From extends { readonly type: string }, To> extends PagePanel<From, To> {
  protected readonly results: ShownResults;

  constructor(
    panel: vscode.WebviewPanel,
    fromPage: z.ZodType<From | { readonly type: 'ready' }>,
    protected readonly parts: RunsPageParts,
  ) {
    super(panel, fromPage, parts);
    this.results = new ShownResults(() => parts.runs.library, parts.onRead);
  }

  /** IDs of the runs that are shown, where these are the reader's choice. */
  protected abstract get about(): readonly string[];

  /** What is to be shown now. @param runs all runs, newest first, and those that are shown from elsewhere */
  protected abstract content(runs: readonly RunRecord[]): Promise<PageContent<To>>;

  protected async compose(read: Read): Promise<PageContent<To>> {
    const runs = await this.listed();
    if (read === 'changed') await this.results.forgetChanged(runs);
    return this.content(runs);
  }

  protected forget(): void {
    this.results.forgetAll();
  }

  /** An experiment's runs lie in the folders of its jobs, and not among the others. */
  private async listed(): Promise<readonly RunRecord[]> {
    const { library, store } = this.parts.runs;
    const { runs } = await library.list();
    const others = this.about.filter((id) => !runs.some((run) => run.id === id));
    // One that is gone is told of where it was to be shown.
    const elsewhere = await Promise.all(others.map((id) => store.read(id).catch(() => undefined)));
    return [...runs, ...elsewhere.filter((run) => run !== undefined)];
  }
}

/** @throws UserError `not-found` when a run that a page shows is not among those that are there */
export function requireRuns(shown: readonly string[], runs: readonly RunRecord[]): void {
  const gone = shown.find((id) => !runs.some((run) => run.id === id));
  if (gone === undefined) return;
  throw new UserError('not-found', `The run ${gone} is not there any more: it was deleted or moved. Open another run from the Runs view.`);
}
