import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, open, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FolderRunStore } from '../../src/storage/runs/folderRunStore';
import { FolderTrainingStore } from '../../src/storage/trainings/folderTrainingStore';
import { importedRun } from '../fixtures/runRecords';
import { trainingRecord } from '../fixtures/trainings';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ends meanwhile é '));
  await mkdir(path.join(folder, 'x'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/**
 * Looks at something while its record is replaced: who looks has opened the earlier one, a pipe, and waits for what
 * stands in it.
 */
async function lookingWhile<Seen>(record: string, { earlier, later }: Readonly<Record<'earlier' | 'later', unknown>>, look: () => Promise<Seen>): Promise<Seen> {
  const file = path.join(folder, 'x', record);
  execFileSync('mkfifo', [file]);
  const looking = look();
  const pipe = await open(file, 'w');
  await writeFile(`${file}.new`, JSON.stringify(later));
  await rename(`${file}.new`, file);
  await pipe.writeFile(JSON.stringify(earlier));
  await pipe.close();
  return looking;
}

describe.skipIf(process.platform === 'win32')('what ends just while it is looked at', () => {
  it('is a run that has finished, and not one whose writer vanished', async () => {
    const states = { earlier: importedRun(3, { state: 'running' }), later: importedRun(3, { state: 'finished' }) };
    expect(await lookingWhile('run.json', states, () => new FolderRunStore(folder).read('x'))).toMatchObject({ id: 'x', state: 'finished', problem: null });
  });

  it('is a training that was stopped, and not one whose writer vanished', async () => {
    const states = { earlier: trainingRecord('t', { state: 'running' }), later: trainingRecord('t', { state: 'cancelled' }) };
    expect(await lookingWhile('training.json', states, () => new FolderTrainingStore(folder).read('x'))).toMatchObject({ id: 'x', state: 'cancelled', problem: null });
  });
});
