import * as vscode from 'vscode';
import * as z from 'zod';
import type { ScoredPair } from '../../core/audit/text';
import { pairIn, type Pair } from '../../core/nli/pairText';
import type { ScratchExamples } from './scratchExamples';

const argumentSchema = z.object({ premise: z.string().min(1), hypothesis: z.string().min(1) }).optional();

/**
 * Asks a model about any two sentences: those that are selected in an editor, or typed.
 *
 * @param argument what is known already
 * @returns undefined when the user gave up
 */
export async function tryExample(argument: unknown, scratch: ScratchExamples): Promise<ScoredPair | undefined> {
  // A menu gives the document's Uri: what is meant is its selection.
  const known = argument instanceof vscode.Uri ? undefined : argumentSchema.parse(argument ?? undefined);
  const pair: Pair | undefined = known === undefined ? (selectedPair() ?? (await typedPair())) : { ...known, gold: null };
  if (pair === undefined) return undefined;
  const scored = await scratch.open(pair);
  if (scored !== undefined) await scratch.showAudit(undefined);
  return scored;
}

/** A selection need not hit the ends of its lines. */
function selectedPair(): Pair | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined || editor.selection.isEmpty) return undefined;
  const { document, selection } = editor;
  const header = document.lineAt(0).text;
  const lines = new vscode.Range(selection.start.line, 0, selection.end.line, document.lineAt(selection.end.line).text.length);
  return pairIn(document.getText(selection), header) ?? pairIn(document.getText(lines), header);
}

async function typedPair(): Promise<Pair | undefined> {
  const premise = await ask('Premise', 'What is given, such as: The doctor visited the lawyer.');
  if (premise === undefined) return undefined;
  const hypothesis = await ask('Hypothesis', 'What may follow from it, such as: The lawyer visited the doctor.');
  return hypothesis === undefined ? undefined : { premise, hypothesis, gold: null };
}

async function ask(name: string, placeHolder: string): Promise<string | undefined> {
  const text = await vscode.window.showInputBox({
    title: `Blindspot: ${name}`,
    placeHolder,
    validateInput: (typed) => (typed.trim() === '' ? `Type a ${name.toLowerCase()}.` : undefined),
    ignoreFocusOut: true,
  });
  return text?.trim();
}
