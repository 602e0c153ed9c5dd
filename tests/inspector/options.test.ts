/** What a caller may ask of one inspection: pixels in place of a file, some inspections only, a quick no, progress. */
import type { InspectionReport, InspectionStage, Inspector, RgbImage } from '@livephoto/core';
import { inspectionStages } from '@livephoto/core';
import { createNodeInspector } from '@livephoto/worker-runtime/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { png, sample } from './photos.ts';

let inspector: Inspector;
/** 1920 × 1345: larger than pictures are inspected at. */
let group: RgbImage;
let selfie: RgbImage;
beforeAll(async () => {
  inspector = await createNodeInspector();
  const pixelsOf = async (name: string) =>
    (await inspector.inspectDetailed(await sample(name), { inspections: ['faces'] })).image;
  selfie = await pixelsOf('selfie');
  group = await pixelsOf('sample2');
});
afterAll(() => inspector?.dispose());

const outcomes = ({ inspections }: InspectionReport | InspectionReport<null>) =>
  Object.fromEntries(
    Object.entries(inspections).map(([name, result]) => [name, result.reason ?? result.outcome]),
  );

describe('pixels', () => {
  it.each(['selfie', 'group'])('are inspected as a PNG of them is: %s', async (name) => {
    const image = name === 'selfie' ? selfie : group;
    const file = png(image);
    const [ofPixels, ofFile] = [await inspector.inspectPixels(image), await inspector.inspect(file)];
    expect(ofPixels.image).toEqual({
      contentType: null,
      size: image.data.length,
      width: image.width,
      height: image.height,
      orientation: 1,
    });
    // Pixels come from no file that could say how it came about.
    const liveness = {
      ...ofFile.inspections.liveness,
      evidence: { ...ofFile.inspections.liveness.evidence, provenance: undefined },
    };
    const expected = { ...ofFile, inspections: { ...ofFile.inspections, liveness } };
    expect({ ...ofPixels, image: null, timings: null }).toEqual({ ...expected, image: null, timings: null });
  });

  it.each([
    [{ width: 100, height: 100, data: new Uint8Array(40_000) }, /30000 bytes, and there are 40000/],
    [{ width: 100, height: Number.NaN, data: new Uint8Array(300) }, /whole numbers/],
    [{ width: 40, height: 100, data: new Uint8Array(12_000) }, /at least 64/],
    [{ width: 20_000, height: 20_000, data: new Uint8Array(0) }, /120 million/],
  ])('that are no picture are refused: %#', async (image, message) => {
    await expect(inspector.inspectPixels(image)).rejects.toMatchObject({
      type: 'invalid_request',
      param: 'data',
      message: expect.stringMatching(message),
    });
  });
});

describe('some inspections only', () => {
  it('gives those the verdict that they have among all', async () => {
    const photo = await sample('sunglasses');
    const all = await inspector.inspect(photo);
    const some = await inspector.inspect(photo, { inspections: ['obstructions', 'orientation'] });
    expect(some.inspections.obstructions).toEqual(all.inspections.obstructions);
    expect(some.inspections.orientation).toEqual(all.inspections.orientation);
    expect(outcomes(some)).toMatchObject({ faces: 'not asked for', liveness: 'not asked for' });
    expect(some.accepted).toBe(false);
  });

  it('refuses names that are none before anything is read', async () => {
    const asked = inspector.inspect(new Uint8Array(), { inspections: ['smile' as 'faces'] });
    await expect(asked).rejects.toMatchObject({ type: 'invalid_request', param: 'inspections' });
  });
});

it('says no at the first reason when it may', async () => {
  const photo = await sample('sample2');
  const quick = await inspector.inspect(photo, { failFast: true });
  const rest = 'an earlier inspection failed';
  expect(outcomes(quick)).toEqual({ faces: 'failed', orientation: rest, obstructions: rest, liveness: rest });
  const accepted = await sample('selfie');
  const [one, other] = [
    await inspector.inspect(accepted, { failFast: true }),
    await inspector.inspect(accepted),
  ];
  expect({ ...one, timings: null }).toEqual({ ...other, timings: null });
});

it('tells when each stage begins', async () => {
  const seen: [InspectionStage, number, number][] = [];
  await inspector.inspect(await sample('selfie'), {
    onProgress: ({ stage, index, count }) => seen.push([stage, index, count]),
  });
  expect(seen).toEqual(inspectionStages.map((stage, index) => [stage, index, 6]));
});

it('tries no other way up where the picture is known to stand upright', async () => {
  const lying = await sample('rotated-90');
  const roll = async (options: object) =>
    (await inspector.inspect(lying, options)).inspections.orientation.evidence.roll ?? 0;
  expect(await roll({})).toBeGreaterThan(85);
  expect(Math.abs(await roll({ upright: true }))).toBeLessThan(45);
  for (const name of ['selfie', 'masked', 'sample3']) {
    const photo = await sample(name);
    const [told, anyhow] = [
      await inspector.inspect(photo, { upright: true }),
      await inspector.inspect(photo),
    ];
    expect(told.faces).toEqual(anyhow.faces);
    expect(outcomes(told)).toEqual(outcomes(anyhow));
  }
});

describe('everyLook', () => {
  it('takes the look that a clear photo is spared, and comes to the same verdict', async () => {
    const options = { inspections: ['liveness'] } as const;
    const spared = await inspector.inspectDetailed(await sample('selfie'), options);
    const whole = await inspector.inspectDetailed(await sample('selfie'), { ...options, everyLook: true });
    expect([spared, whole].map(({ livenessSignals }) => livenessSignals!.looks)).toEqual([2, 3]);
    const [a, b] = [spared, whole].map(({ report }) => report.inspections.liveness);
    expect(a!.outcome).toBe(b!.outcome);
    expect(Math.abs(a!.evidence.bonaFide! - b!.evidence.bonaFide!)).toBeLessThanOrEqual(5);
    expect(spared.livenessCues!.frame).toBe(whole.livenessCues!.frame);
  });
});
