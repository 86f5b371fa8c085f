import * as vscode from 'vscode';
import type { Features } from './features';
import { exportsOf, type BlindspotExports } from './vscode/api/blindspotApi';
import { registerAnnotationEditor } from './vscode/annotation/annotationEditor';
import { commandTable, type CommandId } from './vscode/commandTable';
import { whenKeptIsSeen } from './vscode/chosenRun/wake';
import { ExperimentsView } from './vscode/experiments/experimentsView';
import { FailureFiles, registerFailureFiles } from './vscode/failures/failureFiles';
import { allRunsViewType } from './vscode/runs/allRunsViewType';
import { watchRuns } from './vscode/runs/watchRuns';
import { registerTests } from './vscode/testTree/registerTests';
import { biasViewType } from './vscode/bias/viewType';
import { breakdownViewType } from './vscode/breakdown/viewType';
import { compareViewType } from './vscode/compare/viewType';
import { experimentFigureViewType } from './vscode/experimentFigure/viewType';
import { fineTuneViewType } from './vscode/training/fineTuneViewType';
import { registerTasks } from './vscode/shared/registerTasks';
import { RowsView } from './vscode/shared/rowsView';
import { StatusItem } from './vscode/shared/statusItem';
import { trainingsViewType } from './vscode/training/trainingsViewType';
import { StepsDone } from './vscode/walkthrough/stepsDone';

/**
 * Tells the editor what there is, and loads none of it: `features.ts`, which builds everything, comes
 * with the first command, view or panel that is asked for.
 *
 * @returns what other extensions may use
 */
export function activate(context: vscode.ExtensionContext): BlindspotExports {
  const log = vscode.window.createOutputChannel('Blindspot', { log: true });

  let built: Promise<Features> | undefined;
  const features = (): Promise<Features> =>
    (built ??= load().catch((error: unknown) => {
      // What is asked for next tries again.
      built = undefined;
      throw error;
    }));
  const load = async (): Promise<Features> => {
    const { buildFeatures } = await import('./features');
    return buildFeatures({ context, log, refreshRuns: () => runsView.refresh(), refreshModels: () => modelsView.refresh(), status, tests, experimentsView, steps });
  };
  const status = new StatusItem();
  const steps = new StepsDone(context.globalState);
  if (vscode.workspace.workspaceFolders !== undefined) steps.tell('folder');
  const runsView = new RowsView(async () => (await features()).runRows);
  const modelsView = new RowsView(async () => (await features()).modelRows);
  const tests = registerTests(async () => (await features()).testTree);
  const experimentsView = new ExperimentsView(context.workspaceState, async () => (await features()).experiments);
  const failureFiles = new FailureFiles(async () => (await features()).failureDocuments);

  context.subscriptions.push(
    log,
    status,
    steps,
    runsView,
    modelsView,
    tests,
    failureFiles,
    registerFailureFiles(failureFiles),
    vscode.window.createTreeView('blindspot.runs', { treeDataProvider: runsView, canSelectMany: true }),
    vscode.window.createTreeView('blindspot.models', { treeDataProvider: modelsView }),
    experimentsView,
    registerTasks(async () => (await features()).tasks),
    restorePanels(breakdownViewType, async () => (await features()).panels.breakdown),
    restorePanels(compareViewType, async () => (await features()).panels.compare),
    restorePanels(allRunsViewType, async () => (await features()).panels.allRuns),
    registerAnnotationEditor(async () => (await features()).annotations),
    restorePanels(biasViewType, async () => (await features()).panels.bias),
    restorePanels(fineTuneViewType, async () => (await features()).panels.fineTune),
    restorePanels(trainingsViewType, async () => (await features()).panels.trainings),
    restorePanels(experimentFigureViewType, async () => (await features()).panels.experimentFigure),
    watchRuns(() => {
      runsView.refresh();
      void built?.then(({ panels, chosenRun }) => {
        for (const opened of Object.values(panels)) opened.refresh();
        chosenRun.refresh();
      });
      void failureFiles.refresh();
    }),
    whenKeptIsSeen(context.workspaceState, () => void features()),
    ...(Object.keys(commandTable) as CommandId[]).map((id) =>
      vscode.commands.registerCommand(id, async (...given: readonly unknown[]) => (await features()).run(id, given)),
    ),
  );
  return exportsOf(async () => (await features()).api);
}

/** After a reload of the window. */
function restorePanels(
  viewType: string,
  panels: () => Promise<{ restore(panel: vscode.WebviewPanel, state: unknown): void }>,
): vscode.Disposable {
  return vscode.window.registerWebviewPanelSerializer(viewType, {
    deserializeWebviewPanel: async (panel, state) => (await panels()).restore(panel, state),
  });
}
