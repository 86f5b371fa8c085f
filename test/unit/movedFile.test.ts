import { cp, mkdir, mkdtemp, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { whereNow } from '../../src/storage/movedFile';
import { FolderRunStore } from '../../src/storage/runs/folderRunStore';
import { writeAnsweredRun } from '../fixtures/answeredRun';
import { predict } from '../../src/core/scoring/prediction';

let place: string;
let now: string;
beforeEach(async () => {
  place = await mkdtemp(path.join(tmpdir(), 'wörk moved '));
  now = path.join(place, 'now');
  await mkdir(path.join(now, 'data', 'sets'), { recursive: true });
});

describe('A file that was named in a folder which has moved', () => {
  it('is where it was, if it still is there', async () => {
    const file = path.join(place, 'pairs.jsonl');
    await Promise.all([file, path.join(now, 'pairs.jsonl')].map((each) => writeFile(each, '')));
    expect(await whereNow(file, now)).toBe(file);
  });

  it('is at the same place in the folder, and not at another of its name', async () => {
    const [right, other] = [path.join(now, 'data', 'sets', 'pairs.jsonl'), path.join(now, 'pairs.jsonl')];
    await Promise.all([right, other].map((each) => writeFile(each, '')));
    expect(await whereNow('/home/anna/study/data/sets/pairs.jsonl', now)).toBe(right);
    expect(await whereNow('C:\\Users\\Anna\\study\\data\\sets\\pairs.jsonl', now)).toBe(right);
  });

  it('keeps the name that it had where nothing fits', async () => {
    expect(await whereNow('/home/anna/study/gone.jsonl', now)).toBe('/home/anna/study/gone.jsonl');
  });
});

describe('A run of a workspace that was copied and whose first place is gone', () => {
  it('is read with the data file beside it', async () => {
    const before = path.join(place, 'before');
    const data = path.join(before, 'pairs.jsonl');
    await mkdir(before);
    await writeFile(data, '{"premise":"A man sleeps.","hypothesis":"A man rests.","label":"entailment"}\n');
    const runs = path.join(before, '.blindspot', 'runs');
    await writeAnsweredRun(path.join(runs, 'first'), data, ({ id }) => predict(id, { entailment: -0.5, neutral: -2, contradiction: -3 }));
    expect((await new FolderRunStore(runs).read('first')).data.file).toBe(data);

    await cp(before, path.join(place, 'after'), { recursive: true });
    await rename(before, path.join(place, 'away'));
    const copied = await new FolderRunStore(path.join(place, 'after', '.blindspot', 'runs')).read('first');
    expect(copied.data.file).toBe(path.join(place, 'after', 'pairs.jsonl'));
  });
});
