/** What the product says of the sample photos, over the real models. */
import type { DetailedInspection, FindingCode, InspectionReport, Inspector } from '@livephoto/core';
import { createNodeInspector } from '@livephoto/worker-runtime/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { png, sample, turn } from './photos.ts';

let inspector: Inspector;
beforeAll(async () => {
  inspector = await createNodeInspector();
});
afterAll(() => inspector?.dispose());

const inspect = async (name: string) => inspector.inspect(await sample(name));
const glance = (bytes: Uint8Array) => inspector.inspect(bytes, { performLivenessCheck: false });
const outcomes = ({ inspections }: InspectionReport) =>
  Object.fromEntries(Object.entries(inspections).map(([name, { outcome }]) => [name, outcome]));
const codes = ({ inspections }: InspectionReport): FindingCode[] =>
  Object.values(inspections).flatMap(({ findings }) => findings.map(({ code }) => code));
const poseOf = ({ inspections }: InspectionReport) => {
  const { yaw, pitch, roll } = inspections.orientation.evidence;
  return { yaw: yaw!, pitch: pitch!, roll: roll! };
};
/** Difference of two angles, -180..180. */
const apart = (a: number, b: number) => ((((a - b + 180) % 360) + 360) % 360) - 180;

describe('one face', () => {
  it('accepts the selfie by every inspection', async () => {
    const report = await inspect('selfie');
    expect(codes(report)).toEqual([]);
    expect(outcomes(report)).toEqual({
      faces: 'passed',
      obstructions: 'passed',
      orientation: 'passed',
      liveness: 'passed',
    });
    expect(report.accepted).toBe(true);
    expect(report).toMatchObject({
      image: { contentType: 'image/jpeg', width: 672, height: 800, orientation: 1 },
      policy: 'default',
    });
    for (const hash of Object.values(report.models)) expect(hash).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it('passes faces and orientation of a frontal photo', async () => {
    const report = await inspect('franck_01829');
    expect(outcomes(report)).toMatchObject({ faces: 'passed', orientation: 'passed' });
    expect(report.inspections.faces.evidence).toEqual({ count: 1 });
    expect(Math.abs(poseOf(report).yaw)).toBeLessThan(8);
    // The box of the face, as it was read off the picture by eye.
    const { box } = report.faces[0]!;
    expect(Math.abs(box.x + box.width / 2 - 388)).toBeLessThan(40);
    expect(Math.abs(box.y + box.height / 2 - 290)).toBeLessThan(60);
  });

  it('mirrors yaw and roll of a mirrored photo', async () => {
    const [one, other] = [poseOf(await inspect('selfie')), poseOf(await inspect('mirrored'))];
    expect(Math.abs(one.yaw + other.yaw)).toBeLessThanOrEqual(1);
    expect(Math.abs(one.roll + other.roll)).toBeLessThanOrEqual(1);
    expect(Math.abs(one.pitch - other.pitch)).toBeLessThanOrEqual(1);
  });
});

describe('groups', () => {
  it.each([
    ['sample1', 3],
    ['sample2', 3],
    ['sample3', 3],
    ['sample4', 4],
    ['sample5', 5],
    ['sample6', 4],
  ])('counts the faces of %s: %i, largest first', async (name, count) => {
    const report = await inspect(name);
    expect(report.accepted).toBe(false);
    expect(report.faces).toHaveLength(count);
    expect(report.inspections.faces).toMatchObject({
      outcome: 'failed',
      findings: [{ code: 'multiple_faces_detected' }],
      evidence: { count },
    });
    // The largest is inspected all the same.
    expect(report.inspections.orientation.outcome).not.toBe('skipped');
    expect(report.inspections.liveness.outcome).not.toBe('skipped');
    const { width, height } = report.image;
    const areas = report.faces.map(({ box }) => box.width * box.height);
    expect(areas).toEqual([...areas].sort((a, b) => b - a));
    for (const { box } of report.faces) {
      expect(Math.min(box.x, box.y)).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(width);
      expect(box.y + box.height).toBeLessThanOrEqual(height);
    }
  });
});

describe('no face', () => {
  it('fails faces and skips the rest', async () => {
    const report = await inspect('no-face');
    expect(report).toMatchObject({ accepted: false, faces: [] });
    expect(codes(report)).toEqual(['face_not_detected']);
    for (const name of ['obstructions', 'orientation', 'liveness'] as const) {
      expect(report.inspections[name]).toEqual({
        outcome: 'skipped',
        findings: [],
        evidence: {},
        reason: 'no face to look at',
      });
    }
  });
});

describe('photos held sideways', () => {
  let upright: InspectionReport;
  let selfie: DetailedInspection;
  beforeAll(async () => {
    upright = await inspect('exif-1');
    selfie = await inspector.inspectDetailed(await sample('selfie'), { performLivenessCheck: false });
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('undoes EXIF orientation %i', async (orientation) => {
    const report = await inspect(`exif-${orientation}`);
    expect(report.image).toMatchObject({
      width: upright.image.width,
      height: upright.image.height,
      orientation,
    });
    expect(report.accepted).toBe(upright.accepted);
    expect(outcomes(report)).toEqual(outcomes(upright));
    const [one, other] = [poseOf(upright), poseOf(report)];
    expect(Math.abs(one.yaw - other.yaw)).toBeLessThanOrEqual(0.5);
    expect(Math.abs(one.pitch - other.pitch)).toBeLessThanOrEqual(0.5);
    expect(Math.abs(one.roll - other.roll)).toBeLessThanOrEqual(0.5);
  });

  it('finds the face of a photo without EXIF, and says that it is not upright, and how to mend it', async () => {
    const report = await inspect('rotated-90');
    expect(report.faces).toHaveLength(1);
    expect(codes(report)).toEqual(['photo_not_upright']);
    // As stored it lies on its side; shown by this tag it stands.
    expect(report.image).toMatchObject({ orientation: 1, suggestedOrientation: 8 });
    expect(Math.abs(poseOf(report).roll - 90)).toBeLessThanOrEqual(2);
  });

  it.each([0, 30, 60, 90, 120, 150, 180, 210, 240, 270, 300, 330])(
    'reads a turn of %i degrees in the plane as roll alone',
    async (degrees) => {
      const report = await glance(png(turn(selfie.image, degrees)));
      expect(report.faces).toHaveLength(1);
      const [before, after] = [poseOf(selfie.report), poseOf(report)];
      expect(Math.abs(apart(after.roll, before.roll + degrees))).toBeLessThanOrEqual(1);
      expect(Math.abs(after.yaw - before.yaw)).toBeLessThanOrEqual(2);
      expect(Math.abs(after.pitch - before.pitch)).toBeLessThanOrEqual(3);
      expect(codes(report).includes('face_rolled')).toBe(degrees % 90 !== 0);
      expect(codes(report).includes('photo_not_upright')).toBe(Math.abs(apart(degrees, 0)) > 45);
    },
  );
});

describe('liveness not asked for', () => {
  it('is skipped, and everything else is as with it', async () => {
    const bytes = await sample('selfie');
    const [without, asked] = [await glance(bytes), await inspector.inspect(bytes)];
    expect(without.inspections.liveness).toEqual({
      outcome: 'skipped',
      findings: [],
      evidence: {},
      reason: 'not asked for',
    });
    const { liveness, ...rest } = asked.inspections;
    expect(liveness.outcome).toBe('passed');
    expect(without.inspections).toMatchObject(rest);
    expect(without.accepted).toBe(true);
  });
});
