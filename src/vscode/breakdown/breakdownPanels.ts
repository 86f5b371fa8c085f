import type * as vscode from 'vscode';
import { panelStateSchema } from '../../../webview/breakdown/contract';
import { PagePanels } from '../shared/pages/pagePanels';
import { BreakdownPanel, type BreakdownParts, type ChosenRuns } from './breakdownPanel';
import { breakdownViewType } from './viewType';

export type BreakdownPanels = PagePanels<ChosenRuns, BreakdownPanel>;

/** The breakdown panels that are open: one a run. */
export function breakdownPanels(extensionUri: vscode.Uri, parts: BreakdownParts): BreakdownPanels {
  return new PagePanels(extensionUri, parts.log, {
    viewType: breakdownViewType,
    page: 'breakdown',
    title: 'Breakdown',
    state: panelStateSchema,
    build: (panel, { first, second }: ChosenRuns) => new BreakdownPanel(panel, { first, second }, parts),
    shows: (panel, { first }) => panel.first === first,
  });
}
