import Papa from 'papaparse';
import type { Prediction } from '../scoring/prediction';
import { UserError } from '../userError';
import { isAnyLabel, labels } from './label';
import { place } from './rowReader';

/**
 * Predictions in HANS's own format: header `pairID,gold_label`, then a line an example. (The second
 * column holds the prediction; HANS's evaluation script calls it so.)
 *
 * @param file how messages call the file
 * @throws UserError `bad-predictions` that names file, line and field
 */
export function parsePredictionFile(text: string, file: string): Prediction[] {
  const { data: rows } = Papa.parse<string[]>(text.trim(), { delimiter: ',' });
  const header = rows[0]?.map((name) => name.trim()) ?? [];
  if (header[0] !== 'pairID' || header[1] !== 'gold_label') {
    throw new UserError(
      'bad-predictions',
      `${file}, line 1: a prediction file begins with the header "pairID,gold_label", and this begins with "${header.join(',').slice(0, 60).replace(/\p{Cc}/gu, '�')}".`,
    );
  }
  if (rows.length === 1) throw new UserError('bad-predictions', `${file} has a header and no predictions.`);
  return rows.slice(1).map((row, index) => {
    const line = index + 2;
    const id = row[0]?.trim() ?? '';
    const label = row[1]?.trim() ?? '';
    if (id === '') throw new UserError('bad-predictions', `${place(file, line)}: field "pairID" is empty.`);
    if (!isAnyLabel(label)) {
      throw new UserError(
        'bad-predictions',
        `${place(file, line)}: field "gold_label" is "${label}"; known are ${labels.join(', ')} and non-entailment.`,
      );
    }
    return { id, label };
  });
}
