import * as vscode from 'vscode';
import { describeExport } from '../../core/annotation/accepted';
import { adjudicationsDiffer, type AnnotatedSet } from '../../core/annotation/agreement';
import { exportAccepted } from '../../workflows/annotation/exportAccepted';
import type { AnnotationPorts } from '../../workflows/annotation/annotationSession';
import { cancellable } from '../shared/cancellable';
import { openFile } from '../shared/openFile';

/** Asks where to, and writes what was accepted of a set as a training file. @param source the set's file @throws UserError */
export async function saveAccepted(source: string, annotated: AnnotatedSet, { sets, annotations }: Pick<AnnotationPorts, 'sets' | 'annotations'>): Promise<void> {
  const set = await chooseAdjudication(annotated);
  if (set === undefined) return;
  const target = await vscode.window.showSaveDialog({
    title: 'Export what was accepted',
    defaultUri: vscode.Uri.file(source.replace(/(\.[^./\\]*)?$/, '.accepted.jsonl')),
    filters: { 'Training file': ['jsonl'] },
  });
  if (target === undefined) return;
  const file = target.fsPath;
  const counts = await cancellable('Exporting what was accepted', async (signal) => {
    const index = await sets.open(source);
    try {
      return await exportAccepted({ file, set, index }, annotations, signal);
    } finally {
      await index.close();
    }
  });
  if (counts === undefined) return;
  const open = 'Open File';
  const answer = await vscode.window.showInformationMessage(`${file}: ${describeExport(counts)}`, open);
  if (answer === open) await openFile(file, { preview: false });
}

/** Asks whose adjudication counts, where adjudications differ. @returns undefined when the user gave up */
async function chooseAdjudication(set: AnnotatedSet): Promise<AnnotatedSet | undefined> {
  if (!adjudicationsDiffer(set)) return set;
  const { adjudications } = set;
  const items = [
    { label: 'What they say alike', detail: 'Examples on which the adjudications differ are left out, as disputed.', adjudications },
    ...adjudications.map((adjudication) => ({ label: `The adjudication by ${adjudication.name}`, detail: '', adjudications: [adjudication] })),
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Blindspot: Export what was accepted',
    placeHolder: `${adjudications.map(({ name }) => name).join(' and ')} have adjudicated, and differ: whose decisions count?`,
    ignoreFocusOut: true,
  });
  return picked === undefined ? undefined : { ...set, adjudications: picked.adjudications };
}
