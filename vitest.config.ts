import { defineConfig } from 'vitest/config';

export default defineConfig({
  define: { BLINDSPOT_VERSION: JSON.stringify('0.0.0-test') },
  test: {
    globalSetup: ['test/temporaryFolder.ts'],
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/unit/**/*.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 300_000,
          // Each file starts engines that use every core: side by side they only slow each other down.
          fileParallelism: false,
        },
      },
      // These need what `npm run package` makes.
      { extends: true, test: { name: 'package', include: ['test/package/**/*.test.ts'], testTimeout: 60_000 } },
      {
        extends: true,
        test: {
          name: 'ui',
          include: ['test/ui/**/*.test.ts'],
          // A browser may lose a click or a key while the window is being laid out.
          retry: 1,
          // The default of a second is less than a busy machine may take.
          expect: { poll: { timeout: 60_000 } },
          testTimeout: 120_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
