import type * as vscode from 'vscode';
import { setNames } from '../../core/synthetic/setNames';
import { UserError } from '../../core/userError';
import type { Files } from '../../ports/files';
import { fromPageSchema, type FromPage, type ToPage } from '../../../webview/bias/contract';
import { openLine } from '../shared/openFile';
import { PagePanel, type PageContent, type PageParts } from '../shared/pages/pagePanel';
import { copyTable, savePng } from '../shared/pages/takeAway';
import { atMost } from './atMost';
import { MeasuredSets } from './measuredSets';
import { pickSet, pickSets } from './pickSets';
import { biasTable, shownBias, type ShownSets } from './shownBias';
import { writeBiased } from './writeBiased';

/** The sets of a panel, and what they are held against: null for the figures that come with the product. */
export interface ChosenSets {
  readonly files: readonly string[];
  readonly against: string | null;
}

export interface BiasParts extends PageParts {
  readonly files: Files;
}

/** The bias meter: sets side by side. */
export class BiasPanel extends PagePanel<FromPage, ToPage> {
  private readonly sets: MeasuredSets;

  constructor(
    panel: vscode.WebviewPanel,
    private chosen: ChosenSets,
    private readonly parts: BiasParts,
  ) {
    super(panel, fromPageSchema, parts);
    this.sets = new MeasuredSets(parts.files, () => this.refresh());
  }

  /** The files that are shown. */
  get files(): readonly string[] {
    return this.chosen.files;
  }

  override dispose(): void {
    this.sets.dispose();
    super.dispose();
  }

  protected async compose(): Promise<PageContent<ToPage>> {
    const { files } = this.chosen;
    const first = files[0] ?? '';
    const name = setNames(files).get(first) ?? first;
    return {
      title: files.length === 1 ? `Bias: ${name}` : `Bias: ${name} and ${files.length - 1} more`,
      message: shownBias(await this.shown()),
      goesOn: false,
    };
  }

  protected async obey(message: Exclude<FromPage, { type: 'ready' }>): Promise<void> {
    const { files, against } = this.chosen;
    switch (message.type) {
      case 'add': {
        const added = (await pickSets('Blindspot: Sets to put beside these')) ?? [];
        return this.choose({ files: atMost([...new Set([...files, ...added])]), against });
      }
      case 'remove':
        return this.choose({ files: files.filter((file) => file !== message.file), against });
      case 'against': {
        const chosen = message.file === 'built-in' ? null : await pickSet('Blindspot: MNLI, or another set to hold these against');
        return chosen === undefined ? undefined : this.choose({ files, against: chosen });
      }
      case 'open':
        this.requireShown(message.file);
        return openLine(message.file, message.line);
      case 'writeBiased':
        this.requireShown(message.file);
        return writeBiased(message.file, this.parts.files);
      case 'copy':
        return copyTable(biasTable(message.table, await this.shown()), message.format);
      case 'savePng':
        return savePng(message.dataUrl, 'bias');
    }
  }

  /** What was measured is kept while the page is hidden: it is small, and measuring a large set takes seconds. */
  protected forget(): void {
    return undefined;
  }

  private requireShown(file: string): void {
    if (!this.chosen.files.includes(file)) throw new UserError('usage', `${file} is not among the sets of this page.`);
  }

  private async choose(chosen: ChosenSets): Promise<void> {
    this.chosen = chosen;
    return this.show();
  }

  private async shown(): Promise<ShownSets> {
    const { files, against } = this.chosen;
    const outcomes = [];
    for (const file of files) outcomes.push(await this.sets.outcomeOf(file));
    return { outcomes, against: against === null ? null : await this.sets.outcomeOf(against) };
  }
}
