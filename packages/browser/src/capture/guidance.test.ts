import { policies } from '@livephoto/core';
import { describe, expect, it } from 'vitest';
import type { PhotoReport } from '../protocol.ts';
import { guide, ovalIn } from './guidance.ts';

const policy = policies.default;
const frame = { width: 640, height: 480 };
const oval = ovalIn(frame);

interface Seen {
  /** Centre of the face in the frame's pixels, and its height in heights of the oval. */
  readonly x?: number;
  readonly y?: number;
  readonly height?: number;
  readonly faces?: number;
  readonly interEyeDistance?: number;
  readonly findings?: readonly string[];
  /** Codes of what cannot be made out, though no cover was seen on it. */
  readonly unclear?: readonly string[];
}

/** A report as the inspector gives it; the face in the middle of the oval unless told otherwise. */
function see({
  x = oval.x,
  y = oval.y,
  height = 0.8,
  faces = 1,
  interEyeDistance = 90,
  findings = [],
  unclear = [],
}: Seen) {
  const size = { width: 0.7 * height * 2 * oval.radiusY, height: height * 2 * oval.radiusY };
  const box = { x: x - size.width / 2, y: y - size.height / 2, ...size };
  const result = (prefix: RegExp, evidence: object) => ({
    outcome: 'passed',
    findings: [
      ...findings.map((code) => ({ code, message: '', score: 0 })),
      ...unclear.map((code) => ({ code, unclear: true, message: '', score: 0 })),
    ].filter(({ code }) => prefix.test(code)),
    evidence,
  });
  return {
    image: { ...frame, contentType: null },
    faces: Array.from({ length: faces }, () => ({ box, score: 100 })),
    inspections: {
      faces: result(/detected$/, { count: faces }),
      obstructions: result(
        /obstructed|cropped|dark|overexposed|blurred|compressed|colour|closed|mouth_open|light/,
        {},
      ),
      orientation: result(/^(head_turned|photo_|face_(tilted|rolled|too_(small|close)|off))/, {
        interEyeDistance,
      }),
      liveness: result(/^presentation/, {}),
    },
  } as unknown as PhotoReport;
}

const advice = (seen: Seen, scale = 2) => guide(see(seen), scale, policy);

describe('ovalIn', () => {
  it.each([
    { width: 1280, height: 720 },
    { width: 720, height: 1280 },
    { width: 480, height: 480 },
  ])('lies inside a frame of $width × $height', (size) => {
    const { x, y, radiusX, radiusY } = ovalIn(size);
    expect(x - radiusX).toBeGreaterThan(0);
    expect(x + radiusX).toBeLessThan(size.width);
    expect(y - radiusY).toBeGreaterThan(0);
    expect(y + radiusY).toBeLessThan(size.height);
    expect(radiusX / radiusY).toBeCloseTo(0.75);
  });
});

describe('guide', () => {
  it('asks to hold still when nothing is left to change', () => {
    expect(advice({})).toEqual(['hold_still']);
  });

  // A mirror: whose face is at the picture's right is at the preview's left, and has to go to their own right.
  it.each([
    [{ x: oval.x + 1.4 * oval.radiusX }, 'move_right'],
    [{ x: oval.x - 1.4 * oval.radiusX }, 'move_left'],
    [{ y: oval.y + 0.8 * oval.radiusY }, 'move_up'],
    [{ y: oval.y - 0.8 * oval.radiusY }, 'move_down'],
    [{ height: 0.4 }, 'face_too_small'],
    [{ height: 1.3 }, 'face_too_close'],
    [{ faces: 2, findings: ['multiple_faces_detected'] }, 'multiple_faces_detected'],
    [{ faces: 0, findings: ['face_not_detected'] }, 'face_not_detected'],
    [{ findings: ['head_turned_left'] }, 'head_turned_left'],
    [{ findings: ['left_eye_obstructed', 'right_eye_obstructed'] }, 'eyes_obstructed'],
    [{ findings: ['right_eye_obstructed'] }, 'right_eye_obstructed'],
    [{ unclear: ['left_eye_obstructed', 'right_eye_obstructed'] }, 'part_unclear'],
    [{ unclear: ['mouth_obstructed'], findings: ['face_rolled'] }, 'part_unclear'],
    [{ findings: ['nose_obstructed', 'mouth_obstructed'] }, 'mask_suspected'],
    [{ findings: ['mouth_obstructed'] }, 'mouth_obstructed'],
    [{ findings: ['face_cropped'] }, 'face_cropped'],
    [{ findings: ['face_too_dark'] }, 'face_too_dark'],
    [{ findings: ['face_blurred'] }, 'face_blurred'],
    [{ findings: ['left_eye_closed'] }, 'eyes_closed'],
    [{ findings: ['left_eye_closed', 'right_eye_closed'] }, 'eyes_closed'],
    [{ findings: ['photo_not_upright'] }, 'photo_not_upright'],
  ] as const)('%j: %s', (seen, expected) => {
    expect(advice(seen)[0]).toBe(expected);
  });

  it("judges the eyes' distance on the camera's own frame, not on the one that was scaled down", () => {
    const seen = { interEyeDistance: 40, findings: ['face_too_small'] };
    expect(advice(seen, 2)).toEqual(['hold_still']);
    expect(advice(seen, 1)).toEqual(['face_too_small']);
    expect(guide(see(seen), 2, policies.icao)).toEqual(['face_too_small']);
  });

  it('says what covers a face that does not count as one', () => {
    expect(advice({ faces: 0, findings: ['face_not_detected', 'mouth_obstructed'] })).toEqual([
      'mouth_obstructed',
    ]);
  });

  it('tells the most important first: whom, where, what is in front, and how they look', () => {
    const findings = ['multiple_faces_detected', 'face_tilted_up', 'mouth_obstructed'];
    expect(advice({ faces: 2, height: 0.4, findings })).toEqual([
      'multiple_faces_detected',
      'face_too_small',
      'mouth_obstructed',
      'face_tilted_up',
    ]);
  });

  it('names what covers one part before what is blurred, and the blurred part of a face that does not count as one', () => {
    const unclear = ['left_eye_obstructed', 'right_eye_obstructed'];
    expect(advice({ findings: ['mouth_obstructed'], unclear })).toEqual(['mouth_obstructed', 'part_unclear']);
    expect(advice({ faces: 0, findings: ['face_not_detected'], unclear })).toEqual(['part_unclear']);
  });

  it('asks to uncover a face of which nothing can be made out', () => {
    const parts = ['left_eye', 'right_eye', 'nose', 'mouth'];
    expect(advice({ unclear: parts.map((part) => `${part}_obstructed`) })).toEqual(['face_unclear']);
  });

  it('asks for light before it asks for a straight head, and for open eyes last', () => {
    const findings = ['left_eye_closed', 'head_turned_left', 'face_too_dark'];
    expect(advice({ findings })).toEqual(['face_too_dark', 'head_turned_left', 'eyes_closed']);
  });

  it('never calls a face good that reaches out of the oval that is drawn', () => {
    for (const shown of [undefined, 0.5, 0.75, 2]) {
      const drawn = ovalIn(frame, shown);
      let accepted = 0;
      for (let height = 60; height < 460; height += 20) {
        for (let across = -90; across <= 90; across += 15) {
          for (let down = -90; down <= 90; down += 15) {
            const [x, y] = [drawn.x + across, drawn.y + down];
            const report = see({ x, y, height: height / (2 * oval.radiusY) });
            if (guide(report, 2, policy, shown)[0] !== 'hold_still') continue;
            accepted += 1;
            const { box } = report.faces[0]!;
            const [left, right] = [
              (box.x - drawn.x) / drawn.radiusX,
              (box.x + box.width - drawn.x) / drawn.radiusX,
            ];
            const [top, bottom] = [
              (box.y - drawn.y) / drawn.radiusY,
              (box.y + box.height - drawn.y) / drawn.radiusY,
            ];
            expect(Math.min(left, top)).toBeGreaterThan(-1.05);
            expect(Math.max(right, bottom)).toBeLessThan(1.05);
          }
        }
      }
      expect(accepted).toBeGreaterThan(10);
    }
  });

  it('takes no face that is cut off by the edge for a small one', () => {
    const seen = { x: 630, height: 0.4, findings: ['face_cropped'] };
    expect(advice(seen)).toEqual(['move_right']);
  });
});
