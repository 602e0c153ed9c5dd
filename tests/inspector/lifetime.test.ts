/** An inspector as a value: created, used side by side with others, cancelled, disposed, and what all that costs. */
import { setImmediate as breathe } from 'node:timers/promises';
import type { InspectionReport } from '@livephoto/core';
import { createNodeInspector } from '@livephoto/worker-runtime/node';
import { describe, expect, it } from 'vitest';
import { sample } from './photos.ts';

const selfie = await sample('selfie');
const group = await sample('sample2');
const untimed = (report: InspectionReport) => ({ ...report, timings: {} });

describe('several inspectors', () => {
  it('decide by their own policies, and report the same alone and interleaved', async () => {
    const photos = [selfie, await sample('sample3'), await sample('franck_01829'), await sample('no-face')];
    const inspectors = await Promise.all([
      createNodeInspector({ policy: 'icao' }),
      createNodeInspector({ policy: 'lenient' }),
    ]);
    const alone: InspectionReport[] = [];
    for (const inspector of inspectors) {
      for (const photo of photos) alone.push(untimed(await inspector.inspect(photo)));
    }
    const together = await Promise.all(
      inspectors.flatMap((inspector) => photos.map(async (photo) => untimed(await inspector.inspect(photo)))),
    );
    expect(together).toEqual(alone);
    const franck = (policy: number) => alone[policy * photos.length + 2]!;
    expect([franck(0).policy, franck(0).inspections.orientation.outcome]).toEqual(['icao', 'failed']);
    expect([franck(1).policy, franck(1).inspections.orientation.outcome]).toEqual(['lenient', 'passed']);

    // One that goes takes nothing from the other.
    await inspectors[0].dispose();
    expect(untimed(await inspectors[1].inspect(selfie))).toEqual(alone[photos.length]);
    await inspectors[1].dispose();
  });
});

describe('a signal', () => {
  it('stops before the work begins, while it goes on, and is no matter afterwards', async () => {
    const inspector = await createNodeInspector();
    const aborted = { type: 'inspection_aborted', status: 499 };
    const reason = new Error('went away');
    const before = inspector.inspect(selfie, { signal: AbortSignal.abort(reason) });
    await expect(before).rejects.toMatchObject({ ...aborted, cause: reason });

    const controller = new AbortController();
    const during = inspector.inspect(group, { signal: controller.signal });
    controller.abort(reason);
    await expect(during).rejects.toMatchObject({ ...aborted, cause: reason });

    // Timers fire only where the inspection gives the thread up.
    const timed = inspector.inspect(group, { signal: AbortSignal.timeout(1) });
    await expect(timed).rejects.toMatchObject(aborted);

    const late = new AbortController();
    const report = await inspector.inspect(selfie, { signal: late.signal });
    late.abort();
    expect(report.accepted).toBe(true);
    await inspector.dispose();
  });
});

describe('a disposed inspector', () => {
  it('refuses, with a typed error, and may be disposed again', async () => {
    const inspector = await createNodeInspector();
    await inspector.dispose();
    await inspector.dispose();
    await expect(inspector.inspect(selfie)).rejects.toMatchObject({
      name: 'LivePhotoError',
      message: 'This inspector was disposed',
    });
  });

  it('leaves what was under way a report or a typed error', async () => {
    const inspector = await createNodeInspector();
    const running = inspector.inspect(group);
    const settled = Promise.allSettled([running]);
    await inspector.dispose();
    const [result] = await settled;
    if (result!.status === 'rejected') expect(result!.reason).toMatchObject({ name: 'LivePhotoError' });
    else expect(result!.value.faces).toHaveLength(3);
  });
});

/** What a series of `times` grows the process by, in megabytes, once it has warmed up. */
async function growth(
  warmUp: number,
  times: number,
  work: (turn: number) => Promise<unknown>,
): Promise<number> {
  const series = async (count: number) => {
    for (let i = 0; i < count; i++) {
      await work(i);
      await breathe();
    }
  };
  await series(warmUp);
  const before = process.memoryUsage().rss;
  await series(times);
  return (process.memoryUsage().rss - before) / 1e6;
}

describe('memory', () => {
  it('does not grow over 200 inspections', async () => {
    const inspector = await createNodeInspector();
    // The pixels of the selfie have 1.6 MB: 200 of them left behind would be 320.
    const photo = await sample('selfie');
    const grown = await growth(40, 200, (turn) =>
      inspector.inspect(photo, { performLivenessCheck: turn % 20 === 0 }),
    );
    expect(grown).toBeLessThan(48);
    await inspector.dispose();
  });

  it('does not grow over photos that are refused as damaged', async () => {
    const inspector = await createNodeInspector();
    const photo = await sample('truncated');
    const refused = (error: { type?: string }) => expect(error.type).toBe('image_unreadable');
    expect(await growth(40, 200, () => inspector.inspect(photo).catch(refused))).toBeLessThan(48);
    await inspector.dispose();
  });

  it('does not grow over inspectors that come and go', async () => {
    // The models of one inspector have 7 MB.
    expect(await growth(5, 15, async () => (await createNodeInspector()).dispose())).toBeLessThan(60);
  });
});
