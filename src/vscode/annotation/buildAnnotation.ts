import path from 'node:path';
import type * as vscode from 'vscode';
import { FolderAnnotationStore } from '../../storage/annotations/folderAnnotationStore';
import { FolderDesks } from '../../storage/annotations/folderDesks';
import { DiskSetIndexes } from '../../storage/sets/setIndex';
import type { CommandId } from '../commandTable';
import type { PageParts } from '../shared/pages/pagePanel';
import type { WorkspaceRuns } from '../shared/workspace';
import { AnnotateSimilar, type AnnotateSimilarParts } from './annotateSimilar';
import { AnnotationCommands } from './annotationCommands';
import { AnnotationPanels } from './annotationPanels';
import { AnnotatorName } from './annotatorName';
import { SetsAhead } from './setsAhead';

export interface AnnotationSurroundings extends PageParts, Omit<AnnotateSimilarParts, 'panels' | 'sets'> {
  readonly context: Pick<vscode.ExtensionContext, 'extensionUri' | 'storageUri' | 'globalStorageUri'>;
  readonly folders: WorkspaceRuns;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly onDecided: () => void;
}

type AnnotationCommand = Extract<CommandId, `blindspot.${'annotate' | 'annotateSimilar'}`>;

export interface Annotation {
  readonly panels: AnnotationPanels;
  readonly handlers: Readonly<Record<AnnotationCommand, (argument: unknown) => unknown>>;
}

/** The part of the editor's composition root that is about annotating. */
export function buildAnnotation({ context, folders, now, problems, log, onDecided, ...similar }: AnnotationSurroundings): Annotation {
  const sets = new DiskSetIndexes();
  const ahead = new SetsAhead(sets);
  const panels = new AnnotationPanels(context.extensionUri, {
    ports: () => ({
      sets: ahead,
      annotations: new FolderAnnotationStore(),
      desks: new FolderDesks(path.join((context.storageUri ?? context.globalStorageUri).fsPath, 'annotation')),
      runs: folders.store,
      now,
      holder: 'VS Code',
    }),
    runs: folders,
    annotator: new AnnotatorName(),
    problems,
    log,
    onDecided,
  }, ahead);
  const annotateSimilar = new AnnotateSimilar({ ...similar, panels, sets });
  const commands = new AnnotationCommands(panels, similar.choices, folders);
  return {
    panels,
    handlers: {
      'blindspot.annotate': (argument) => commands.annotate(argument),
      'blindspot.annotateSimilar': (argument) => annotateSimilar.run(argument),
    },
  };
}
