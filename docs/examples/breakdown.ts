// npx tsx docs/examples/breakdown.ts HANS PREDICTIONS: how many of the non-entailed examples are right, by heuristic.
import { readFile } from 'node:fs/promises';
import { heuristics } from '../../src/core/hans/subcases';
import { DataReader } from '../../src/core/nli/dataReader';
import { parsePredictionFile } from '../../src/core/nli/predictionFile';
import { reportOf } from '../../src/core/report/report';
import { matchPredictions } from '../../src/core/scoring/answers';

const [data = '', predictions = ''] = process.argv.slice(2);

const reader = new DataReader(data);
for (const line of (await readFile(data, 'utf8')).split('\n')) reader.push(line);
const answers = matchPredictions(reader.finish(), parsePredictionFile(await readFile(predictions, 'utf8'), predictions), predictions);
const report = reportOf(answers);

if (report.kind !== 'hans') throw new Error(`${data} is not HANS.`);
for (const heuristic of heuristics) {
  const { correct, total, interval } = report.heuristics[heuristic]['non-entailment'];
  console.log(`${heuristic}: ${correct} of ${total}, 95 % ${interval?.map((end) => end.toFixed(3)).join(' to ')}`);
}
