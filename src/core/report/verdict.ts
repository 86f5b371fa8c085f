import { heuristics, heuristicTitles, type Heuristic } from '../hans/subcases';
import { labels } from '../nli/label';
import type { Tally } from '../scoring/tally';
import { percent, percentInterval } from './format';
import type { HansReport, NliReport, Report } from './report';

/** What a report says, in words: the first thing a reader wants to know. */
export interface Verdict {
  readonly headline: string;
  /** The figures behind it, most important first. */
  readonly findings: readonly string[];
}

/** Right by chance alone: two labels on HANS, three elsewhere. */
export const chance: Readonly<Record<Report['kind'], number>> = { hans: 1 / 2, nli: 1 / 3 };

type Conduct = 'follows' | 'resists' | 'denies' | 'unclear' | 'unseen';

const conductWords: Readonly<Record<Conduct, string>> = {
  follows: 'follows the heuristic',
  resists: 'does not lean on the heuristic',
  denies: 'leans to non-entailment whatever the pair',
  unclear: 'shows no clear pattern',
  unseen: 'has too few answers to tell',
};

export function verdictOf(report: Report): Verdict {
  if (report.examples === 0) return { headline: 'Nothing is scored yet.', findings: [] };
  return report.kind === 'hans' ? hansVerdict(report) : nliVerdict(report);
}

function hansVerdict(report: HansReport): Verdict {
  const conducts = heuristics.map((heuristic) => ({ heuristic, conduct: conductOf(report, heuristic) }));
  const differ = new Set(conducts.map(({ conduct }) => conduct)).size > 1;
  return {
    headline: headlineOf(conducts),
    findings: conducts.map(({ heuristic, conduct }) => {
      const { entailment, 'non-entailment': nonEntailment } = report.heuristics[heuristic];
      const figures =
        nonEntailment.accuracy === null && entailment.accuracy === null
          ? 'not scored'
          : `${share(nonEntailment)} of the non-entailed right${within(nonEntailment)}, ${share(entailment)} of the entailed${within(entailment)}`;
      return `${heuristicTitles[heuristic]}: ${figures}${differ ? `: the model ${conductWords[conduct]}` : ''}.`;
    }),
  };
}

/**
 * The heuristics answer "entailment" everywhere in HANS, so only the non-entailed half tells a model
 * that understands from one that uses them. A cell counts as over or under chance when its whole
 * interval is.
 */
function conductOf(report: HansReport, heuristic: Heuristic): Conduct {
  const entailed = sideOfChance(report.heuristics[heuristic].entailment);
  const nonEntailed = sideOfChance(report.heuristics[heuristic]['non-entailment']);
  if (entailed === undefined || nonEntailed === undefined) return 'unseen';
  if (nonEntailed < 0 && entailed > 0) return 'follows';
  if (nonEntailed > 0 && entailed < 0) return 'denies';
  return nonEntailed > 0 && entailed > 0 ? 'resists' : 'unclear';
}

function sideOfChance({ interval }: Tally): -1 | 0 | 1 | undefined {
  if (interval === null) return undefined;
  if (interval[1] < chance.hans) return -1;
  return interval[0] > chance.hans ? 1 : 0;
}

function headlineOf(conducts: readonly { readonly heuristic: Heuristic; readonly conduct: Conduct }[]): string {
  const by = (conduct: Conduct): readonly Heuristic[] =>
    conducts.filter((each) => each.conduct === conduct).map((each) => each.heuristic);
  const [follows, resists, denies] = [by('follows'), by('resists'), by('denies')];
  if (follows.length === heuristics.length) return 'The model follows all three heuristics.';
  if (resists.length === heuristics.length) return 'The model leans on none of the three heuristics.';
  if (denies.length === heuristics.length) return 'The model leans to non-entailment whatever the pair.';
  if (follows.length > 0) {
    const others = resists.length > 0 ? `, and not ${namesOf(resists)}` : '';
    return `The model follows ${namesOf(follows)}${others}.`;
  }
  if (resists.length > 0) return `The model does not lean on ${namesOf(resists)}; the rest shows no clear pattern.`;
  return 'The model is not clearly for or against any heuristic.';
}

function namesOf(chosen: readonly Heuristic[]): string {
  const names = chosen.map((heuristic) => heuristicTitles[heuristic].toLowerCase());
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function nliVerdict(report: NliReport): Verdict {
  const { accuracy_3way: threeWay, accuracy_2way: twoWay } = report;
  const golds = [...labels, 'non-entailment' as const].flatMap((gold) => {
    const tally = report.labels[gold];
    return tally?.accuracy == null ? [] : [{ gold, tally, accuracy: tally.accuracy }];
  });
  const weakest = golds.reduce((least, next) => (next.accuracy < least.accuracy ? next : least), golds[0] ?? { gold: 'entailment', tally: threeWay, accuracy: 1 });
  const overChance = threeWay.interval !== null && threeWay.interval[0] > chance.nli;
  return {
    headline: `The model gets ${rightOf(threeWay)}${overChance ? '' : ', no better than chance'}.`,
    findings: [
      `Two-way, neutral and contradiction together: ${rightOf(twoWay)}.`,
      ...(golds.length > 1 ? [`Weakest on gold ${weakest.gold}: ${rightOf(weakest.tally)}.`] : []),
    ],
  };
}

function rightOf(tally: Tally): string {
  return tally.accuracy === null ? 'not scored' : `${share(tally)} right${within(tally)}`;
}

function share({ accuracy }: Tally): string {
  return accuracy === null ? 'none scored' : percent(accuracy);
}

function within({ interval }: Tally): string {
  return interval === null ? '' : ` ${percentInterval(interval)}`;
}
