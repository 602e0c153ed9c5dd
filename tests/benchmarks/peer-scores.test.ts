import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planes, softmax } from '../../benchmarks/src/accuracy/peers/fr-liveness.ts';
import { withPeers } from '../../benchmarks/src/accuracy/peers/peer-scores.ts';
import { row } from '../../benchmarks/src/accuracy/testing/rows.ts';
import { noProgress } from '../../benchmarks/src/report/progress.ts';

describe('planes', () => {
  it('puts channels one after the other, in the order asked for', () => {
    const pixels = Float32Array.of(1, 2, 3, 4, 5, 6);
    expect([...planes(pixels, [0, 1, 2])]).toEqual([1, 4, 2, 5, 3, 6]);
    expect([...planes(pixels, [2, 1, 0])]).toEqual([3, 6, 2, 5, 1, 4]);
  });
});

describe('softmax', () => {
  it('shares by powers of e, however large the numbers', () => {
    expect(softmax([0, Math.log(3)])).toEqual([expect.closeTo(0.25, 12), expect.closeTo(0.75, 12)]);
    expect(softmax([1000, 1000])).toEqual([0.5, 0.5]);
  });
});

describe('withPeers', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'livephoto-peers-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const photoOf = async (name: string, background: string, made: ReturnType<typeof row>) => {
    const file = join(folder, name);
    await sharp({ create: { width: 400, height: 300, channels: 3, background } })
      .png()
      .toFile(file);
    return { ...made, photo: { ...made.photo, file } };
  };

  it('gives every photo that the product judged a score of each, and leaves the others as they are', async () => {
    const observed = [
      await photoOf('blue.png', '#24c', row('liveness', 'real', { liveness: 80 })),
      await photoOf('red.png', '#c42', row('liveness', 'spoof', { liveness: 10 })),
      row('liveness', 'real', { faces: 0 }),
      row('faces', 'single', { liveness: 50 }),
      row('liveness', 'real', { error: 'damaged' }),
    ];
    const judged = await withPeers(observed, { progress: noProgress });
    expect(judged.map(({ photo }) => photo)).toEqual(observed.map(({ photo }) => photo));
    expect(judged.map(({ peers }) => peers !== undefined)).toEqual([true, true, false, false, false]);
    const [blue, red] = judged.map(({ peers }) => peers!);
    expect(Object.keys(blue!)).toEqual([
      'fr_liveness, RGB',
      'fr_liveness, BGR',
      "human's antispoof",
      "human's liveness",
    ]);
    for (const score of [...Object.values(blue!), ...Object.values(red!)]) {
      expect(score).toBeGreaterThanOrEqual(0);
      expect(score).toBeLessThanOrEqual(1);
    }
    // Red and blue swapped, a flat blue picture in RGB is the flat red one in BGR.
    expect(blue!['fr_liveness, RGB']).toBeCloseTo(red!['fr_liveness, BGR']!, 6);
    expect(blue!['fr_liveness, RGB']).not.toBeCloseTo(blue!['fr_liveness, BGR']!, 6);
  });

  it('stops when told to', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(withPeers([row('liveness', 'real', {})], { progress: noProgress, signal })).rejects.toThrow(
      'enough',
    );
  });
});
