import type { RunRecord } from '../../core/runs/record';
import { openFile } from '../shared/openFile';
import type { ChosenRun } from './chosenRun';

/** Chooses a run, and opens the data file in which its answers then stand. */
export async function showInEditor(record: RunRecord, chosenRun: ChosenRun): Promise<void> {
  await chosenRun.choose(record.id);
  const { file } = record.data;
  // Where the file is gone, the reading of the results says so.
  if ((await chosenRun.results()) === undefined) return;
  await openFile(file);
}
