import * as vscode from 'vscode';
import { describeFailures, type SuiteSubcase } from '../../core/failures/suite';
import { heuristics, heuristicTitles, type Heuristic } from '../../core/hans/subcases';
import { hintText } from '../../core/inline/sentences';
import type { HansExample } from '../../core/nli/example';
import { count } from '../../core/report/format';
import type { RunRecord } from '../../core/runs/record';
import type { Answer } from '../../core/scoring/answers';
import { failureUri } from '../failures/failureUri';

/** What an item of the test tree stands for. */
export type SuiteNode =
  | { readonly kind: 'run' }
  | { readonly kind: 'heuristic'; readonly heuristic: Heuristic }
  | { readonly kind: 'subcase'; readonly subcase: SuiteSubcase }
  | { readonly kind: 'example'; readonly answer: Answer<HansExample> };

/** A subcase lists so many failing examples; the others are in its failure document. */
export const mostListed = 200;

/** The items of one run's suite: heuristic, subcase and, where a subcase was opened, its failing examples. */
export class SuiteItems {
  readonly root: vscode.TestItem;
  private readonly nodes = new WeakMap<vscode.TestItem, SuiteNode>();
  private readonly bySubcase = new Map<string, vscode.TestItem>();
  private readonly opened = new Set<string>();
  private readonly data: vscode.Uri;

  constructor(
    private readonly controller: vscode.TestController,
    private readonly record: RunRecord,
    title: string,
    readonly subcases: readonly SuiteSubcase[],
  ) {
    this.data = vscode.Uri.file(record.data.file);
    // An ID of its own for each run: the editor remembers states by ID, and shows no run's for another.
    this.root = this.item(record.id, title, { kind: 'run' });
    this.root.description = describeFailures(subcases);
    this.root.children.replace(heuristics.map((heuristic, index) => this.heuristic(heuristic, index)));
  }

  nodeOf(item: vscode.TestItem): SuiteNode | undefined {
    return this.nodes.get(item);
  }

  itemOf(subcase: string): vscode.TestItem | undefined {
    return this.bySubcase.get(subcase);
  }

  /** The item of a failing example, made now if its subcase is open; undefined where it is not. */
  exampleItem(answer: Answer<HansExample>): vscode.TestItem | undefined {
    const { subcase, id } = answer.example;
    const parent = this.bySubcase.get(subcase);
    if (parent === undefined || !this.opened.has(subcase)) return undefined;
    const there = parent.children.get(id);
    if (there !== undefined || answer.correct) return there;
    const item = this.example(answer);
    parent.children.add(item);
    return item;
  }

  /** Those whose children are made. */
  openSubcases(): readonly SuiteSubcase[] {
    return this.subcases.filter(({ name }) => this.opened.has(name));
  }

  /** Lists the failing examples of a subcase. */
  open(subcase: SuiteSubcase): void {
    const item = this.bySubcase.get(subcase.name);
    if (item === undefined) return;
    this.opened.add(subcase.name);
    item.children.replace([
      ...subcase.failures.slice(0, mostListed).map((answer) => this.example(answer)),
      ...(subcase.failures.length > mostListed ? [this.more(subcase)] : []),
    ]);
  }

  private heuristic(heuristic: Heuristic, index: number): vscode.TestItem {
    const own = this.subcases.filter((subcase) => subcase.heuristic === heuristic);
    const item = this.item(heuristic, heuristicTitles[heuristic], { kind: 'heuristic', heuristic });
    item.description = describeFailures(own);
    item.sortText = String(index);
    item.children.replace(own.map((subcase, place) => this.subcase(subcase, place)));
    return item;
  }

  private subcase(subcase: SuiteSubcase, place: number): vscode.TestItem {
    const item = this.item(subcase.name, subcase.name, { kind: 'subcase', subcase });
    // Counts first, because a narrow view cuts the end off.
    item.description = `${describeFailures([subcase])}, gold ${subcase.gold}`;
    item.sortText = String(place).padStart(2, '0');
    item.canResolveChildren = subcase.failures.length > 0;
    this.bySubcase.set(subcase.name, item);
    return item;
  }

  private example(answer: Answer<HansExample>): vscode.TestItem {
    const { id, premise, hypothesis, line } = answer.example;
    const item = this.controller.createTestItem(id, `${premise} → ${hypothesis}`, this.data);
    item.range = new vscode.Range(line - 1, 0, line - 1, 0);
    item.description = `${id}, ${hintText(answer)}`;
    item.sortText = String(line).padStart(9, '0');
    this.nodes.set(item, { kind: 'example', answer });
    return item;
  }

  /** Opens as every test does, at its place: which is the failure document. */
  private more(subcase: SuiteSubcase): vscode.TestItem {
    const { name, failures } = subcase;
    const title = `Failures of ${name}`;
    const item = this.controller.createTestItem(`more ${name}`, `… ${count(failures.length - mostListed)} more: open failures`, failureUri(title, { run: this.record.id, subcase: name }));
    item.sortText = '~';
    this.nodes.set(item, { kind: 'subcase', subcase });
    return item;
  }

  private item(id: string, label: string, node: SuiteNode): vscode.TestItem {
    const item = this.controller.createTestItem(id, label);
    this.nodes.set(item, node);
    return item;
  }
}
