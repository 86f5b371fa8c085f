import * as vscode from 'vscode';
import * as z from 'zod';
import { atMost } from './atMost';
import type { BiasPanels } from './biasPanels';
import { pickSets } from './pickSets';

const argumentSchema = z.object({ files: z.array(z.string()).min(1), against: z.string().nullable().default(null) });

/**
 * Shows the bias of sets.
 *
 * @param argument the file that was right-clicked, or what is known already
 * @param selected all files that are selected in the Explorer
 */
export async function measureCommand(argument: unknown, selected: unknown, panels: Pick<BiasPanels, 'open'>): Promise<void> {
  const known = knownSets(argument, selected);
  const { files, against } = known ?? { files: (await pickSets('Blindspot: Measure Bias')) ?? [], against: null };
  if (files.length > 0) panels.open({ files: atMost(files), against });
}

function knownSets(argument: unknown, selected: unknown): z.infer<typeof argumentSchema> | undefined {
  if (argument instanceof vscode.Uri) {
    const uris = Array.isArray(selected) ? selected.filter((each) => each instanceof vscode.Uri) : [];
    const files = (uris.length > 0 ? uris : [argument]).filter(({ scheme }) => scheme === 'file').map(({ fsPath }) => fsPath);
    return { files, against: null };
  }
  return argument == null ? undefined : argumentSchema.parse(argument);
}
