import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { toText } from '../../src/core/report/table';
import { yieldReport, yieldTable } from '../../src/core/synthetic/yieldReport';
import { DiskFiles } from '../../src/storage/diskFiles';
import { DigestCache } from '../../src/storage/fileDigest';
import { measureBias } from '../../src/workflows/measureBias';
import { generationRecord as record } from '../fixtures/generationRecords';

describe('the yield of a generation', () => {
  it('is the share of the samples that were kept, in all and by label, with the reasons of the others', () => {
    expect(yieldReport(record)).toEqual({
      state: 'cancelled',
      samples: 200,
      kept: 150,
      yield: 0.75,
      labels: {
        entailment: { samples: 100, kept: 90, yield: 0.9 },
        neutral: { samples: 100, kept: 60, yield: 0.6 },
        contradiction: { samples: 0, kept: 0, yield: null },
      },
      rejected: { 'no-end-marker': 40, duplicate: 10 },
      checked: 100,
      agreed: 75,
      checkedBy: 'the generating model itself',
    });
  });

  it('is of the samples that the set was made from, while further ones are drawn', () => {
    const goesOn = { ...record, state: 'running', counts: { ...record.counts, samples: 290, total: 900 } } as const;
    expect(yieldReport(goesOn)).toEqual({ ...yieldReport(record), state: 'running' });
  });

  it('stands in a table, a row for each reason that occurs', () => {
    const rows = toText(yieldTable([{ name: 'set', made: yieldReport(record) }])).split('\n').map((row) => row.replace(/ {2,}/g, ' | '));
    expect(rows.slice(1)).toEqual([
      'set | Kept | 150 | 200 | 75.0 % | [68.6, 80.5]',
      'set | Kept, entailment | 90 | 100 | 90.0 % | [82.6, 94.5]',
      'set | Kept, neutral | 60 | 100 | 60.0 % | [50.2, 69.1]',
      'set | Kept, contradiction | 0 | 0',
      'set | Ended by the model without the end marker | 40 | 200 | 20.0 % | [15.0, 26.1]',
      'set | The same as an earlier one | 10 | 200 | 5.0 % | [2.7, 9.0]',
      'set | Label confirmed by the generating model itself | 75 | 100 | 75.0 % | [65.7, 82.5]',
    ]);
  });
});

describe('the record of a generation beside a set', () => {
  const files = new DiskFiles(new DigestCache(tmpdir()));
  let set: string;
  beforeEach(async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'blindspot-yield-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    set = path.join(folder, 'my.set.jsonl');
    await writeFile(set, '{"label":"neutral","premise":"a","hypothesis":"b"}\n');
  });

  it('is read with the set', async () => {
    await writeFile(set.replace('.jsonl', '.generation.json'), JSON.stringify(record));
    expect((await measureBias(set, files)).made?.yield).toBe(0.75);
  });

  it('need not be there', async () => {
    expect((await measureBias(set, files)).made).toBeNull();
  });

  it('is refused when it is none, by its name', async () => {
    await writeFile(set.replace('.jsonl', '.generation.json'), '{"format": 2}');
    await expect(measureBias(set, files)).rejects.toThrow('my.set.generation.json is no record of a generation');
  });
});
