import { html, nothing, svg, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { conditions } from '../../src/core/experiment/conditions';
import { cellOfPoint, conditionTitles, panelTitle, pointFigures } from '../../src/core/experiment/describePoint';
import { panelsOf, type Panel, type Point } from '../../src/core/experiment/figure';
import { drawnMeasures, measureTitles } from '../../src/core/experiment/measures';
import { panelBand } from '../../src/core/experiment/panelBand';
import { pointKey } from '../../src/core/experiment/panelMarks';
import { chartBox } from '../shared/barButtons';
import { canvasId } from '../shared/chartsOnPage';
import { strokeSample } from '../shared/legend';
import type { ChartTheme } from '../shared/theme';
import type { ShownFigure } from './contract';
import { dashOf, markOf, type Shape } from './drawing';
import type { PageActions, PageState } from './pageState';

/** The figure: a chart a starting point. A press on a point opens its run's breakdown. */
export function chartSection(shown: ShownFigure, state: PageState, actions: PageActions): TemplateResult {
  const panels = panelsOf(shown.points);
  const pointedAt = shown.points.find((point) => point.accuracy !== null && pointKey(point) === state.pointedAt);
  return html`
    <section aria-labelledby="chart-title">
      <div class="toolbar">
        <h2 id="chart-title">Accuracy by further examples</h2>
        <vscode-button appearance="secondary" @click=${actions.savePng}>Save as PNG</vscode-button>
        <vscode-button appearance="secondary" @click=${actions.saveSvg}>Save as SVG</vscode-button>
      </div>
      ${legend(shown, panels, state.theme)}
      <p class="readout" aria-hidden="true">
        ${pointedAt === undefined
          ? html`<span class="muted">Choose a point to open the breakdown of its run.</span>`
          : html`<strong>${cellOfPoint(pointedAt)}</strong>: ${measureTitles[pointedAt.measure]} ${pointFigures(pointedAt)}`}
      </p>
      <div class="panels">
        ${repeat(
          panels,
          ({ start }) => start,
          (panel) => panelFigure(panel, state, actions),
        )}
      </div>
    </section>
  `;
}

function panelFigure(panel: Panel, { places, pointedAt }: PageState, actions: PageActions): TemplateResult {
  const key = String(panel.start);
  const points = buttonPoints(panel);
  return html`<figure data-panel=${key}>
    <figcaption>${panelTitle(panel.start)}</figcaption>
    ${chartBox(
      { caption: `Accuracy by further examples. ${panelTitle(panel.start)}`, layout: 'points', id: canvasId(key) },
      points.map((point) => ({ key: pointKey(point), label: `${cellOfPoint(point)}: ${measureTitles[point.measure]} ${pointFigures(point)}. Open the breakdown.`, expanded: null })),
      { places: places.get(key) ?? new Map(), pointedAt },
      {
        point: actions.point,
        press: (pressed) => {
          const point = points.find((each) => pointKey(each) === pressed);
          if (point !== undefined) actions.open(point);
        },
      },
    )}
  </figure>`;
}

/** Those that there is a run of, along their lines. */
function buttonPoints({ lines }: Panel): Point[] {
  const known = drawnMeasures.flatMap((measure) => lines.filter((line) => line.measure === measure).flatMap(({ points }) => points.filter(({ accuracy }) => accuracy !== null)));
  return [...new Map(known.map((point) => [pointKey(point), point])).values()];
}

function legend({ points }: ShownFigure, panels: readonly Panel[], theme: ChartTheme): TemplateResult {
  const shownConditions = conditions.filter((condition) => points.some((point) => point.condition === condition));
  const has = (state: Point['state']): boolean => points.some((point) => point.state === state);
  const { foreground: colour } = theme;
  return html`<ul class="legend">
    ${shownConditions.map((condition) => html`<li>${mark(markOf(condition, theme))} ${conditionTitles[condition]}</li>`)}
    ${drawnMeasures.map((measure) => html`<li>${strokeSample({ colour, dash: dashOf(measure) })} ${measureTitles[measure]}</li>`)}
    <li><span class="swatch whisker" aria-hidden="true"></span>95 % interval</li>
    ${panels.some((panel) => panelBand(panel) !== null) ? html`<li><span class="swatch band plain" aria-hidden="true"></span>spread of seeds (BERT) around the starting point, for the dotted lines</li>` : nothing}
    ${has('partial') ? html`<li>${mark(markOf(null, theme), true)} not all seeds</li>` : nothing}
    ${has('open') ? html`<li><span aria-hidden="true">×</span> not done yet</li>` : nothing}
    ${has('left-out') ? html`<li><span aria-hidden="true">–</span> too few originals</li>` : nothing}
  </ul>`;
}

function mark({ colour, shape }: { readonly colour: string; readonly shape: Shape }, empty = false): TemplateResult {
  const fill = empty ? 'none' : colour;
  const drawn = {
    circle: svg`<circle cx="7" cy="7" r="4.5" fill=${fill} stroke=${colour} stroke-width="1.5" />`,
    triangle: svg`<path d="M7 1.8 12.2 11H1.8Z" fill=${fill} stroke=${colour} stroke-width="1.5" />`,
    rectRot: svg`<path d="M7 1.2 12.8 7 7 12.8 1.2 7Z" fill=${fill} stroke=${colour} stroke-width="1.5" />`,
  };
  return html`<svg class="swatch" viewBox="0 0 14 14" aria-hidden="true">${drawn[shape]}</svg>`;
}
