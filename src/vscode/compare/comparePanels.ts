import type * as vscode from 'vscode';
import { panelStateSchema } from '../../../webview/compare/contract';
import type { RunsPageParts } from '../shared/pages/runsPagePanel';
import { PagePanels } from '../shared/pages/pagePanels';
import { ComparePanel, type RunPair } from './comparePanel';
import { compareViewType } from './viewType';

export type ComparePanels = PagePanels<RunPair, ComparePanel>;

/** The comparisons that are open: one a pair. */
export function comparePanels(extensionUri: vscode.Uri, parts: RunsPageParts): ComparePanels {
  return new PagePanels(extensionUri, parts.log, {
    viewType: compareViewType,
    page: 'compare',
    title: 'Compare Runs',
    state: panelStateSchema,
    build: (panel, { a, b }: RunPair) => new ComparePanel(panel, { a, b }, parts),
    shows: ({ pair }, { a, b }) => pair.a === a && pair.b === b,
  });
}
