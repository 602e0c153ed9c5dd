/** From the report on a live frame to the one thing that the person should do next. */
import type { FindingCode, findingCodes, Policy } from '@livephoto/core';
import type { PhotoReport } from '../protocol.ts';
import { framing, oval } from './capture-limits.ts';

/** Advice on a live frame. `face_*` name what is wrong as findings do; left and right of `move_*` are the person's own. */
export type GuidanceCode =
  | Exclude<
      FindingCode,
      'face_off_centre' | (typeof findingCodes.liveness)[number] | 'left_eye_closed' | 'right_eye_closed'
    >
  | 'eyes_obstructed'
  | 'part_unclear'
  | 'face_unclear'
  | 'eyes_closed'
  | 'mask_suspected'
  | 'move_left'
  | 'move_right'
  | 'move_up'
  | 'move_down'
  | 'hold_still';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Pixels of a frame. */
export interface Ellipse {
  readonly x: number;
  readonly y: number;
  readonly radiusX: number;
  readonly radiusY: number;
}

/** A part of a frame, in its pixels. */
export interface Area extends Size {
  readonly x: number;
  readonly y: number;
}

/** What is shown of a frame whose middle fills a stage. @param ratio Width over height of the stage; undefined for all of it. */
export function shownOf({ width, height }: Size, ratio: number = width / height): Area {
  const shown = { width: Math.min(width, height * ratio), height: Math.min(height, width / ratio) };
  return { ...shown, x: (width - shown.width) / 2, y: (height - shown.height) / 2 };
}

/** Where the face belongs in a frame of that size, of which the middle is shown: what is drawn is what is accepted. */
export function ovalIn(size: Size, ratio?: number): Ellipse {
  const { x, y, width, height } = shownOf(size, ratio);
  const ovalHeight = Math.min(oval.maxHeight * height, (oval.maxWidth * width) / oval.aspect);
  return {
    x: x + width / 2,
    y: y + oval.centre * height,
    radiusX: (ovalHeight * oval.aspect) / 2,
    radiusY: ovalHeight / 2,
  };
}

/**
 * Everything that should change before the picture is taken, the most important first; `hold_still` alone when all is
 * well.
 * @param report On the frame as it was inspected, scaled down.
 * @param scale Pixels of the camera's own frame to one of the inspected frame.
 * @param shownRatio Width over height of what is shown of the frame; all of it when left out.
 */
export function guide(
  report: PhotoReport,
  scale: number,
  policy: Pick<Policy, 'orientation'>,
  shownRatio?: number,
): readonly [GuidanceCode, ...GuidanceCode[]] {
  const findings = Object.values(report.inspections).flatMap((inspection) => inspection.findings);
  const found = new Set(findings.filter(({ unclear }) => !unclear).map(({ code }) => code));
  const codes: GuidanceCode[] = [...covers(found)];
  // What is blurred is not taken off; a veil over all of it is.
  const blurred = new Set(findings.filter(({ unclear }) => unclear).map(({ code }) => code));
  if (blurred.size > 0) codes.push(isWholeFace(blurred) ? 'face_unclear' : 'part_unclear');
  // A face that is covered may not count as one: what covers it says more.
  if (found.has('face_not_detected')) return codes.length > 0 ? first(codes) : ['face_not_detected'];
  if (found.has('multiple_faces_detected')) codes.unshift('multiple_faces_detected');
  codes.splice(
    codes[0] === 'multiple_faces_detected' ? 1 : 0,
    0,
    ...placement(report, scale, policy, shownRatio),
  );
  for (const code of [...light, ...poses]) if (found.has(code)) codes.push(code);
  codes.push(...expressions(found));
  return codes.length > 0 ? first(codes) : ['hold_still'];
}

/** Whether eyes, nose and mouth are all among what is found. */
export function isWholeFace(found: ReadonlySet<FindingCode>): boolean {
  const parts = ['left_eye', 'right_eye', 'nose', 'mouth'] as const;
  return parts.every((part) => found.has(`${part}_obstructed`));
}

function first(codes: readonly GuidanceCode[]): readonly [GuidanceCode, ...GuidanceCode[]] {
  const [head, ...rest] = codes;
  return [head!, ...rest];
}

/** What is to be done before anything else of the face can be told. */
const light = [
  'face_too_dark',
  'face_overexposed',
  'face_blurred',
  'face_compressed',
  'unnatural_colour',
] as const satisfies readonly FindingCode[];

const poses = [
  'photo_not_upright',
  'head_turned_right',
  'head_turned_left',
  'face_tilted_up',
  'face_tilted_down',
  'face_rolled',
] as const satisfies readonly FindingCode[];

/** Last, as it passes: people blink. */
function expressions(found: ReadonlySet<FindingCode>): readonly GuidanceCode[] {
  const codes: GuidanceCode[] = [];
  if (found.has('left_eye_closed') || found.has('right_eye_closed')) codes.push('eyes_closed');
  for (const code of ['mouth_open', 'uneven_light'] as const) if (found.has(code)) codes.push(code);
  return codes;
}

/** One piece of advice for what one thing covers: a mask hides nose and mouth, dark glasses both eyes. */
function covers(found: ReadonlySet<FindingCode>): readonly GuidanceCode[] {
  const codes: GuidanceCode[] = [];
  const has = (...all: FindingCode[]) => all.every((code) => found.has(code));
  if (has('left_eye_obstructed', 'right_eye_obstructed')) codes.push('eyes_obstructed');
  else if (has('left_eye_obstructed')) codes.push('left_eye_obstructed');
  else if (has('right_eye_obstructed')) codes.push('right_eye_obstructed');
  if (has('mouth_obstructed') && (has('nose_obstructed') || has('chin_obstructed'))) {
    codes.push('mask_suspected');
  } else {
    for (const code of ['nose_obstructed', 'mouth_obstructed', 'chin_obstructed'] as const) {
      if (has(code)) codes.push(code);
    }
  }
  for (const code of ['forehead_obstructed', 'cheeks_obstructed'] as const) if (has(code)) codes.push(code);
  return codes;
}

/** Distance and place: by the oval that the person sees, and by the policy in pixels of the camera's own frame. */
function placement(
  { faces, image, inspections }: PhotoReport,
  scale: number,
  { orientation: limits }: Pick<Policy, 'orientation'>,
  shownRatio: number | undefined,
): readonly GuidanceCode[] {
  const box = faces[0]?.box;
  if (!box) return [];
  const oval = ovalIn(image, shownRatio);
  const { x, y, radiusX, radiusY } = oval;
  const height = box.height / (2 * radiusY);
  const eyes = inspections.orientation.evidence.interEyeDistance;
  const found = inspections.orientation.findings.map(({ code }) => code);
  // Cut off by the frame's edge a face seems small and is not.
  const cropped = inspections.obstructions.findings.some(({ code }) => code === 'face_cropped');
  const face = {
    x: box.x + box.width / 2,
    y: box.y + box.height / 2,
    radiusX: box.width / 2,
    radiusY: box.height / 2,
  };
  const isTooLarge = spill({ ...face, x, y }, oval) > framing.maxSpill;
  if (found.includes('face_too_close') || (isTooLarge && !cropped)) return ['face_too_close'];
  const codes: GuidanceCode[] = [];
  // Whoever turns the head reaches out of the oval by that alone: it is the turn that should change.
  const isTurned = found.some((code) => code.startsWith('head_turned'));
  if (spill(face, oval) > (isTurned ? framing.maxSpillTurned : framing.maxSpill)) {
    const [across, down] = [(face.x - x) / radiusX, (face.y - y) / radiusY];
    const farthest = Math.max(Math.abs(across), Math.abs(down));
    // The picture's right is the person's left.
    if (Math.abs(across) > farthest / 2) codes.push(across > 0 ? 'move_right' : 'move_left');
    if (Math.abs(down) > farthest / 2) codes.push(down > 0 ? 'move_up' : 'move_down');
  }
  if (cropped) return codes.length > 0 ? codes : ['face_cropped'];
  const tooFewPixels = eyes !== undefined && Math.round(eyes * scale) < limits.minInterEyeDistance;
  if (height < framing.minFaceHeight || tooFewPixels) codes.unshift('face_too_small');
  return codes;
}

/** How far a face reaches out of the oval: 1 where it touches it from inside, more where some of it is outside. */
function spill(face: Ellipse, { x, y, radiusX, radiusY }: Ellipse): number {
  let farthest = 0;
  for (let i = 0; i < 48; i++) {
    const angle = (i * Math.PI) / 24;
    const across = (face.x + face.radiusX * Math.cos(angle) - x) / radiusX;
    const down = (face.y + face.radiusY * Math.sin(angle) - y) / radiusY;
    farthest = Math.max(farthest, Math.hypot(across, down));
  }
  return farthest;
}
