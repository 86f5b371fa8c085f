import * as vscode from 'vscode';
import type { RunRecord } from '../../core/runs/record';
import { runTitle } from '../../core/runs/title';
import { UserError } from '../../core/userError';
import { firstRun, OfferingError, suggest } from '../shared/offers';
import type { WorkspaceRuns } from '../shared/workspace';
import { pairOf } from './argument';
import type { RunPair } from './comparePanel';

/** Set while a run is selected for compare, as the built-in Explorer does for files; forgotten with the window. */
export const selectedContext = 'blindspot.selectedForCompare';

/** Which two runs are to be compared. */
export class CompareCommands {
  private selected: RunRecord | undefined;

  constructor(
    private readonly runs: Pick<WorkspaceRuns, 'library'>,
    private readonly open: (pair: RunPair) => void,
  ) {}

  async select(record: RunRecord): Promise<void> {
    this.selected = record;
    await vscode.commands.executeCommand('setContext', selectedContext, true);
  }

  /** The run that was selected before is A. @throws UserError `usage` or `not-found` */
  async withSelected(record: RunRecord): Promise<void> {
    const a = this.selected;
    if (a === undefined) throw new UserError('usage', 'No run is selected for compare. Choose “Select for Compare” on another run first.');
    if (a.id === record.id) {
      throw new UserError('usage', `“${runTitle(record)}” is itself the run that is selected for compare. Choose another run to compare it with.`);
    }
    const { runs } = await this.runs.library.list();
    if (!runs.some(({ id }) => id === a.id)) {
      this.selected = undefined;
      await vscode.commands.executeCommand('setContext', selectedContext, false);
      throw new UserError('not-found', `The run “${runTitle(a)}”, which was selected for compare, is not there any more. Select another.`);
    }
    this.open({ a: a.id, b: record.id });
  }

  /** The run that was started first is A: what came later is compared with it. @throws UserError `usage` unless there are two */
  both(records: readonly RunRecord[]): void {
    const [a, b, ...more] = [...records].sort((one, other) => Date.parse(one.times.started) - Date.parse(other.times.started));
    if (a === undefined || b === undefined || more.length > 0) {
      throw new OfferingError('usage', 'Two runs can be compared: select two in the Runs view. “All Runs” shows up to seven in one chart.', [{ title: 'All Runs', command: 'blindspot.allRuns' }]);
    }
    this.open({ a: a.id, b: b.id });
  }

  /** Asks which two. @param argument both, where they are known already */
  async pick(argument: unknown): Promise<void> {
    const known = pairOf(argument);
    if (known !== undefined) {
      this.open(known);
      return;
    }
    const { runs } = await this.runs.library.list();
    if (runs.length < 2) {
      suggest('A comparison needs two runs: evaluate a model, or import predictions.', firstRun);
      return;
    }
    const a = await pickRun(runs, 'Blindspot: Compare Runs (1/2)', 'Run A, which the other is compared with');
    if (a === undefined) return;
    const b = await pickRun(fittingFirst(runs, a), 'Blindspot: Compare Runs (2/2)', 'Run B');
    if (b !== undefined) this.open({ a: a.id, b: b.id });
  }
}

/** Runs on the same data first: others may have nothing in common with it. */
function fittingFirst(runs: readonly RunRecord[], a: RunRecord): readonly RunRecord[] {
  const others = runs.filter(({ id }) => id !== a.id);
  const fits = ({ data }: RunRecord): boolean => data.sha256 === a.data.sha256;
  return [...others.filter(fits), ...others.filter((run) => !fits(run))];
}

async function pickRun(runs: readonly RunRecord[], title: string, placeHolder: string): Promise<RunRecord | undefined> {
  const items = runs.map((record) => ({ label: runTitle(record), description: record.state, record }));
  return (await vscode.window.showQuickPick(items, { title, placeHolder }))?.record;
}
