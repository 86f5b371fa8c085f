import path from 'node:path';
import { comparisonsTable, pointsTable } from '../../core/experiment/figureTables';
import { conclusionNotes, conclusionOf } from '../../core/experiment/conclusion';
import { panelsOf } from '../../core/experiment/figure';
import { figureSvg } from '../../core/experiment/figureSvg';
import { describeStale } from '../../core/experiment/stale';
import { toCsv, toText } from '../../core/report/table';
import { UserError } from '../../core/userError';
import { writePng } from '../../storage/experiments/svgPicture';
import { writeWholeFile } from '../../storage/wholeFile';
import { experimentFigure, type ExperimentFigure } from '../../workflows/experiment/experimentFigure';
import type { PlannedExperiment } from '../../workflows/experiment/readExperiment';
import type { CliContext } from '../context';

export interface FigureFlags {
  readonly out?: string;
  readonly json?: true;
}

/** Prints the figure's numbers and what they say, or writes the figure to a file whose name says in which form. */
export async function printFigure(planned: PlannedExperiment, { out, json }: FigureFlags, context: CliContext): Promise<void> {
  const ending = out === undefined ? '' : path.extname(out);
  if (out !== undefined && !['.svg', '.png', '.csv', '.json'].includes(ending)) throw new UserError('usage', `${out}: a figure is an .svg, .png, .csv or .json. Let its name end in one of them.`);
  const figure = await experimentFigure(planned, { ...context, placeOf: ({ folder, output: left }) => path.join(context.cwd, folder, left) }, new Map(), context.signal);
  if (figure.stale !== null) context.tell(`${describeStale(figure.stale)}\n`);
  if (json) context.print(asJson(planned, figure));
  else context.print(asText(planned, figure));
  if (out === undefined) return;
  const file = path.resolve(context.cwd, out);
  const svg = (): string => figureSvg(panelsOf(figure.points), planned.name);
  if (ending === '.png') await writePng(file, svg(), context.signal);
  else await writeWholeFile(file, [ending === '.svg' ? svg() : ending === '.csv' ? `${toCsv(pointsTable(figure.points))}\n` : asJson(planned, figure)], context.signal);
  context.tell(`${file} is written.\n`);
}

function asJson({ name, experiment }: PlannedExperiment, { points, comparisons, stale }: ExperimentFigure): string {
  const { headline, findings } = conclusionOf(comparisons);
  return `${JSON.stringify({ name, stale, points, comparisons, conclusion: { headline, findings, notes: conclusionNotes(experiment.seeds.length > 1) } })}\n`;
}

function asText({ experiment }: PlannedExperiment, { points, comparisons }: ExperimentFigure): string {
  const { headline, findings } = conclusionOf(comparisons);
  const tables = [toText(pointsTable(points)), ...(comparisons.length === 0 ? [] : [toText(comparisonsTable(comparisons))])];
  return `${[...tables, [headline, ...findings].join('\n'), conclusionNotes(experiment.seeds.length > 1).join('\n')].join('\n\n')}\n`;
}
