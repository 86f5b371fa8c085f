import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take longest. vitest knows that itself where it ran them before, and in a new checkout it does not. */
const longest = ['trainCli', 'smallModel', 'generateCli', 'engine', 'training', 'experiments', 'evaluate'];

/** Begins with the longest files, so that the two workers end together. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const found = longest.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
      return found === -1 ? longest.length : found;
    };
    return (await super.sort(files)).sort((one, other) => place(one) - place(other));
  }
}

export default defineConfig({
  define: { BLINDSPOT_VERSION: JSON.stringify('0.0.0-test') },
  test: {
    globalSetup: ['test/temporaryFolder.ts'],
    // By default one core is left for other programs, which on two cores is half of the machine.
    maxWorkers: '100%',
    sequence: { sequencer: LongestFirst },
    projects: [
      // The default of five seconds is less than a busy machine may take for what makes 30,000 examples.
      { extends: true, test: { name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: 30_000 } },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          globalSetup: ['test/fixtures/prepare.ts'],
          testTimeout: 120_000,
          hookTimeout: 300_000,
          // Each file starts programs of its own, which have one thread each and often wait.
          maxWorkers: 2,
        },
      },
      // These need what `npm run package` makes.
      { extends: true, test: { name: 'package', include: ['test/package/**/*.test.ts'], testTimeout: 60_000 } },
      {
        extends: true,
        test: {
          name: 'ui',
          include: ['test/ui/**/*.test.ts'],
          globalSetup: ['test/fixtures/prepare.ts', 'test/vscode/prepare.ts'],
          // A browser may lose a click or a key while the window is being laid out.
          retry: 1,
          // The default of a second is less than a busy machine may take.
          expect: { poll: { timeout: 60_000 } },
          testTimeout: 120_000,
          hookTimeout: 300_000,
          // An editor waits more than it works.
          maxWorkers: 2,
        },
      },
    ],
  },
});
