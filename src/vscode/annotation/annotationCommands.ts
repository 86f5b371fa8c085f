import * as vscode from 'vscode';
import * as z from 'zod';
import { pickDataFile } from '../evaluate/pickData';
import type { LastChoices } from '../shared/lastChoices';
import type { WorkspaceRuns } from '../shared/workspace';
import type { AnnotationPanels } from './annotationPanels';

/** A file from the Explorer or an editor's title, or by path. */
const argumentSchema = z.union([z.custom<vscode.Uri>((value) => value instanceof vscode.Uri), z.object({ file: z.string() }).transform(({ file }) => vscode.Uri.file(file))]);

const sets = /\.(jsonl|tsv|txt)$/i;

/** Opens sets for annotation. */
export class AnnotationCommands {
  constructor(
    private readonly panels: AnnotationPanels,
    private readonly choices: LastChoices,
    private readonly folders: Pick<WorkspaceRuns, 'requireFolder'>,
  ) {}

  async annotate(argument: unknown): Promise<void> {
    // Asked before anything is picked, so that nobody picks in vain.
    this.folders.requireFolder();
    // The button in the title of the Runs view gives the row that has the focus, which says nothing of a set.
    const file = argumentSchema.safeParse(argument).data ?? setInView() ?? (await this.pick());
    if (file !== undefined) await this.panels.show(file);
  }

  private async pick(): Promise<vscode.Uri | undefined> {
    const choice = await pickDataFile(this.choices.get().data);
    if (choice?.kind !== 'file') return undefined;
    await this.choices.remember({ data: choice.file });
    return vscode.Uri.file(choice.file);
  }
}

/** The set that is open as text. */
function setInView(): vscode.Uri | undefined {
  const uri = vscode.window.activeTextEditor?.document.uri;
  return uri?.scheme === 'file' && sets.test(uri.path) ? uri : undefined;
}
