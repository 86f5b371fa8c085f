import path from 'node:path';
import * as vscode from 'vscode';
import * as z from 'zod';
import type { Listed } from '../../core/annotation/desk';
import type { FailureList } from '../../core/failures/failureList';
import { describeFilter } from '../../core/failures/filter';
import { count } from '../../core/report/format';
import { UserError } from '../../core/userError';
import type { SetIndexes } from '../../ports/setIndex';
import { nearestExamples } from '../../workflows/annotation/nearestExamples';
import { pickDataFile } from '../evaluate/pickData';
import { failureDocumentSchema, type FailureSubject } from '../failures/argument';
import type { FailureDocuments } from '../failures/failureDocuments';
import { failureSubjectOf } from '../failures/failureUri';
import { failureScheme } from '../failures/scheme';
import { cancellable } from '../shared/cancellable';
import type { LastChoices } from '../shared/lastChoices';
import type { AnnotationPanels } from './annotationPanels';

/** So many of the nearest examples are put into the queue. */
const mostNear = 100;

/** @property among the file to annotate: that of the failures, or one to look for similar examples in; asked for when left out */
const argumentSchema = z.object({ failures: failureDocumentSchema, among: z.string().optional() });

export interface AnnotateSimilarParts {
  readonly documents: Pick<FailureDocuments, 'listOf'>;
  readonly panels: AnnotationPanels;
  readonly sets: SetIndexes;
  readonly choices: LastChoices;
  /** The failures that an item of the test tree stands for. */
  readonly failuresOfItem: (argument: unknown) => FailureSubject | undefined;
  /** Asks for a run and for which of its failures. */
  readonly askForFailures: () => Promise<FailureSubject | undefined>;
}

/** Puts failing examples, or the examples of another file that are most like them, into the queue of an annotation. */
export class AnnotateSimilar {
  constructor(private readonly parts: AnnotateSimilarParts) {}

  /**
   * @param argument `argumentSchema`, or an item of the test tree; the failure document in view when left out
   * @returns what is in the queue now; undefined when the user gave up
   */
  async run(argument: unknown): Promise<Listed | undefined> {
    const known = argumentSchema.safeParse(argument).data;
    const subject = known?.failures ?? this.parts.failuresOfItem(argument) ?? failuresInView() ?? (await this.parts.askForFailures());
    if (subject === undefined) return undefined;
    const list = await this.parts.documents.listOf(subject);
    const examples = list.groups.flatMap(({ failures }) => failures.map(({ answer }) => answer.example));
    if (examples.length === 0) throw new UserError('usage', 'There is no failing example here, so nothing is similar to one.');
    const file = known?.among ?? (await this.askWhere(list, examples.length));
    if (file === undefined) return undefined;
    const listed = file === list.dataFile ? { title: titleOf(list, examples.length), ids: examples.map(({ id }) => id) } : await this.nearest(file, list, examples);
    if (listed !== undefined) await this.parts.panels.show(vscode.Uri.file(file), listed);
    return listed;
  }

  private async askWhere(list: FailureList, failing: number): Promise<string | undefined> {
    const items = [
      { label: `$(checklist) ${titleOf(list, failing)}`, description: path.basename(list.dataFile), file: list.dataFile },
      { label: '$(search) Their nearest examples in another file…', description: 'by word overlap', file: undefined },
    ];
    const picked = await vscode.window.showQuickPick(items, { title: 'Blindspot: Annotate similar', placeHolder: 'What goes into the queue', ignoreFocusOut: true });
    if (picked === undefined || picked.file !== undefined) return picked?.file;
    const choice = await pickDataFile(this.parts.choices.get().data);
    if (choice?.kind !== 'file') return undefined;
    await this.parts.choices.remember({ data: choice.file });
    return choice.file;
  }

  private async nearest(file: string, list: FailureList, targets: Parameters<typeof nearestExamples>[0]['targets']): Promise<Listed | undefined> {
    const found = await cancellable(`Looking for similar examples in ${path.basename(file)}`, (signal) =>
      nearestExamples({ file, targets, most: mostNear }, this.parts.sets, signal),
    );
    if (found === undefined) return undefined;
    const { ids, compared } = found;
    const some = compared < targets.length ? `${count(compared)} of ` : '';
    if (ids.length === 0) throw new UserError('usage', `${file} has no example that shares a word with these failures.`);
    return { title: `${count(ids.length)} ${ids.length === 1 ? 'example' : 'examples'} nearest to ${some}${titleOf(list, targets.length)}, by word overlap (Jaccard index of premise and hypothesis)`, ids };
  }
}

/** `10 failing examples (ln_passive)` */
function titleOf({ filter }: FailureList, failing: number): string {
  const narrowed = describeFilter(filter);
  return `${count(failing)} failing ${failing === 1 ? 'example' : 'examples'}${narrowed === '' ? '' : ` (${narrowed})`}`;
}

function failuresInView(): FailureSubject | undefined {
  const uri = vscode.window.activeTextEditor?.document.uri;
  return uri?.scheme === failureScheme ? failureSubjectOf(uri) : undefined;
}
