import { defineConfig } from 'vitest/config';

/** How long a test may take: generous, as it may share its cores with anything; what hangs still ends. */
const limits = { testTimeout: 600_000, hookTimeout: 600_000, expect: { poll: { timeout: 240_000 } } };

export default defineConfig({
  resolve: { conditions: ['livephoto-source'] },
  ssr: { resolve: { conditions: ['livephoto-source'] } },
  test: {
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          // Files of one worker share what they import: nothing under test keeps state in a module.
          isolate: false,
          include: ['{models,benchmarks,packages/*}/src/**/*.test.ts', 'models/training/**/*.test.ts'],
          setupFiles: ['tests/house/unit-only.ts'],
          ...limits,
        },
      },
      {
        extends: true,
        test: { name: 'product', include: ['{tests,runtime-tests}/**/*.test.ts'], ...limits },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['packages/*/src/**/*.ts', 'benchmarks/src/**/*.ts', 'models/src/**/*.ts'],
      exclude: ['**/*.test.ts', '**/testing/**', '**/*.contract.ts'],
      reporter: ['text-summary', 'html'],
      reportsDirectory: 'out/coverage',
      // The floor: raise it when coverage has risen. What only runs in processes, browsers and databases is not counted.
      thresholds: { statements: 57, branches: 56, functions: 53, lines: 57 },
    },
  },
});
