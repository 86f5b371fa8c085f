import { median, type Figure } from './figure';
import { writePredictions, type HansSet } from './hansSet';
import { cli } from './places';
import { runProgram } from './program';

const runs = 7;

/**
 * How long a person waits for `blindspot report` on 30,000 predictions: the whole process, from its
 * start to its end, with reading both files and printing the table.
 */
export async function measureReport(hans: HansSet): Promise<readonly Figure[]> {
  const command = [cli, 'report', await writePredictions(hans), '--data', hans.file];
  const milliseconds: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    milliseconds.push((await runProgram(process.execPath, command)).seconds * 1000);
  }
  const count = hans.dataSet.examples.length.toLocaleString('en');
  const setting = `blindspot report on ${count} predictions of ${hans.name}, Node ${process.versions.node}, median of ${runs} processes`;
  return [{ key: 'report_ms', value: median(milliseconds), unit: 'ms', wanted: { atMost: 1000 }, setting }];
}
