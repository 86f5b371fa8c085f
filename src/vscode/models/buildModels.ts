import path from 'node:path';
import type * as vscode from 'vscode';
import type { ListedModel } from '../../core/models/listedModel';
import { usableMemory } from '../../doctor/machine';
import type { ModelProbe } from '../../ports/modelProbe';
import { HeaderCache } from '../../storage/models/headerCache';
import type { CommandId } from '../commandTable';
import type { ModelSources } from '../evaluate/pickModel';
import type { LastChoices } from '../shared/lastChoices';
import type { Problems } from '../shared/problem';
import type { ReportDocuments } from '../shared/reportDocuments';
import { isTrusted } from '../shared/trust';
import type { WorkspaceRuns } from '../shared/workspace';
import type { Outcome } from '../walkthrough/outcomes';
import { WorkspaceTrainings } from '../training/workspaceTrainings';
import { Downloads } from './downloads';
import { ModelCommands } from './modelCommands';
import type { ModelPlaces } from './modelPlaces';
import { ModelRows } from './modelRows';
import { ModelUses, type ModelUseParts } from './modelUses';
import { adaptersOfTrainings, packagedAdapter } from './otherAdapters';

export interface ModelSurroundings {
  readonly context: Pick<vscode.ExtensionContext, 'extensionPath'>;
  readonly places: ModelPlaces;
  readonly folders: WorkspaceRuns;
  readonly startProbe: () => ModelProbe;
  readonly documents: ReportDocuments;
  readonly choices: LastChoices;
  readonly problems: Problems;
  /** The Models view shows what is there now. */
  readonly refresh: () => void;
  /** What works with models. */
  readonly machine: ModelUseParts['machine'];
  readonly experimentsWith: ModelUseParts['experimentsWith'];
  readonly tell: (...told: readonly Outcome[]) => void;
}

type ModelCommand = Extract<CommandId, `blindspot.${'addModel' | 'downloadModel' | 'resumeDownload' | 'pauseDownload' | 'discardDownload' | 'showModelCard' | 'evaluateModel' | 'fineTuneModel' | 'revealModel' | 'copyModelPath' | 'deleteModel' | 'refreshModels'}`>;

export interface Models {
  readonly rows: ModelRows;
  readonly downloads: Downloads;
  readonly sources: ModelSources;
  readonly handlers: Readonly<Record<ModelCommand, (argument: unknown) => unknown>>;
}

/** The part of the editor's composition root that is about models. */
export function buildModels({ context, places: { models, digests }, folders, startProbe, documents, choices, problems, refresh, machine, experimentsWith, tell }: ModelSurroundings): Models {
  const memory = usableMemory();
  const trainings = new WorkspaceTrainings(folders);
  const list = async (): Promise<readonly ListedModel[]> => {
    const listed = await models.list();
    const others = [await packagedAdapter(context.extensionPath), ...(folders.folder === undefined ? [] : await adaptersOfTrainings(trainings.store))];
    const known = new Set(listed.map((model) => path.resolve(model.path)));
    const all = [...listed, ...others.filter((model) => !known.has(path.resolve(model.path)))];
    if (all.some(({ kind, there }) => kind === 'model' && there)) tell('model');
    if (all.some(({ origin }) => origin === 'training')) tell('adapter');
    return all;
  };
  const downloads = new Downloads(models, refresh);
  const rows = new ModelRows({
    list,
    headers: new HeaderCache(models.folder),
    digests,
    startProbe,
    mayRead: isTrusted,
    progressOf: (id) => downloads.progressOf(id),
    memory,
    changed: refresh,
    problem: (error) => problems.tell(error),
  });
  const sources = { models, downloads, list };
  const changed = (): void => {
    refresh();
    // A view that nobody sees does not ask what there is. What is wrong with the list, the view says.
    void list().catch(() => undefined);
  };
  const commands = new ModelCommands({ ...sources, startProbe, documents, choices, memory, changed, uses: new ModelUses({ machine, folders, trainings, experimentsWith }) });
  return {
    rows,
    downloads,
    sources,
    handlers: {
      'blindspot.addModel': (argument) => commands.add(argument),
      'blindspot.downloadModel': (argument) => commands.download(argument),
      'blindspot.resumeDownload': (argument) => commands.download(argument),
      'blindspot.pauseDownload': (argument) => commands.pause(argument),
      'blindspot.discardDownload': (argument) => commands.discard(argument),
      'blindspot.showModelCard': (argument) => commands.showCard(argument),
      'blindspot.evaluateModel': (argument) => commands.evaluate(argument),
      'blindspot.fineTuneModel': (argument) => commands.fineTune(argument),
      'blindspot.revealModel': (argument) => commands.reveal(argument),
      'blindspot.copyModelPath': (argument) => commands.copyPath(argument),
      'blindspot.deleteModel': (argument) => commands.remove(argument),
      'blindspot.refreshModels': () => {
        rows.forgetProblems();
        refresh();
      },
    },
  };
}
