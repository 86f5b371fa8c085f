import * as vscode from 'vscode';
import { describeAge } from '../../core/runs/age';
import type { RunRecord } from '../../core/runs/record';
import type { SittingState } from '../../core/sittings';
import { describeSelection } from '../../core/runs/selection';
import { stem, subjectOf } from '../../core/runs/title';
import type { RunStore } from '../../ports/runStore';
import { factsTooltip } from '../shared/factsTooltip';
import type { Rows } from '../shared/rowsView';
import type { RunReports } from './runReports';
import { rowWarnings, type RowWarning } from './rowWarnings';

/** A row of the Runs view: a run, or a folder that cannot be read as one. */
export type RunRow = { readonly kind: 'run'; readonly record: RunRecord } | { readonly kind: 'problem'; readonly message: string };

/** A run whose process was killed changes no file: it is told by its lock, which lapses after five seconds. */
const lapsedMilliseconds = 6000;

/** The rows of the Runs view, newest run first, as they are on disk now. */
export class RunRows implements Rows<RunRow> {
  /** All runs as they were listed last: what stands against one may be another. */
  private listed: readonly RunRecord[] = [];
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param store undefined while no folder is open
   * @param refresh asks for the rows again
   * @param onListed is told of the runs that are there, whoever made them
   */
  constructor(
    private readonly store: () => RunStore | undefined,
    private readonly reports: Pick<RunReports, 'warningsOf' | 'keepOnly'>,
    private readonly now: () => number,
    private readonly refresh: () => void,
    private readonly onListed: (runs: readonly RunRecord[]) => void,
  ) {}

  async children(row?: RunRow): Promise<RunRow[]> {
    const store = this.store();
    if (row !== undefined || store === undefined) return [];
    const { runs, problems } = await store.list();
    this.listed = runs;
    this.onListed(runs);
    this.reports.keepOnly(runs);
    clearTimeout(this.timer);
    if (runs.some(({ state }) => state === 'running')) this.timer = setTimeout(this.refresh, lapsedMilliseconds);
    return [
      ...runs.map((record) => ({ kind: 'run' as const, record })),
      ...problems.map((message) => ({ kind: 'problem' as const, message })),
    ];
  }

  item(row: RunRow): vscode.TreeItem {
    return row.kind === 'run' ? runItem(row.record, rowWarnings(row.record, this.reports.warningsOf(row.record), this.listed), this.now()) : problemItem(row.message);
  }
}

const icons: Readonly<Record<SittingState, string>> = {
  running: 'loading~spin',
  finished: 'pass',
  cancelled: 'circle-slash',
  failed: 'error',
};

function runItem(record: RunRecord, warnings: readonly RowWarning[], now: number): vscode.TreeItem {
  const item = new vscode.TreeItem(subjectOf(record));
  item.id = record.id;
  // What matters most stands first, because a narrow view cuts the end off.
  const age = describeAge(now - Date.parse(record.times.started));
  item.description = [describeState(record), ...warnings.map(({ name }) => name), stem(record.data.file), age].join(' · ');
  item.iconPath =
    record.state === 'finished' && warnings.length > 0
      ? new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'))
      : new vscode.ThemeIcon(icons[record.state]);
  item.contextValue = `run.${record.state}.${record.source.kind}`;
  item.tooltip = tooltip(record, warnings);
  item.accessibilityInformation = { label: `${subjectOf(record)}, ${item.description}` };
  item.command = { command: 'blindspot.openBreakdown', title: 'Open Breakdown', arguments: [{ kind: 'run', record } satisfies RunRow] };
  return item;
}

function problemItem(message: string): vscode.TreeItem {
  const item = new vscode.TreeItem(message);
  item.iconPath = new vscode.ThemeIcon('warning');
  item.tooltip = message;
  return item;
}

function describeState({ state, accuracy, scored, total }: RunRecord): string {
  if (state === 'finished') return accuracy === null ? 'no examples' : `${(100 * accuracy).toFixed(1)} %`;
  return `${state}, ${scored.toLocaleString('en')} of ${total.toLocaleString('en')}`;
}

function tooltip(record: RunRecord, warnings: readonly RowWarning[]): vscode.MarkdownString {
  const { source, data, selection, problem, state, times } = record;
  const text = factsTooltip([
    ...(source.kind === 'model'
      ? [['Model', source.model.file] as const, ...(source.adapter === null ? [] : [['Adapter', source.adapter.file] as const])]
      : [['Predictions', source.file] as const]),
    ['Data', data.file],
    ['Selection', describeSelection(selection)],
    ['State', problem === null ? state : `${state}: ${problem}`],
    ['Started', times.started],
  ]);
  text.isTrusted = { enabledCommands: ['blindspot.evaluateFile'] };
  for (const { message, offer } of warnings) {
    text.appendMarkdown('\n\n$(warning) ');
    text.appendText(message);
    if (offer !== undefined) text.appendMarkdown(`\n\n[Evaluate the same model on MNLI…](${offer})`);
  }
  return text;
}
