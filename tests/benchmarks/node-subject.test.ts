import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bareNodeMemory, runInNode } from '../../benchmarks/src/cost/speed/node-subject.ts';
import { makePhotos, type TimedPhoto } from '../../benchmarks/src/cost/speed/photos.ts';

const root = new URL('../../', import.meta.url);
const product = fileURLToPath(root).replace(/\/$/, '');
let folder: string;
let photos: TimedPhoto[];

beforeAll(async () => {
  execFileSync(process.execPath, [`${product}/scripts/build.mjs`, '--quiet']);
  folder = await mkdtemp(join(tmpdir(), 'livephoto-subject-'));
  photos = await makePhotos(root, folder, [
    { name: 'small', width: 612, height: 816, format: 'jpeg' },
    { name: 'large', width: 3024, height: 4032, format: 'jpeg' },
  ]);
});
afterAll(() => rm(folder, { recursive: true }));

describe('runInNode', () => {
  it('runs the built product in a process of its own and says what it took', async () => {
    const job = { product, backend: 'wasm', photos, samples: 3, warmup: 1, endurance: 4 } as const;
    const { coldStart, samples, reports, memory, second, endurance } = await runInNode(job);
    const { boot, imported, ready, firstReport } = coldStart;
    expect([boot, imported, ready, firstReport]).toEqual(
      [boot, imported, ready, firstReport].toSorted((a, b) => a - b),
    );
    expect(boot).toBeGreaterThan(0);
    expect(Object.keys(samples)).toEqual(['small', 'large']);
    for (const list of Object.values(samples)) {
      expect(list).toHaveLength(3);
      for (const { endToEnd, stages } of list) {
        const { total, ...laps } = stages;
        expect(Object.keys(laps)).toEqual([
          'sniff',
          'decode',
          'detect',
          'landmarks',
          'obstructions',
          'liveness',
        ]);
        const sum = Object.values(laps).reduce((all, lap) => all + lap, 0);
        expect(Math.abs(sum - total!)).toBeLessThan(0.1);
        expect(endToEnd).toBeGreaterThanOrEqual(total! - 0.1);
      }
    }
    expect(reports.small).toMatch(/^[0-9a-f]{16}$/);
    expect(reports.small).not.toBe(reports.large);
    expect(memory.afterFirst).toBeGreaterThan(memory.before);
    expect(memory.peak).toBeGreaterThanOrEqual(memory.after);
    // The engine's memory holds the models, 8 MB and more; a decoder of a picture needs at least its file.
    expect(memory.wasm).toBeGreaterThan(8e6);
    expect(memory.decoder).toBeGreaterThan(photos[1]!.size);
    expect(second.ready).toBeGreaterThan(0);
    expect(endurance.map(({ inspections }) => inspections)).toEqual([0, 1, 2, 3, 4]);
  });

  it('says what went wrong in the process', async () => {
    const job = { product: '/nowhere', backend: 'wasm', photos, samples: 1, warmup: 0 } as const;
    await expect(runInNode(job)).rejects.toMatchObject({
      type: 'inference_failed',
      message: expect.stringContaining('/nowhere/packages/worker-runtime/dist/node.js'),
    });
  });

  it('stops when the signal fires', async () => {
    const job = { product, backend: 'wasm', photos, samples: 1000, warmup: 0 } as const;
    await expect(runInNode(job, { signal: AbortSignal.timeout(300) })).rejects.toMatchObject({
      type: 'inspection_aborted',
    });
  });
});

describe('bareNodeMemory', () => {
  it('is what Node needs alone', async () => {
    const bytes = await bareNodeMemory();
    expect(bytes).toBeGreaterThan(20e6);
    expect(bytes).toBeLessThan(150e6);
  });
});
