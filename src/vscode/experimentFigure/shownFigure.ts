import { comparisonsTable } from '../../core/experiment/figureTables';
import { conclusionNotes, conclusionOf } from '../../core/experiment/conclusion';
import { describeCounts } from '../../core/experiment/counts';
import { describeStale } from '../../core/experiment/stale';
import type { ExperimentFigure } from '../../workflows/experiment/experimentFigure';
import type { PlannedExperiment } from '../../workflows/experiment/readExperiment';
import type { ShownFigure } from '../../../webview/experimentFigure/contract';
import { shownTable } from '../shared/pages/shownTable';

/** An experiment's figure as its page is sent it. @param file of the experiment */
export function shownFigure(file: string, { name, experiment, plan }: PlannedExperiment, { points, comparisons, counts, stale }: ExperimentFigure): ShownFigure {
  const { headline, findings } = conclusionOf(comparisons);
  return {
    type: 'figure',
    file,
    name,
    progress: { text: describeCounts(counts), finished: counts.finished, jobs: plan.jobs.length },
    stale: stale === null ? null : describeStale(stale),
    headline,
    findings,
    notes: conclusionNotes(experiment.seeds.length > 1),
    points: [...points],
    comparisons: shownTable(comparisonsTable(comparisons)),
  };
}
