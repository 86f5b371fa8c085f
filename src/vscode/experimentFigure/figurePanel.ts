import * as vscode from 'vscode';
import { figureSvg } from '../../core/experiment/figureSvg';
import { comparisonsTable, pointsTable } from '../../core/experiment/figureTables';
import { panelsOf } from '../../core/experiment/figure';
import { testsOfPoint, type TestOfPoint } from '../../core/experiment/testsOfPoint';
import { UserError } from '../../core/userError';
import type { Files } from '../../ports/files';
import { experimentFigure, type ExperimentFigure, type FigurePorts, type KnownOutcomes } from '../../workflows/experiment/experimentFigure';
import type { PlannedExperiment } from '../../workflows/experiment/readExperiment';
import { standsNow } from '../../workflows/experiment/standsNow';
import { fromPageSchema, panelStateSchema, type FromPage, type PanelState, type ToPage } from '../../../webview/experimentFigure/contract';
import type { WorkspaceExperiments } from '../experiments/workspaceExperiments';
import { PagePanel, type PageContent, type PageParts } from '../shared/pages/pagePanel';
import { PagePanels } from '../shared/pages/pagePanels';
import { copyTable, savePng, saveSvg } from '../shared/pages/takeAway';
import { watch, watchFile } from '../shared/watchFile';
import type { WorkspaceRuns } from '../shared/workspace';
import { shownFigure } from './shownFigure';
import { experimentFigureViewType } from './viewType';

export interface FigureParts extends PageParts {
  readonly experiments: WorkspaceExperiments;
  readonly runs: Pick<WorkspaceRuns, 'store' | 'requireFolder'>;
  readonly files: Files;
}

export type FigurePanels = PagePanels<PanelState, FigurePanel>;

/** The figures that are open: one an experiment. */
export function figurePanels(extensionUri: vscode.Uri, parts: FigureParts): FigurePanels {
  return new PagePanels(extensionUri, parts.log, {
    viewType: experimentFigureViewType,
    page: 'experimentFigure',
    title: 'Experiment Figure',
    state: panelStateSchema,
    build: (panel, { file }: PanelState) => new FigurePanel(panel, file, parts),
    shows: (panel, { file }) => panel.file === file,
  });
}

interface Read {
  readonly planned: PlannedExperiment;
  readonly figure: ExperimentFigure;
}

/** The study's figure from what is finished, wherever it was run: here, in a terminal or on a cluster. */
class FigurePanel extends PagePanel<FromPage, ToPage> {
  /** Kept while the page is hidden: a byte an example, and reading hundreds of tests takes seconds. */
  private readonly known: KnownOutcomes = new Map();
  private readonly watchers: vscode.Disposable;
  private stopReading = new AbortController();

  /** @param file of the experiment, absolute */
  constructor(
    panel: vscode.WebviewPanel,
    readonly file: string,
    private readonly parts: FigureParts,
  ) {
    super(panel, fromPageSchema, parts);
    const changed = (): void => this.refresh();
    const journals = new vscode.RelativePattern(parts.runs.requireFolder(), '.blindspot/experiments/*/journal.jsonl');
    this.watchers = vscode.Disposable.from(watchFile(file, changed), watch(journals, changed));
  }

  override dispose(): void {
    this.watchers.dispose();
    super.dispose();
  }

  protected async compose(): Promise<PageContent<ToPage>> {
    const { planned, figure } = await this.read(this.stopReading.signal);
    return { title: `Figure: ${planned.name}`, message: shownFigure(this.file, planned, figure), goesOn: false };
  }

  protected async obey(message: Exclude<FromPage, { type: 'ready' }>): Promise<void> {
    switch (message.type) {
      case 'openPoint':
        return this.openRun(message);
      case 'copy': {
        const { points, comparisons } = (await this.read()).figure;
        return copyTable(message.table === 'points' ? pointsTable(points) : comparisonsTable(comparisons), message.format);
      }
      case 'saveSvg': {
        const { planned, figure } = await this.read();
        return saveSvg(figureSvg(panelsOf(figure.points), planned.name), planned.name);
      }
      case 'savePng':
        return savePng(message.dataUrl, (await this.read()).planned.name);
    }
  }

  protected forget(): void {
    this.stopReading.abort();
    this.stopReading = new AbortController();
  }

  /** @param signal of what the page alone waits for; what the reader asked for is read also while it is hidden */
  private async read(signal = new AbortController().signal): Promise<Read> {
    const { experiments, runs, files } = this.parts;
    const planned = await experiments.read(this.file, signal);
    const ports: FigurePorts = { experiments: experiments.store, runs: runs.store, files, placeOf: (job) => experiments.placeOf(job) };
    return { planned, figure: await experimentFigure(planned, ports, this.known, signal) };
  }

  /** Opens the breakdown of a point's run; asks which where several seeds are done. */
  private async openRun(point: Extract<FromPage, { type: 'openPoint' }>): Promise<void> {
    const { experiments, runs } = this.parts;
    const planned = await experiments.read(this.file, new AbortController().signal);
    const { states } = (await standsNow(planned, experiments.store)).progress;
    const done = testsOfPoint(planned.plan, point).filter(({ job }) => states.get(job.id) === 'finished');
    if (done.length === 0) throw new UserError('not-found', 'No test of this point is finished yet, so there is no breakdown of it.');
    const test = done.length === 1 ? done[0] : await pickSeed(done);
    if (test === undefined) return;
    const record = await runs.store.read(experiments.placeOf(test.job));
    await vscode.commands.executeCommand('blindspot.openBreakdown', { kind: 'run', record });
  }
}

async function pickSeed(tests: readonly TestOfPoint[]): Promise<TestOfPoint | undefined> {
  const items = tests.map((test) => ({ label: `Seed ${test.seed ?? ''}`, description: test.job.title, test }));
  return (await vscode.window.showQuickPick(items, { title: 'Blindspot: Run of the Point' }))?.test;
}
