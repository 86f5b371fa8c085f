import type * as vscode from 'vscode';
import { panelStateSchema } from '../../../webview/bias/contract';
import { PagePanels } from '../shared/pages/pagePanels';
import { BiasPanel, type BiasParts, type ChosenSets } from './biasPanel';
import { biasViewType } from './viewType';

export type BiasPanels = PagePanels<ChosenSets, BiasPanel>;

/** The bias pages that are open: one for the same sets. */
export function biasPanels(extensionUri: vscode.Uri, parts: BiasParts): BiasPanels {
  return new PagePanels(extensionUri, parts.log, {
    viewType: biasViewType,
    page: 'bias',
    title: 'Bias',
    state: panelStateSchema,
    build: (panel, { files, against }: ChosenSets) => new BiasPanel(panel, { files, against }, parts),
    shows: (panel, { files }) => panel.files.length === files.length && files.every((file) => panel.files.includes(file)),
  });
}
