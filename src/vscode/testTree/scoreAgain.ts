import type * as vscode from 'vscode';
import { groupBy } from '../../core/groupBy';
import { count } from '../../core/report/format';
import type { HansExample } from '../../core/nli/example';
import { isCorrect, type Answer } from '../../core/scoring/answers';
import { predict, type Prediction } from '../../core/scoring/prediction';
import { inPrefixOrder } from '../../core/scoring/prefixOrder';
import { fillPrompt } from '../../core/scoring/prompt';
import type { LoadedModel } from '../../ports/engine';
import { exampleMessage } from './publishStates';
import type { SuiteItems } from './suiteItems';

/** What came out otherwise than in the journal, named up to this many. */
const mostNamed = 10;
const betweenLines = 1000;

/**
 * Scores answered examples afresh and tells their states as they come. The journal of their run is compared
 * with and not written to: a finished example is never scored twice in a journal.
 */
export class ScoreAgain {
  private readonly left: Map<string, number>;
  private readonly failed = new Set<string>();
  private readonly otherwise: string[] = [];
  private readonly byId: ReadonlyMap<string, Answer<HansExample>>;
  private scored = 0;
  private told = 0;

  constructor(
    private readonly run: vscode.TestRun,
    private readonly items: SuiteItems,
    private readonly answers: readonly Answer<HansExample>[],
    private readonly now: () => number,
  ) {
    this.byId = new Map(answers.map((answer) => [answer.example.id, answer]));
    this.left = new Map([...groupBy(answers, ({ example }) => example.subcase)].map(([name, members]) => [name, members.length]));
  }

  /** @param prompt with `{premise}` and `{hypothesis}` @throws what the engine throws, or the signal's reason */
  async score(model: LoadedModel, prompt: string, signal: AbortSignal): Promise<void> {
    for (const name of this.left.keys()) {
      const item = this.items.itemOf(name);
      if (item !== undefined) this.run.started(item);
    }
    const prompts = this.answers.map(({ example: { id, premise, hypothesis } }) => ({ id, text: fillPrompt(prompt, premise, hypothesis) }));
    this.tell();
    for await (const { scores } of model.score(inPrefixOrder(prompts), { signal })) {
      for (const { id, logprobs } of scores) {
        const journal = this.byId.get(id);
        if (journal !== undefined) this.note(journal, predict(id, logprobs));
      }
      if (this.now() - this.told >= betweenLines) this.tell();
    }
    this.tell();
    this.line(this.comparison());
  }

  private note({ example, prediction: journal }: Answer<HansExample>, prediction: Prediction): void {
    const fresh = { example, prediction, correct: isCorrect(example.gold, prediction.label) };
    this.scored += 1;
    if (prediction.label !== journal.label) this.otherwise.push(`${example.id} (journal ${journal.label}, now ${prediction.label})`);
    if (!fresh.correct) this.failed.add(example.subcase);
    const item = this.items.exampleItem(fresh);
    if (item !== undefined) {
      if (fresh.correct) this.run.passed(item);
      else this.run.failed(item, exampleMessage(item, fresh, journal));
    }
    this.finish(example.subcase);
  }

  /** A subcase has its state when the last of its examples has. */
  private finish(subcase: string): void {
    const left = (this.left.get(subcase) ?? 0) - 1;
    this.left.set(subcase, left);
    const item = this.items.itemOf(subcase);
    if (left > 0 || item === undefined) return;
    if (this.failed.has(subcase)) this.run.failed(item, []);
    else this.run.passed(item);
  }

  private comparison(): string {
    const { otherwise, scored } = this;
    if (otherwise.length === 0) return scored === 1 ? 'The answer is the one in the run’s journal.' : `All ${count(scored)} answers are those of the run’s journal.`;
    const named = otherwise.slice(0, mostNamed).join(', ');
    if (scored === 1) return `The answer is not the one in the run’s journal: ${named}.`;
    return `${count(otherwise.length)} of ${count(scored)} answers are not those of the run’s journal: ${named}${otherwise.length > mostNamed ? ', …' : ''}.`;
  }

  private tell(): void {
    this.told = this.now();
    const { scored, answers } = this;
    this.line(`${count(scored)} of ${count(answers.length)} ${answers.length === 1 ? 'example' : 'examples'} scored`);
  }

  private line(text: string): void {
    // The view of the output is a terminal.
    this.run.appendOutput(`${text}\r\n`);
  }
}
