import * as vscode from 'vscode';
import { describeJob, describePlan } from '../../core/experiment/describePlan';
import { estimateOf } from '../../core/experiment/estimate';
import { quoted } from '../../executors/slurm/quoted';
import type { ExperimentStanding, ExperimentStandings } from './experimentStandings';
import { nameOfFile } from './experimentRows';

const scheme = 'blindspot-plan';

/** Plans as documents that cannot be changed: what each is made of is read when it is opened, and again when it is asked for again. */
export class PlanDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changes.event;
  private readonly registration: vscode.Disposable;

  constructor(private readonly standings: Pick<ExperimentStandings, 'of'>) {
    this.registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  }

  /** @param file absolute path of the experiment */
  async show(file: string): Promise<void> {
    // What is wrong in the file is told before a document opens.
    await this.read(file);
    const uri = vscode.Uri.from({ scheme, path: `/Plan of ${nameOfFile(file)}.txt`, query: file });
    this.changes.fire(uri);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
  }

  async provideTextDocumentContent({ query: file }: vscode.Uri): Promise<string> {
    return planText(await this.read(file));
  }

  dispose(): void {
    this.registration.dispose();
    this.changes.dispose();
  }

  private read(file: string): Promise<ExperimentStanding> {
    return this.standings.of(file, new AbortController().signal);
  }
}

/** What it comes to first, because a list of thousands of jobs has no end that anybody reads. */
function planText({ planned, progress, throughputs }: ExperimentStanding): string {
  const { plan, experiment } = planned;
  const estimate = estimateOf(plan, progress.states, experiment, throughputs);
  return [...describePlan(planned, progress.states, estimate), '', ...plan.jobs.map((job) => describeJob(job, quoted)), ''].join('\n');
}
