import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['livephoto-source'] },
  ssr: { resolve: { conditions: ['livephoto-source'] } },
  test: {
    include: [
      '{models,benchmarks,packages/*}/src/**/*.test.ts',
      'models/training/**/*.test.ts',
      '{tests,runtime-tests}/**/*.test.ts',
    ],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
