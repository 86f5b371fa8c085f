import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { after, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import type { ScoredPair } from '../../src/core/audit/text';
import type { RunRecord } from '../../src/core/runs/record';
import { perSubcase, sample } from '../vscode/sample';
import { command, figure, inWorkspace, until } from './blindspot';

const hans = vscode.Uri.file(inWorkspace(sample.hans));
/** The predictions are entailment throughout, which half of the examples are not. */
const failures = 15 * perSubcase;

describe('The chosen run in its data file', () => {
  let imported: RunRecord | undefined;
  let editor: vscode.TextEditor;
  let failing: number;

  before(async () => {
    imported = await command('blindspot.importPredictions', { predictions: inWorkspace(sample.predictions), data: hans.fsPath });
    editor = await vscode.window.showTextDocument(hans);
    await problems(hans, failures);
    failing = vscode.languages.getDiagnostics(hans)[0]?.range.start.line ?? -1;
  });

  it('is the run that was opened last: its failures are among the problems', () => {
    const [first] = vscode.languages.getDiagnostics(hans);
    assert.equal(first?.source, 'Blindspot');
    assert.equal(first.message, 'Expected non-entailment, predicted entailment.');
    assert.equal(editor.document.getText(first.range), 'non-entailment');
  });

  it('tells in a hover the answer, the subcase and how its template does', async () => {
    const text = await hover(hans, failing);
    assert.match(text, /✗ entailment\*\*, gold label \*\*non-entailment/);
    // A template belongs to one subcase, and here the answer is wrong for all of a non-entailed one.
    assert.match(text, /Subcase ` .n_\S+ `, template ` temp\d+ `: 0 of \d+ right, 0\.0 %/);
    assert.match(text, /imported hold no scores/);
  });

  it('offers to edit a copy and to find similar failures, and does not score again without a model', async () => {
    assert.deepEqual(await actions(hans, failing), ['Edit a copy and score it', 'Find similar failures', 'Annotate similar examples']);
  });

  it('is off while the file has unsaved changes, and there again when they are undone', async () => {
    await editor.edit((edit) => edit.insert(new vscode.Position(1, 0), 'x'));
    await problems(hans, 0);
    assert.equal(await hover(hans, failing), '');
    await vscode.commands.executeCommand('undo');
    await problems(hans, failures);
    assert.notEqual(await hover(hans, failing), '');
  });

  it('is off when the file on the disk is not the one that was scored, and there again when it is restored', async () => {
    const original = await readFile(hans.fsPath, 'utf8');
    const lines = original.split('\n');
    await writeFile(hans.fsPath, [lines[0], ...lines.slice(2)].join('\n'));
    await problems(hans, 0);
    assert.equal(await hover(hans, failing), '');
    await writeFile(hans.fsPath, original);
    await problems(hans, failures);
  });

  it('is off when it is hidden, and on again when it is chosen', async () => {
    await vscode.commands.executeCommand('blindspot.hideRunInEditor');
    await problems(hans, 0);
    await vscode.commands.executeCommand('blindspot.showRunInEditor', { kind: 'run', record: imported });
    await problems(hans, failures);
  });

  it('lists 500 failures at most, and how many more there are', async () => {
    const data = inWorkspace('many.jsonl');
    const predictions = inWorkspace('many.csv');
    const rows = Array.from({ length: 600 }, (_, row) => ({ id: `m${row}`, premise: 'A man sleeps.', hypothesis: 'He is awake.', label: 'contradiction' }));
    await writeFile(data, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    await writeFile(predictions, `pairID,gold_label\n${rows.map(({ id }) => `${id},neutral\n`).join('')}`);
    await command('blindspot.importPredictions', { predictions, data });
    const uri = vscode.Uri.file(data);
    await vscode.window.showTextDocument(uri);
    await problems(uri, 501);
    const last = vscode.languages.getDiagnostics(uri).at(-1);
    assert.equal(last?.range.start.line, 500);
    assert.match(last.message, /^100 more failures, from here on, are not listed: .*Open Failures/);
  });

  it('leaves the file when the run is deleted', async () => {
    const uri = vscode.Uri.file(inWorkspace('many.jsonl'));
    const [run] = await vscode.workspace.fs
      .readDirectory(vscode.Uri.file(inWorkspace('.blindspot', 'runs')))
      .then((entries) => entries.filter(([name]) => name.startsWith('many')));
    await rm(inWorkspace('.blindspot', 'runs', run?.[0] ?? 'none'), { recursive: true });
    await problems(uri, 0);
  });
});

describe('An example by itself', () => {
  let record: RunRecord | undefined;
  let failing: number;

  before(async () => {
    record = await command('blindspot.evaluateHans', {
      model: inWorkspace(sample.model),
      adapter: null,
      data: hans.fsPath,
      selection: { kind: 'per-subcase', count: 2, seed: 1 },
    });
    await vscode.window.showTextDocument(hans);
    const [first] = await until('failure of the run', () => {
      const found = vscode.languages.getDiagnostics(hans);
      return found.length > 0 && found.length < failures ? found : undefined;
    });
    failing = first?.range.start.line ?? -1;
  });

  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('has in its hover the prompt as it was sent, and the log-probability of each label', async () => {
    const text = await hover(hans, failing);
    assert.match(text, /Please indicate the relationship .* between premise and hypothesis is\n```/);
    assert.match(text, /\| contradiction \| -\d+\.\d{3} \| \d+\.\d % \|/);
    assert.match(text, /Label mass \d/);
    assert.match(text, /Begins with ` "<s>" ` \(1\)/);
  });

  it('is scored again with the run’s model, to the same log-probabilities', async () => {
    const [id, recorded] = await journalLine(record?.id ?? '', failing);
    const started = performance.now();
    const cold = await scored('blindspot.scoreAgain', { example: id });
    const loaded = performance.now();
    await scored('blindspot.scoreAgain', { example: id });
    figure('scoring one example, model loaded first', `${(loaded - started).toFixed(0)} ms`);
    figure('scoring one example, model warm', `${(performance.now() - loaded).toFixed(0)} ms`);
    for (const label of ['entailment', 'neutral', 'contradiction'] as const) {
      assert.ok(Math.abs((cold.prediction.scores?.logprobs[label] ?? NaN) - (recorded[label] ?? NaN)) < 0.02, `${label} differs`);
    }
    const text = await hover(hans, failing);
    assert.match(text, /Scored again: [✓✗] /);
    assert.match(text, /\d+ tokens, the last ` " ?is" ` \(\d+\)/);
  });

  it('is offered to be scored again by the light bulb', async () => {
    assert.deepEqual(await actions(hans, failing), ['Score this example again', 'Edit a copy and score it', 'Find similar failures', 'Annotate similar examples']);
  });

  it('is edited in a copy, whose answer changes with its words', async () => {
    await vscode.commands.executeCommand('blindspot.editCopy', { example: (await journalLine(record?.id ?? '', failing))[0] });
    const editor = vscode.window.activeTextEditor;
    assert.equal(editor?.document.languageId, 'blindspot-example');
    assert.match(editor.document.getText(), /^# A copy of ex\d+ .*\nPremise: .+\nHypothesis: .+\nGold: (non-)?entailment\n/);
    const first = await answerLens(editor.document.uri);
    const line = editor.document.getText().split('\n').findIndex((text) => text.startsWith('Hypothesis:'));
    await editor.edit((edit) => edit.replace(editor.document.lineAt(line).range, 'Hypothesis: Seven green lions never sleep .'));
    await until('another answer', async () => ((await answerLens(editor.document.uri)) === first ? undefined : true));
  });

  it('may be any two sentences', async () => {
    const answer = await scored('blindspot.tryExample', { premise: 'A dog barks.', hypothesis: 'An animal makes a noise.' });
    assert.match(answer.audit.prompt, /Premise: A dog barks\. Hypothesis: An animal makes a noise\. The relationship/);
    const audit = await until('audit', () => vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'blindspot-audit'));
    assert.match(audit.getText(), /Prompt as sent\n {2}Please indicate/);
  });

  it('may be a row that is selected in an editor', async () => {
    const editor = await vscode.window.showTextDocument(hans);
    const text = editor.document.lineAt(failing).text;
    editor.selection = new vscode.Selection(failing, 0, failing, text.length);
    const answer = await scored('blindspot.tryExample');
    assert.equal(answer.pair.premise, text.split('\t')[5]);
    assert.equal(answer.pair.gold, text.split('\t')[0]);
  });
});

/** Waits until a file has just so many problems. */
async function problems(uri: vscode.Uri, wanted: number): Promise<void> {
  await until(`${wanted} problems in ${uri.path}`, () => (vscode.languages.getDiagnostics(uri).length === wanted ? true : undefined));
}

async function hover(uri: vscode.Uri, line: number): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', uri, new vscode.Position(line, 0));
  const texts = hovers.flatMap(({ contents }) => contents).map((content) => (content instanceof vscode.MarkdownString ? content.value : ''));
  return texts.filter((text) => text.includes('gold label')).join('\n');
}

async function actions(uri: vscode.Uri, line: number): Promise<string[]> {
  const found = await vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', uri, new vscode.Range(line, 0, line, 0));
  return found.filter(({ command }) => command?.command.startsWith('blindspot.')).map(({ title }) => title);
}

/** The answer above a scratch example, once it is there. */
async function answerLens(uri: vscode.Uri): Promise<string> {
  return until('answer above the scratch example', async () => {
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri);
    return lenses.map(({ command }) => command?.title ?? '').find((title) => /^[✓✗] /.test(title));
  });
}

async function scored(id: string, argument?: unknown): Promise<ScoredPair> {
  const result = await vscode.commands.executeCommand<ScoredPair | undefined>(id, argument);
  assert.ok(result !== undefined, `${id} gave no answer`);
  return result;
}

/** Pair ID and log-probabilities that a run's journal holds for a line of the HANS file. */
async function journalLine(run: string, line: number): Promise<readonly [id: string, logprobs: Readonly<Record<string, number>>]> {
  const id = (await vscode.workspace.openTextDocument(hans)).lineAt(line).text.split('\t')[7] ?? '';
  const journal = await readFile(inWorkspace('.blindspot', 'runs', run, 'predictions.jsonl'), 'utf8');
  const lines = journal.trimEnd().split('\n').map((text) => JSON.parse(text) as { id: string; logprobs: Record<string, number> });
  const found = lines.find((entry) => entry.id === id);
  assert.ok(found !== undefined, `no ${id} in the journal`);
  return [id, found.logprobs];
}
