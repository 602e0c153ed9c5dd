import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolvePolicy } from '@livephoto/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Pool, startPool } from '../../benchmarks/src/accuracy/runner/pool.ts';

const sample = (name: string) => new URL(`../../samples/${name}.jpg`, import.meta.url);
let pool: Pool;

beforeAll(async () => {
  if (!existsSync(sample('selfie'))) throw new Error('There are no samples: run pnpm samples first');
  pool = await startPool(1, resolvePolicy());
});
afterAll(() => pool?.close());

describe('startPool', () => {
  it('observes a report, without what differs from run to run', async () => {
    const bytes = await readFile(sample('selfie'));
    const first = await pool.inspect(bytes, { performLivenessCheck: false });
    expect(first.report?.inspections.faces.evidence.count).toBe(1);
    expect(first.report).not.toHaveProperty('timings');
    expect(await pool.inspect(bytes, { performLivenessCheck: false })).toEqual(first);
  });

  it('observes the error of a photo that cannot be inspected, and goes on', async () => {
    const damaged = await pool.inspect(await readFile(sample('truncated')), { performLivenessCheck: false });
    expect(damaged).toEqual({ error: { type: 'image_unreadable', message: expect.any(String) } });
    const next = await pool.inspect(await readFile(sample('no-face')), { performLivenessCheck: true });
    expect(next.report?.inspections.liveness.outcome).toBe('skipped');
  });

  it('throws when it is stopped: that is no observation', async () => {
    const stop = new AbortController();
    const running = pool.inspect(await readFile(sample('selfie')), {
      performLivenessCheck: false,
      signal: stop.signal,
    });
    stop.abort();
    await expect(running).rejects.toMatchObject({ type: 'inspection_aborted' });
  });
});
