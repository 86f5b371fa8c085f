import { setImmediate } from 'node:timers/promises';
import * as vscode from 'vscode';
import { failureMessage } from '../../core/failures/suite';
import type { HansExample } from '../../core/nli/example';
import type { Prediction } from '../../core/scoring/prediction';
import type { Answer } from '../../core/scoring/answers';
import type { SuiteItems } from './suiteItems';

/** States told to the editor before it is given a turn. */
const chunk = 200;

/**
 * Tells the editor what a run came to, as test states: of all subcases, and of the failing examples that are
 * listed. Nothing is scored. All of it each time, because the editor shows messages of the newest result alone.
 */
export async function publishStates(controller: vscode.TestController, items: SuiteItems, title: string, signal: AbortSignal): Promise<void> {
  const states = [...statesOf(items)];
  // The focus stays where it is: nobody asked for a test to be run.
  const run = controller.createTestRun(new vscode.TestRunRequest([items.root], undefined, undefined, false, true), title, false);
  run.appendOutput('These are the answers in the run’s journal. Nothing was scored.\r\n');
  for (let at = 0; at < states.length && !signal.aborted; at += chunk) {
    for (const tell of states.slice(at, at + chunk)) tell(run);
    await setImmediate();
  }
  run.end();
}

/** The message of a failing example, which the editor shows at its line in the data file. */
export function exampleMessage(item: vscode.TestItem, answer: Answer<HansExample>, journal?: Prediction): vscode.TestMessage {
  // With `expectedOutput` and `actualOutput` the editor would show those two beside the line, and nothing of the rest.
  const message = new vscode.TestMessage(failureMessage(answer, journal));
  if (item.uri !== undefined && item.range !== undefined) message.location = new vscode.Location(item.uri, item.range);
  return message;
}

function* statesOf(items: SuiteItems): Generator<(run: vscode.TestRun) => void> {
  for (const { name, answered, failures } of items.subcases) {
    const item = items.itemOf(name);
    if (item === undefined) continue;
    if (answered === 0) yield (run) => run.skipped(item);
    else if (failures.length === 0) yield (run) => run.passed(item);
    else yield (run) => run.failed(item, []);
  }
  for (const subcase of items.openSubcases()) {
    for (const [, item] of items.itemOf(subcase.name)?.children ?? []) {
      const node = items.nodeOf(item);
      if (node?.kind === 'example') yield (run) => run.failed(item, exampleMessage(item, node.answer));
    }
  }
}
