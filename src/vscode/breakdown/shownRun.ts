import { count } from '../../core/report/format';
import { verdictOf } from '../../core/report/verdict';
import type { RunRecord } from '../../core/runs/record';
import { runWarnings } from '../../core/runs/runWarnings';
import { describeSelection } from '../../core/runs/selection';
import { runTitle } from '../../core/runs/title';
import type { RunResults } from '../../workflows/runLibrary';
import { shownWarnings } from '../shared/pages/shownWarnings';
import type { ShownRun } from '../../../webview/breakdown/contract';

/** A run as the breakdown page is sent it. @param runs all runs there are */
export function shownRun({ record, report }: Pick<RunResults, 'record' | 'report'>, runs: readonly RunRecord[]): ShownRun {
  const { id, state, problem, scored, total } = record;
  const shown = { ...report, warnings: shownWarnings(runWarnings(record, report.warnings, runs), record) };
  return { id, title: runTitle(record), state, problem, scored, total, facts: factsOf(record), verdict: verdictOf(report), report: shown };
}

type Fact = ShownRun['facts'][number];

function factsOf(record: RunRecord): Fact[] {
  const { data, selection, times, tokens, total, versions } = record;
  return [
    ...sourceFacts(record),
    { name: 'Data', value: `${data.file} (${data.format}, ${count(data.examples)} examples${data.skipped > 0 ? `, ${count(data.skipped)} without a gold label left out` : ''})` },
    { name: 'Data, SHA-256', value: data.sha256 },
    { name: 'Selection', value: describeSelection(selection, total) },
    ...(tokens.prompt > 0
      ? [{ name: 'Prompt tokens', value: `${count(tokens.prompt)}, of which ${count(tokens.evaluated)} evaluated (the others are shared beginnings)` }]
      : []),
    { name: 'Started', value: times.started },
    ...(times.finished === null ? [] : [{ name: 'Finished', value: times.finished }]),
    ...(times.seconds > 0 ? [{ name: 'Time spent scoring', value: `${count(Math.round(times.seconds))} s` }] : []),
    { name: 'Versions', value: `Blindspot ${versions.blindspot}, Node ${versions.node}` },
  ];
}

function sourceFacts({ source }: RunRecord): Fact[] {
  if (source.kind === 'predictions') {
    return [
      { name: 'Prediction file', value: source.file },
      { name: 'Prediction file, SHA-256', value: source.sha256 },
    ];
  }
  const { model, adapter, prompt, labelTokens, engine } = source;
  const tokens = Object.values(labelTokens.labels).map(
    ({ text, tokens: [first] }) => `"${text}" by ${first === undefined ? 'nothing' : `"${first.text}" (${first.id})`}`,
  );
  return [
    { name: 'Model', value: `${model.file} (${[model.name, model.architecture, model.quantization].filter((part) => part !== null).join(', ')})` },
    { name: 'Model, SHA-256', value: model.sha256 },
    ...(adapter === null
      ? []
      : [
          { name: 'Adapter', value: `${adapter.file} (scale ${adapter.scale})` },
          { name: 'Adapter, SHA-256', value: adapter.sha256 },
        ]),
    { name: 'Prompt', value: prompt },
    { name: 'Labels scored by', value: tokens.join(', ') },
    { name: 'Beginning of sequence', value: labelTokens.bos === null ? 'none' : `"${labelTokens.bos.text}" (${labelTokens.bos.id})` },
    {
      name: 'Engine',
      value:
        `node-llama-cpp ${engine.nodeLlamaCpp}, llama.cpp ${engine.llamaCpp}, ${engine.gpu === null ? 'CPU' : `GPU ${engine.gpu}`}, ` +
        `${engine.threads} threads, ${engine.sequences} sequences, batch ${engine.batchSize}`,
    },
  ];
}
