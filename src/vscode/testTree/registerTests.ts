import * as vscode from 'vscode';
import type { TestTree } from './testTree';

/** Puts HANS among the editor's tests. What is in the suite is loaded when the Testing view asks for it. */
export function registerTests(tree: () => Promise<TestTree>): vscode.TestController {
  const controller = vscode.tests.createTestController('blindspot.hans', 'HANS');
  controller.resolveHandler = async (item) => (await tree()).resolve(item);
  controller.refreshHandler = async () => (await tree()).refresh();
  const { Run } = vscode.TestRunProfileKind;
  controller.createRunProfile('Evaluate Again', Run, async (request, token) => (await tree()).run(request, 'all', token), true);
  controller.createRunProfile('Evaluate What Failed Again', Run, async (request, token) => (await tree()).run(request, 'failed', token));
  return controller;
}
