import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { policies } from '@livephoto/core';
import { type ComparedFrames, measureMotion } from '@livephoto/core/capture';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type KeptTake, keepTrack, keptVersion, openKeptTakes, readTrack } from './kept-tracks.ts';

const limits = policies.default.motion;
const header = { version: keptVersion, landmarker: 'sha256:0', sittings: 1, seed: 5 };

/** A head that goes 25 degrees to its left and comes back, and how often the costly parts of it were asked for. */
function compared(): { readonly track: ComparedFrames; readonly asked: () => number } {
  const yaws = [0, 5, 10, 15, 20, 25, 20, 15, 10, 5, 0];
  let asked = 0;
  const track: ComparedFrames = {
    start: { yaw: 1, pitch: 2 },
    frames: yaws.map((yaw, i) => ({ at: 100 * i, yaw, pitch: 0, residual: 0.07, shape: 0.02, width: 1 })),
    steps: [],
    noise: 0.006,
    onPlane: 0.99,
    ends: { yaw: 0, pitch: 1, likeness: 0.9, shape: 0.01 },
    still: { yaw: 0, pitch: 0, likeness: 0.95, shape: 0.01 },
    explained(frame) {
      asked++;
      return frame === 4 ? undefined : { plane: 0.9 - frame / 100, sheet: 0.92 };
    },
    difference: (earlier, later) => (earlier === 1 ? Infinity : 0.1 + (later - earlier) / 1000),
  };
  return { track, asked: () => asked };
}

describe('a track that was kept', () => {
  it('is measured as it was, by every policy whose turns count from 8 to 20 degrees, and compared once', () => {
    const { track, asked } = compared();
    const kept = JSON.parse(JSON.stringify(keepTrack(track, limits)));
    const before = asked();
    expect(before).toBeLessThanOrEqual(track.frames.length);
    for (const minYaw of [8, 10.5, 14, 20]) {
      const policy = { ...limits, minYaw };
      const motion = measureMotion(readTrack(kept), policy);
      expect(motion).toEqual(measureMotion(track, policy));
      expect(motion.turns.map(({ direction }) => direction)).toEqual(['left']);
    }
  });

  it('tells a policy that asks for more to measure anew', () => {
    const kept = keepTrack(compared().track, limits);
    const asking = () => measureMotion(readTrack({ ...kept, explained: {} }), limits);
    expect(asking).toThrow(expect.objectContaining({ type: 'invalid_request', param: 'policy' }));
  });
});

describe('a file of takes', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'livephoto-kept-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const take = (seed: number): KeptTake => ({
    species: 'turn of 20°',
    family: 'genuine',
    person: 'p1',
    seed,
    challenge: { turns: ['left'] },
    lost: 0,
    track: keepTrack(compared().track, limits),
  });

  it('goes on where a run was killed, without the half line that it left', async () => {
    const file = join(folder, 'new', 'takes.jsonl');
    const first = await openKeptTakes(file, header);
    await first.add(take(1));
    await appendFile(file, '{"species":"turn of');
    const second = await openKeptTakes(file, header);
    expect([...second.takes.values()]).toEqual([take(1)]);
    await second.add(take(2));
    expect((await openKeptTakes(file, header)).takes.size).toBe(2);
  });

  it('takes none of another seed, of other models or sittings', async () => {
    const file = join(folder, 'other.jsonl');
    await openKeptTakes(file, header);
    for (const change of [{ seed: 6 }, { landmarker: 'sha256:1' }, { sittings: 2 }]) {
      await expect(openKeptTakes(file, { ...header, ...change })).rejects.toMatchObject({
        type: 'invalid_request',
        param: 'measurements',
      });
    }
  });

  it('is in memory alone where none is named', async () => {
    const kept = await openKeptTakes(undefined, header);
    await kept.add(take(1));
    expect(kept.takes.size).toBe(1);
  });
});
