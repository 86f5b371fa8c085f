import path from 'node:path';
import * as vscode from 'vscode';
import type { RunRecord } from './core/runs/record';
import { EngineClient } from './engine/client';
import { DiskFiles } from './storage/diskFiles';
import { FileGenerationStore } from './storage/generations/fileGenerationStore';
import type { BlindspotApi } from './vscode/api/blindspotApi';
import { buildApi } from './vscode/api/buildApi';
import type { AnnotationPanels } from './vscode/annotation/annotationPanels';
import { buildAnnotation } from './vscode/annotation/buildAnnotation';
import { biasPanels, type BiasPanels } from './vscode/bias/biasPanels';
import { measureCommand } from './vscode/bias/measureCommand';
import { breakdownPanels, type BreakdownPanels } from './vscode/breakdown/breakdownPanels';
import { ChosenRun } from './vscode/chosenRun/chosenRun';
import { showInEditor } from './vscode/chosenRun/showInEditor';
import type { CommandId } from './vscode/commandTable';
import { CompareCommands } from './vscode/compare/compareCommands';
import { comparePanels, type ComparePanels } from './vscode/compare/comparePanels';
import { doctorCommand } from './vscode/doctor/doctorCommand';
import { Evaluation } from './vscode/evaluate/evaluation';
import { EvaluateCommands } from './vscode/evaluate/evaluateCommands';
import { buildExperiments, type Experiments } from './vscode/experiments/buildExperiments';
import type { ExperimentsView } from './vscode/experiments/experimentsView';
import { FailureCommands } from './vscode/failures/failureCommands';
import { FailureDocuments } from './vscode/failures/failureDocuments';
import { registerFailureNavigation } from './vscode/failures/failureNavigation';
import { GenerateCommand } from './vscode/generate/generateCommand';
import { getDataCommand } from './vscode/data/getData';
import { documentationCommand } from './vscode/help/documentationCommand';
import { ExampleCommands } from './vscode/inline/exampleCommands';
import { Hints } from './vscode/inline/hints';
import { InlineAnswers } from './vscode/inline/inlineAnswers';
import { buildModels, type Models } from './vscode/models/buildModels';
import { modelPlaces } from './vscode/models/modelPlaces';
import { offerReload } from './vscode/models/offerReload';
import { allRunsPanels, type AllRunsPanels } from './vscode/runs/allRunsPanel';
import { importCommand } from './vscode/runs/importCommand';
import { RunCommands, runOf, runsOf } from './vscode/runs/runCommands';
import { RunReports } from './vscode/runs/runReports';
import { RunRows } from './vscode/runs/runRows';
import { commandArguments } from './vscode/shared/commandArguments';
import { LastChoices } from './vscode/shared/lastChoices';
import { Machine } from './vscode/shared/machine';
import { Problems } from './vscode/shared/problem';
import type { TaskKind } from './vscode/shared/registerTasks';
import { ReportDocuments } from './vscode/shared/reportDocuments';
import type { StatusItem } from './vscode/shared/statusItem';
import { engineSettings, modelsFolderSetting } from './vscode/shared/settings';
import { WorkspaceRuns } from './vscode/shared/workspace';
import { TestTree } from './vscode/testTree/testTree';
import type { RunResults } from './workflows/runLibrary';
import { buildTraining, type Training } from './vscode/training/buildTraining';
import { ScratchExamples } from './vscode/scratch/scratchExamples';
import { tryExample } from './vscode/scratch/tryExample';
import type { StepsDone } from './vscode/walkthrough/stepsDone';
import { ExampleScorer } from './vscode/warmModel/exampleScorer';
import { WarmModel } from './vscode/warmModel/warmModel';

/** What `extension.ts` has made by the time that something is asked for. */
export interface Surroundings {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly refreshRuns: () => void;
  readonly refreshModels: () => void;
  readonly status: StatusItem;
  readonly tests: vscode.TestController;
  readonly experimentsView: ExperimentsView;
  readonly steps: StepsDone;
}

/** Everything that the editor can ask for. */
export interface Features {
  /** Runs a command with what the editor gives for it. What goes wrong is told to the user here. */
  run(command: CommandId, given: readonly unknown[]): Promise<unknown>;
  readonly runRows: RunRows;
  readonly modelRows: Models['rows'];
  readonly panels: { readonly breakdown: BreakdownPanels; readonly compare: ComparePanels; readonly allRuns: AllRunsPanels; readonly bias: BiasPanels } & Training['panels'] & Experiments['panels'];
  readonly chosenRun: ChosenRun;
  readonly failureDocuments: FailureDocuments;
  readonly testTree: TestTree;
  readonly annotations: AnnotationPanels;
  /** What other extensions may use. */
  readonly api: BlindspotApi;
  readonly tasks: readonly TaskKind[];
  readonly experiments: Experiments;
}

/** The editor's composition root: every part is built here and passed in. Loaded when the first of them is asked for. */
export function buildFeatures({ context, log, refreshRuns, refreshModels, status, tests, experimentsView, steps }: Surroundings): Features {
  const dist = path.join(context.extensionPath, 'dist');
  const now = (): number => Date.now();

  const problems = new Problems(log);
  const choices = new LastChoices(context.workspaceState);
  const places = modelPlaces(dist);
  const { models } = places;
  const files = new DiskFiles(places.digests);
  const runs = new WorkspaceRuns(files);
  const startEngine = (): EngineClient => new EngineClient({ entry: path.join(dist, 'engine.mjs') });
  const documents = new ReportDocuments();
  const machine = new Machine(startEngine);
  const modelFeatures = buildModels({ context, places, folders: runs, startProbe: startEngine, documents, choices, problems, refresh: refreshModels, machine, experimentsWith: (file) => experiments.underWayWith(file), tell: (...told) => steps.tell(...told) });
  const { sources } = modelFeatures;
  const ports = () => ({
    runs: runs.store,
    files,
    versions: { blindspot: BLINDSPOT_VERSION, node: process.versions.node },
    now,
    holder: 'VS Code',
  });

  const experiments = buildExperiments({ context, view: experimentsView, folders: runs, files, models, modelsFolder: modelsFolderSetting, now, problems, log });
  const training = buildTraining({
    context,
    folders: runs,
    ...sources,
    modelsFolder: modelsFolderSetting,
    choices,
    problems,
    log,
    evaluate: { evaluateBoth: (model, adapter, known) => evaluateCommands.evaluateBoth(model, adapter, known) },
    compare: (pair) => panels.compare.open(pair),
    onTrained: () => steps.tell('adapter'),
  });
  const reports = new RunReports(context.workspaceState, () => runs.library, refreshRuns);
  const pageParts = { runs, problems, log, onRead: (results: RunResults) => reports.note(results) };
  const panels = {
    breakdown: breakdownPanels(context.extensionUri, { ...pageParts, onFailures: () => steps.tell('failure') }),
    compare: comparePanels(context.extensionUri, pageParts),
    allRuns: allRunsPanels(context.extensionUri, { ...pageParts, reports }),
    bias: biasPanels(context.extensionUri, { files, problems, log }),
    ...training.panels,
    ...experiments.panels,
  };
  const compareCommands = new CompareCommands(runs, (pair) => panels.compare.open(pair));
  const chosenRun = new ChosenRun(context.workspaceState, runs, problems);
  const inline = new InlineAnswers(chosenRun);
  const evaluation = new Evaluation(machine, problems, status);
  const warmModel = new WarmModel({ startEngine, settings: engineSettings, machine, problems });
  const generateCommand = new GenerateCommand({
    ...sources,
    choices,
    folders: runs,
    machine,
    ports: () => ({ ...ports(), generations: new FileGenerationStore() }),
    settings: engineSettings,
    problems,
  });
  const scorer = new ExampleScorer({ warm: warmModel, chosen: chosenRun, runs, files, ...sources, choices });
  const scratch = new ScratchExamples(scorer, problems);
  const exampleCommands = new ExampleCommands({ chosen: chosenRun, answers: inline.answers, scorer, again: inline.again, scratch });
  const evaluateCommands = new EvaluateCommands({
    evaluation,
    ...sources,
    choices,
    folders: runs,
    ports,
    settings: engineSettings,
    onScored: () => steps.tell('model', 'data', 'run'),
    onFinished: async (record) => openBreakdown(record),
  });
  const runCommands = new RunCommands(runs);
  const openBreakdown = async (record: RunRecord | undefined): Promise<void> => {
    if (record === undefined) return;
    panels.breakdown.open({ first: record.id, second: null });
    await chosenRun.choose(record.id);
  };
  const onRun = async (argument: unknown, act: (record: RunRecord) => Promise<unknown>): Promise<unknown> => {
    const record = runOf(argument) ?? (await runCommands.pick());
    return record === undefined ? undefined : act(record);
  };

  const failureDocuments = new FailureDocuments(runs, now);
  const failureCommands = new FailureCommands(runs, () => steps.tell('failure'));
  const testTree = new TestTree({
    controller: tests,
    chosen: chosenRun,
    scorer,
    problems,
    now,
    evaluate: (known) => evaluateCommands.evaluateHans(known),
    resume: (record) => evaluateCommands.resume(record),
    cancelEvaluation: () => evaluation.cancel(),
  });

  const annotation = buildAnnotation({
    context,
    folders: runs,
    choices,
    problems,
    log,
    now,
    documents: failureDocuments,
    onDecided: () => steps.tell('annotation'),
    failuresOfItem: (argument) => testTree.failuresOf(argument),
    askForFailures: async () => {
      const record = await runCommands.pick();
      return record === undefined ? undefined : failureCommands.pickOf(record);
    },
  });

  const handlers: Readonly<Record<CommandId, (argument: unknown, selected?: unknown) => unknown>> = {
    'blindspot.evaluateHans': (argument) => evaluateCommands.evaluateHans(argument),
    'blindspot.evaluateFile': (argument) => evaluateCommands.evaluateFile(argument),
    'blindspot.generate': async (argument) => {
      const record = await generateCommand.run(argument);
      if (record !== undefined) steps.tell('set');
      return record;
    },
    'blindspot.openBreakdown': async (argument) => openBreakdown(runOf(argument) ?? (await runCommands.pick())),
    'blindspot.showRunInEditor': (argument) => onRun(argument, (record) => showInEditor(record, chosenRun)),
    'blindspot.hideRunInEditor': () => chosenRun.clear(),
    'blindspot.openFailures': async (argument) => {
      if (runOf(argument) === undefined && (await failureCommands.open(testTree.failuresOf(argument) ?? argument))) return;
      await onRun(argument, (record) => failureCommands.openOf(record));
    },
    'blindspot.openExample': (argument) => failureCommands.openExample(argument),
    'blindspot.toggleHints': () => Hints.toggle(),
    'blindspot.tryExample': (argument) => tryExample(argument, scratch),
    'blindspot.scoreAgain': (argument) => exampleCommands.scoreAgain(argument),
    'blindspot.editCopy': (argument) => exampleCommands.editCopy(argument),
    'blindspot.scoreScratch': (argument) => scratch.scoreCommand(argument),
    'blindspot.showAudit': (argument) => scratch.showAudit(argument),
    'blindspot.unloadModel': () => {
      warmModel.release();
    },
    'blindspot.compareRuns': (argument) => compareCommands.pick(argument),
    'blindspot.allRuns': () => {
      panels.allRuns.open({ charted: null, sort: null });
    },
    'blindspot.importPredictions': async (argument) => {
      const record = await importCommand(argument, ports(), choices);
      await openBreakdown(record);
      return record;
    },
    ...annotation.handlers,
    'blindspot.getData': (argument) => getDataCommand(argument, { download: places.download, requireFolder: () => runs.requireFolder(), onThere: () => steps.tell('data') }),
    'blindspot.measureBias': (argument, selected) => measureCommand(argument, selected, panels.bias),
    ...training.handlers,
    ...experiments.handlers,
    ...modelFeatures.handlers,
    'blindspot.doctor': () => doctorCommand({ places, startProbe: startEngine, gpu: engineSettings().gpu, folder: runs.folder, installation: context.extensionPath, documents }),
    'blindspot.documentation': () => documentationCommand(path.join(context.extensionPath, 'docs')),
    'blindspot.copyReport': () => documents.copy(),
    'blindspot.showLog': () => {
      log.show();
    },
    'blindspot.cancelEvaluation': () => {
      evaluation.cancel();
    },
    'blindspot.refreshRuns': () => {
      reports.forgetProblems();
      refreshRuns();
      panels.allRuns.refresh();
    },
    'blindspot.resumeRun': (argument) => onRun(argument, (record) => evaluateCommands.resume(record)),
    'blindspot.selectForCompare': (argument) => onRun(argument, (record) => compareCommands.select(record)),
    'blindspot.compareWithSelected': (argument) => onRun(argument, (record) => compareCommands.withSelected(record)),
    'blindspot.compareSelected': (argument, selected) => compareCommands.both(runsOf(argument, selected)),
    'blindspot.revealRun': (argument) => onRun(argument, (record) => runCommands.reveal(record)),
    'blindspot.copyRun': (argument) => onRun(argument, (record) => runCommands.copyAsMarkdown(record)),
    'blindspot.deleteRun': (argument) => onRun(argument, (record) => runCommands.remove(record)),
  };

  const onSettings = vscode.workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration('blindspot.seedBands')) for (const page of [panels.compare, panels.allRuns]) page.refresh();
    if (change.affectsConfiguration('blindspot.modelsFolder')) void offerReload();
  });
  context.subscriptions.push(onSettings, machine, evaluation, reports, documents, modelFeatures.downloads, ...Object.values(panels), chosenRun, inline, warmModel, scratch, failureDocuments, testTree, annotation.panels, experiments, registerFailureNavigation(failureDocuments));
  return {
    modelRows: modelFeatures.rows,
    runRows: new RunRows(() => (runs.folder === undefined ? undefined : runs.store), reports, now, refreshRuns, (listed) => {
      if (listed.some(({ state, source }) => state === 'finished' && source.kind === 'model')) steps.tell('model', 'data', 'run');
    }),
    panels,
    chosenRun,
    failureDocuments,
    testTree,
    annotations: annotation.panels,
    api: buildApi({ folders: runs, models, score: (request) => evaluateCommands.score(request) }),
    tasks: [training.tasks, experiments.tasks],
    experiments,
    run: async (command, given) => {
      try {
        return await handlers[command](...commandArguments(given));
      } catch (error) {
        problems.tell(error);
        return undefined;
      }
    },
  };
}
