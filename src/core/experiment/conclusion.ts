import { heuristicBand, seedSpread } from '../compare/seedBand';
import { count, plusMinus, pValue, signedPoints } from '../report/format';
import type { Verdict } from '../report/verdict';
import type { ConditionComparison } from './comparisons';
import { measureTitles, type Measure } from './measures';

/** Corrected p-values under it count as a difference. */
const significance = 0.05;

const question: Measure = 'hans-lexical-overlap-non-entailed';

/** What the experiment says to the paper's question, in plain words. */
export function conclusionOf(comparisons: readonly ConditionComparison[]): Verdict {
  const asked = comparisons.filter(({ measure }) => measure === question);
  return { headline: headlineOf(asked), findings: comparisons.map(findingOf) };
}

/** How the figures came about: what every display of them says. */
export function conclusionNotes(several: boolean): string[] {
  return [
    `p: exact McNemar on the examples that both classifiers of a seed were asked${several ? ', combined over the seeds after Fisher in both directions (Pearson 1934; Owen 2009)' : ''}; corrected after Holm over starting points and sizes.`,
    `Intervals: 95 %, Wilson's${several ? ", widened by Student's t interval over the seeds" : ' for one seed: another seed may lie outside'}.`,
    `Band: how far apart two fine-tunings of BERT that differ in their seed alone come on HANS lexical overlap, non-entailed, in 95 of 100 cases (${plusMinus(band())} points; McCoy, Min & Linzen 2020), around the starting point.`,
  ];
}

/** As a share. */
export function band(): number {
  return seedSpread(heuristicBand('lexical_overlap', 'non-entailment'));
}

function headlineOf(asked: readonly ConditionComparison[]): string {
  if (asked.length === 0) return 'Nothing can be said yet: no starting point and size has both its original and its synthetic classifier tested.';
  const clear = asked.filter(({ p_holm: p }) => p < significance);
  const on = `on ${measureTitles[question]}`;
  const among = `${count(asked.length)} ${asked.length === 1 ? 'comparison' : 'comparisons'}`;
  const least = Math.min(...asked.map(({ p_holm: p }) => p));
  if (clear.length === 0) return `Synthetic data makes no difference to original data ${on} that can be told from chance (${among}, smallest corrected p ${written(least)}).`;
  const [better, worse] = [clear.filter(({ delta }) => delta > 0).length, clear.filter(({ delta }) => delta < 0).length];
  const verdicts = [better > 0 ? `more often right in ${count(better)}` : '', worse > 0 ? `less often right in ${count(worse)}` : ''].filter((part) => part !== '');
  const within = clear.every(({ delta }) => Math.abs(delta) <= band()) ? ', though by no more than a change of seed alone does with BERT' : '';
  return `Trained further on synthetic in place of original data, classifiers are ${verdicts.join(' and ')} of ${among} ${on} (smallest corrected p ${written(least)})${within}.`;
}

function findingOf({ measure, start, size, seeds, delta, p, p_holm: corrected }: ConditionComparison): string {
  const place = `${start === 0 ? 'From the base' : `After ${count(start)} originals`}, ${count(size)} further: `;
  const over = seeds.length === 1 ? '' : ` over ${count(seeds.length)} seeds`;
  const verdict = corrected >= significance ? 'too little to tell from chance' : 'more than chance';
  return `${place}${measureTitles[measure]} ${signedPoints(delta)} points with synthetic data against original${over}, p ${written(p)}, corrected ${written(corrected)}: ${verdict}.`;
}

function written(p: number): string {
  return p < 0.001 ? '< .001' : `= ${pValue(p)}`;
}
