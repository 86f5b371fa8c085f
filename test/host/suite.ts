import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';

/** Called by VS Code inside its extension host. Rejects when a test failed. */
export function run(): Promise<void> {
  const mocha = new Mocha({
    // Long, because a busy machine of two cores is slow, not wrong.
    timeout: 240_000,
    reporter: 'json',
    reporterOptions: { output: process.env['BLINDSPOT_TEST_RESULT'] },
  });
  // By name: what must be seen before anything uses the extension is in the first.
  for (const file of readdirSync(__dirname).filter((name) => name.endsWith('.test.cjs')).sort()) mocha.addFile(join(__dirname, file));
  return new Promise((passed, failed) => {
    mocha.run((failures) => {
      if (failures === 0) passed();
      else failed(new Error(`${failures} failed`));
    });
  });
}
