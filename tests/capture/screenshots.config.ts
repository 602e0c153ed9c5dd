/** `pnpm screenshots`: takes the pictures of the capture element and of the studio in `docs/images/` anew. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['livephoto-source'] },
  ssr: { resolve: { conditions: ['livephoto-source'] } },
  test: {
    include: ['tests/{capture,studio}/screenshots.ts'],
    pool: 'forks',
    testTimeout: 600_000,
    hookTimeout: 120_000,
  },
});
