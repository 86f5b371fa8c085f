import { fork } from 'node:child_process';
import { appendFile, mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunRecord } from '../../src/core/runs/record';
import { predict } from '../../src/core/scoring/prediction';
import type { RunTarget } from '../../src/ports/runStore';
import { FolderRunStore } from '../../src/storage/runs/folderRunStore';

const target: RunTarget = {
  identity: { predictionsSha256: 'a'.repeat(64), dataSha256: 'b'.repeat(64) },
  name: 'some predictions',
};
const prediction = (id: string) => predict(id, { entailment: -0.5, neutral: -2, contradiction: -3 });

function record({ id, identity }: Pick<RunRecord, 'id' | 'identity'>, state: RunRecord['state'] = 'running'): RunRecord {
  return {
    format: 1,
    id,
    identity,
    state,
    problem: null,
    source: { kind: 'predictions', file: '/p.txt', sha256: 'a'.repeat(64) },
    data: { file: '/d.txt', sha256: 'b'.repeat(64), format: 'hans', examples: 3, skipped: 0 },
    selection: { kind: 'all' },
    scored: 0,
    total: 3,
    tokens: { prompt: 0, evaluated: 0 },
    accuracy: null,
    versions: { blindspot: '0', node: '0' },
    times: { started: '2026-01-01T00:00:00.000Z', updated: '2026-01-01T00:00:00.000Z', finished: null, seconds: 0 },
  };
}

let root: string;
let store: FolderRunStore;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'läufe und runs-'));
  store = new FolderRunStore(root);
});
afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

/** Writes two predictions, as an interrupted run leaves them, and returns the journal's path. */
async function interruptedRun(): Promise<string> {
  const run = await store.open(target, 'first');
  await run.write(record(run));
  await run.append([prediction('ex0'), prediction('ex1')]);
  await run.close();
  return path.join(run.folder, 'predictions.jsonl');
}

async function doneOnReopening(): Promise<string[]> {
  const run = await store.open(target, 'second');
  await run.close();
  return run.done.map(({ id }) => id);
}

describe('a journal', () => {
  it('gives back on opening what was appended, line by line in the documented format', async () => {
    const journal = await interruptedRun();
    expect((await readFile(journal, 'utf8')).split('\n')[0]).toMatch(
      /^{"id":"ex0","label":"entailment","logprobs":{"entailment":-0.5,"neutral":-2,"contradiction":-3},"mass":0\.79/,
    );
    expect(await doneOnReopening()).toEqual(['ex0', 'ex1']);
  });

  it('drops a torn last line, and what is appended next begins a line of its own', async () => {
    const journal = await interruptedRun();
    await appendFile(journal, '{"id":"ex2","label":"entail');
    const run = await store.open(target, 'second');
    expect(run.done.map(({ id }) => id)).toEqual(['ex0', 'ex1']);
    await run.append([prediction('ex2')]);
    await run.close();
    expect(await doneOnReopening()).toEqual(['ex0', 'ex1', 'ex2']);
  });

  it('drops a line torn in the middle of a letter', async () => {
    const journal = await interruptedRun();
    await appendFile(journal, Buffer.from('{"id":"ä').subarray(0, -1));
    expect(await doneOnReopening()).toEqual(['ex0', 'ex1']);
  });

  it('keeps a whole last line that only lacks its line end', async () => {
    const journal = await interruptedRun();
    await writeFile(journal, (await readFile(journal, 'utf8')).trimEnd());
    const run = await store.open(target, 'second');
    await run.append([prediction('ex2')]);
    await run.close();
    expect(await doneOnReopening()).toEqual(['ex0', 'ex1', 'ex2']);
  });

  it('loses nothing when git gave it other line ends', async () => {
    const journal = await interruptedRun();
    await writeFile(journal, (await readFile(journal, 'utf8')).replaceAll('\n', '\r\n'));
    expect(await doneOnReopening()).toEqual(['ex0', 'ex1']);
    expect(await doneOnReopening()).toEqual(['ex0', 'ex1']);
  });

  it('with a broken line in its middle is refused by line number and left as it is', async () => {
    const journal = await interruptedRun();
    const text = (await readFile(journal, 'utf8')).replace('{"id":"ex0"', 'oops');
    await writeFile(journal, text);
    await expect(store.open(target, 'second')).rejects.toThrow('predictions.jsonl, line 1: this is no prediction');
    expect(await readFile(journal, 'utf8')).toBe(text);
  });
});

describe('a run', () => {
  it('is found again by its identity, and one of another identity is another run', async () => {
    await interruptedRun();
    expect((await store.find(target))?.scored).toBe(0);
    expect(await store.find({ ...target, identity: { predictionsSha256: 'c'.repeat(64), dataSha256: 'b'.repeat(64) } })).toBeUndefined();
  });

  it('in a folder of the user\'s choice is not mixed with another', async () => {
    const folder = path.join(root, 'mine');
    const run = await store.open({ ...target, folder }, 'first');
    await run.write(record(run));
    await run.close();
    const other = { ...target, folder, identity: { predictionsSha256: 'c'.repeat(64), dataSha256: 'b'.repeat(64) } };
    await expect(store.find(other)).rejects.toThrow('holds another run');
    await expect(store.open(other, 'second')).rejects.toThrow('holds another run');
  });

  it('is known by the name of its folder, also after the folder was renamed', async () => {
    const journal = await interruptedRun();
    await rename(path.dirname(journal), path.join(root, 'my favourite'));
    const { runs } = await store.list();
    expect(runs.map(({ id }) => id)).toEqual(['my favourite']);
    expect(await store.predictions('my favourite')).toHaveLength(2);
  });

  it('that was opened and never written leaves nothing behind', async () => {
    const run = await store.open(target, 'first');
    await run.close();
    expect(await readdir(root)).toEqual([]);
  });

  it('that was opened and never written leaves what else is in the folder that the user chose', async () => {
    const folder = path.join(root, 'thesis');
    await mkdir(path.join(folder, 'chapters'), { recursive: true });
    await writeFile(path.join(folder, 'chapters', 'one.tex'), 'years of work');
    const run = await store.open({ ...target, folder }, 'first');
    await run.close();
    expect(await readdir(folder, { recursive: true })).toEqual(['chapters', path.join('chapters', 'one.tex')]);
  });

  it('does not take over predictions in a folder of the user\'s choice that nothing says are its own', async () => {
    const folder = path.join(root, 'mine');
    const first = await store.open({ ...target, folder }, 'first');
    await first.write(record(first));
    await first.append([prediction('ex0')]);
    await first.close();
    await rm(path.join(folder, 'run.json'));
    await expect(store.open({ ...target, folder }, 'second')).rejects.toThrow(`${folder} holds predictions (predictions.jsonl) and no run.json that says whose they are. Delete them, or choose another folder.`);
    expect((await store.predictions(folder)).map(({ id }) => id)).toEqual(['ex0']);
  });

  it('whose writer vanished is not shown as running', async () => {
    const journal = await interruptedRun();
    const shown = await store.read(path.dirname(journal));
    expect(shown.state).toBe('failed');
    expect(shown.problem).toContain('ended without a word');
  });

  it('with a broken run.json is told by file and field beside the others', async () => {
    await interruptedRun();
    await mkdir(path.join(root, 'broken'));
    await writeFile(path.join(root, 'broken', 'run.json'), JSON.stringify({ ...record({ id: 'broken', identity: 'd'.repeat(64) }), total: 'many' }));
    const { runs, problems } = await store.list();
    expect(runs).toHaveLength(1);
    expect(problems).toEqual([expect.stringContaining('field "total" is missing or of the wrong kind')]);
  });

  it('that does not exist is named', async () => {
    await expect(store.read('no-such-run')).rejects.toThrow(/Cannot read the run .*no-such-run.*there is no such file/);
  });

  it('that does not exist is not taken for one that has answered nothing yet', async () => {
    await expect(store.predictions('no-such-run')).rejects.toThrow(/Cannot read the run .*no-such-run.*there is no such file/);
    await expect(store.journalStamp('no-such-run')).rejects.toThrow(/Cannot read the run .*no-such-run.*there is no such file/);
    const run = await store.open(target, 'first');
    await run.write(record(run));
    await rm(path.join(run.folder, 'predictions.jsonl'), { force: true });
    expect([await store.predictions(run.id), await store.journalStamp(run.id)]).toEqual([[], 'none']);
    await run.close();
  });
});

describe('a second process on the same run', () => {
  it('is refused with the name of the holder', async () => {
    const run = await store.open(target, 'blindspot evaluate');
    await expect(store.open(target, 'VS Code')).rejects.toThrow(
      new RegExp(`is being written by blindspot evaluate \\(process ${process.pid} on .*Wait for it to end, or stop it`),
    );
    await run.close();
    const next = await store.open(target, 'VS Code');
    await next.close();
  });

  it('is refused where it cannot be read who holds it, and no sooner than the lock of a killed one would lapse', async () => {
    const run = await store.open(target, 'first');
    await writeFile(path.join(run.folder, 'holder.json'), '{"program":"blindsp');
    await expect(store.open(target, 'second')).rejects.toThrow('is being written by another process. Wait for it to end, or stop it.');
    await run.close();
  }, 20_000);

  it('is not kept out by one that could not say who it is', async () => {
    const folder = path.join(root, 'shared');
    await mkdir(path.join(folder, 'holder.json'), { recursive: true });
    await expect(store.open({ ...target, folder }, 'first')).rejects.toThrow();
    await rm(path.join(folder, 'holder.json'), { recursive: true });
    const run = await store.open({ ...target, folder }, 'second');
    await run.close();
  });

  it('goes on when the holder was killed', async () => {
    const folder = path.join(root, 'shared');
    const child = fork(path.resolve('test/fixtures/holdRun.ts'), [root, folder], { execArgv: ['--import', 'tsx'] });
    await new Promise((resolve) => child.once('message', resolve));
    await expect(store.open({ ...target, folder }, 'me')).rejects.toThrow('is being written by the child');
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    const run = await store.open({ ...target, folder }, 'me');
    expect(run.done.map(({ id }) => id)).toEqual(['ex0']);
    await run.close();
  }, 30_000);
});
