import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { EngineClient } from '../../src/engine/client';
import { hubDownload } from '../../src/engine/hubDownload';
import { DigestCache } from '../../src/storage/fileDigest';
import { HeaderCache } from '../../src/storage/models/headerCache';
import { ModelStore } from '../../src/storage/models/modelStore';
import { Downloads } from '../../src/vscode/models/downloads';
import { ModelRows, type ModelRow } from '../../src/vscode/models/modelRows';
import { startFileServer, type FileServer } from '../fixtures/fileServer';
import { sample } from '../vscode/sample';
import { inWorkspace, until } from './blindspot';

const dist = join(vscode.extensions.getExtension('blindspot.blindspot')?.extensionPath ?? '', 'dist');

/** The view's rows as a reader sees them, groups opened. */
async function shown(rows: ModelRows, row?: ModelRow): Promise<string[]> {
  const lines: string[] = [];
  for (const child of await rows.children(row)) {
    const { label, description, contextValue } = rows.item(child);
    const seen = [label, description, contextValue].filter((part) => typeof part === 'string');
    lines.push(seen.join(' | '), ...(await shown(rows, child)));
  }
  return lines;
}

describe('The Models view', function () {
  this.timeout(180_000);

  // The library keeps only whole pieces of 5 MB.
  const content = Buffer.alloc(48 * 1024 * 1024, 'GGUF and a long tail. ');
  const sha256 = createHash('sha256').update(content).digest('hex');
  let folder: string;
  let server: FileServer;
  let models: ModelStore;
  let downloads: Downloads;
  let rows: ModelRows;
  let drawn = 0;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'models é '));
    server = await startFileServer(content);
    const digests = new DigestCache(folder);
    const licence = { name: 'MIT', url: 'https://opensource.org/license/mit', mustBeAccepted: false };
    models = new ModelStore({
      folder,
      digests,
      catalogue: [{ id: 'slow', title: 'Slow Model', file: 'slow.gguf', bytes: content.length, sha256, quantization: 'F32', licence, sources: [{ kind: 'hub', uri: server.uri('model.gguf') }] }],
      downloads: { pythonPackage: () => Promise.reject(new Error('no test here asks for a package')), hub: hubDownload({ program: join(dist, 'download.mjs') }) },
    });
    const changed = (): void => {
      drawn += 1;
    };
    downloads = new Downloads(models, changed);
    rows = new ModelRows({
      list: () => models.list(),
      headers: new HeaderCache(folder),
      digests,
      startProbe: () => new EngineClient({ entry: join(dist, 'engine.mjs') }),
      mayRead: () => true,
      progressOf: (id) => downloads.progressOf(id),
      memory: 16e9,
      changed,
      problem: (error) => {
        throw error;
      },
    });
  });

  after(async () => {
    downloads.dispose();
    server.close();
    await rm(folder, { recursive: true, force: true });
  });

  const slow = async () => {
    const found = (await models.list()).find(({ id }) => id === 'slow');
    assert.ok(found);
    return found;
  };

  it('offers what the catalogue has, with its size and its need of memory', async () => {
    assert.deepEqual(await shown(rows), ['To Download', 'Slow Model | F32 · 50 MB · needs 469 MB of 16.0 GB memory | download.absent']);
  });

  it('pauses a download and keeps what has come', async () => {
    server.bytesPerStep = 256 * 1024;
    const fetching = downloads.fetch(await slow());
    await until('half of the file', () => ((downloads.progressOf('slow')?.done ?? 0) > content.length / 2 ? true : undefined));
    assert.match((await shown(rows)).join('\n'), /Slow Model \| F32 · downloading, \d+ MB of 50 MB \| download\.underWay/);
    await downloads.pause('slow');
    assert.equal(await fetching, undefined);
    assert.ok((await slow()).part > 0);
    assert.match((await shown(rows)).join('\n'), /Slow Model \| F32 · paused, \d+ MB of 50 MB \| download\.paused/);
    assert.ok(drawn > 2, `drawn ${drawn} times`);
  });

  it('goes on from there, checks the sum and shows the model as there', async () => {
    server.bytesPerStep = content.length;
    server.served = 0;
    const pulled = await downloads.fetch(await slow());
    assert.deepEqual([pulled?.sha256, pulled?.verified], [sha256, true]);
    assert.ok(server.served < content.length, `${server.served} bytes were sent again`);
    assert.ok((await readFile(join(folder, 'slow.gguf'))).equals(content));
  });

  it('says of a file that is no model that it cannot be read', async () => {
    const lines = await until('the file to be read', async () => {
      const found = await shown(rows);
      return found.some((line) => line.includes('cannot be read')) ? found : undefined;
    });
    assert.deepEqual(lines, ['Slow Model | cannot be read | model.here.catalogue']);
  });

  it('deletes what came of a download that is not wanted any more', async () => {
    await rm(join(folder, 'slow.gguf'));
    server.bytesPerStep = 256 * 1024;
    const fetching = downloads.fetch(await slow());
    await until('a part', () => ((downloads.progressOf('slow')?.done ?? 0) > 6_000_000 ? true : undefined));
    await downloads.discard('slow');
    assert.equal(await fetching, undefined);
    assert.equal((await slow()).part, 0);
    await assert.rejects(stat(join(folder, '.partial', 'slow')));
  });

  it('has a file of one’s own with the adapter that was trained on it, and one for another model apart from them', async () => {
    await models.add(inWorkspace(sample.model));
    await models.addAdapter(inWorkspace(sample.foreignAdapter));
    await models.addAdapter(inWorkspace(sample.ownAdapter));
    const lines = await until('an adapter under its base', async () => {
      const found = await shown(rows);
      return found[1]?.startsWith('tiny adapter') === true ? found : undefined;
    });
    assert.match(lines[0] ?? '', /^tiny llama é\.gguf \| F32 · \d+ MB \| model\.here\.own$/);
    assert.match(lines[1] ?? '', /^tiny adapter é\.gguf \| rank \d+ · 1 MB \| adapter\.here\.own$/);
    assert.equal(lines[2], 'Adapters without Their Base');
    assert.match(lines[3] ?? '', /^wide adapter\.gguf \| rank \d+ · 1 MB · fits no model here \| adapter\.here\.own$/);
    assert.equal(lines[4], 'To Download');
  });
});

describe('A model’s card', () => {
  it('opens as a document with the tokens of the labels, of a file that nothing has loaded', async () => {
    await vscode.commands.executeCommand('blindspot.addModel', inWorkspace(sample.model));
    await vscode.commands.executeCommand('blindspot.showModelCard', inWorkspace(sample.model));
    const document = await until('card', () => vscode.window.activeTextEditor?.document);
    const text = document.getText();
    assert.match(text, /^Architecture {3}llama, 2 layers, /m);
    assert.match(text, /^Tokenizer {6}SentencePiece, 32,000 tokens$/m);
    assert.match(text, /^ {2}neutral {7}" neutral" \(21104\)$/m);
    await vscode.commands.executeCommand('blindspot.copyReport');
    assert.equal(await vscode.env.clipboard.readText(), text);
  });
});

describe('The doctor', () => {
  it('says what works, in a document without private paths', async () => {
    await vscode.commands.executeCommand('blindspot.doctor');
    const document = await until('report', () => (vscode.window.activeTextEditor?.document.uri.path === '/Blindspot Doctor' ? vscode.window.activeTextEditor.document : undefined));
    const text = document.getText();
    assert.match(text, /^ok {2}Engine +llama\.cpp \S+ .*node-llama-cpp 3\./m);
    assert.match(text, /^ok {2}Working folder {2,}<working folder>, .* free$/m);
    assert.ok(!text.includes(inWorkspace()));
  });
});
