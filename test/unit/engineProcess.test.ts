import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { EngineProcess } from '../../src/engine/engineProcess';
import { protocolVersion } from '../../src/engine/protocol';

it('takes what a killed engine had in the temporary folder away with it', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'engine é '));
  try {
    const [entry, told] = [path.join(folder, 'engine.mjs'), path.join(folder, 'told')];
    await writeFile(
      entry,
      `import { writeFileSync } from 'node:fs';
       import os from 'node:os';
       import path from 'node:path';
       const state = path.join(os.tmpdir(), 'state of a sequence');
       writeFileSync(state, 'gigabytes');
       writeFileSync(${JSON.stringify(told)}, state);
       process.send({ type: 'ready', protocol: ${protocolVersion} });
       setInterval(() => undefined, 1000);`,
    );
    const engine = await EngineProcess.start({ entry });
    const state = await readFile(told, 'utf8');
    await access(state);
    engine.kill('it was cancelled');
    await expect.poll(() => access(path.dirname(state)).then(() => 'there', () => 'gone'), { timeout: 20_000 }).toBe('gone');
  } finally {
    await rm(folder, { recursive: true });
  }
});
