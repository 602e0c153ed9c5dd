/** What the frames of a track are beside one another, in figures: nothing depends on a policy, and nothing is decided here. */
import { likeness } from './appearance.ts';
import type { SeenMoment } from './follow-face.ts';
import { fitHomography, residual } from './homography.ts';
import { type Explained, explainedBy, planeLikeness } from './plane.ts';
import { faceDifference, sameScene } from './scene.ts';
import { eyeDistance, shapeDistance, skullDistance } from './shape.ts';
import type { TrackAngles } from './track.ts';

/** A frame beside the first one. */
export interface ComparedFrame extends TrackAngles {
  readonly at: number;
  /** Parallax: what no homography explains of how the mesh moved; root mean square, in distances between the eyes. */
  readonly residual: number;
  /** What is left of the shape after alignment, in distances between the eyes. */
  readonly shape: number;
  /** Width of the face over its height beside the first frame, over what a head's yaw leaves of it. */
  readonly width: number;
}

/** Two pictures of a face. */
export type FacesBeside = Pick<MeasuredStep, 'yaw' | 'pitch' | 'likeness' | 'shape'>;

/** A frame beside the one before it. */
export interface MeasuredStep {
  readonly milliseconds: number;
  /** Degrees. */
  readonly yaw: number;
  readonly pitch: number;
  /** −1..1. */
  readonly likeness: number;
  /** −1..1; undefined where the background is plain. */
  readonly scene: number | undefined;
  /** Of the skull's shape, in distances between the eyes: see `skullDistance`. */
  readonly shape: number;
  /** Of the picture where the face is, over the contrast there. */
  readonly difference: number;
  /** 1 or more: how many times as bright the brighter one is. */
  readonly exposure: number;
}

/** Frames in which a face was seen, each beside the first one, the one before it, and all that went before. */
export interface ComparedFrames {
  /** How the head stood in the first frame, in degrees. */
  readonly start: TrackAngles;
  readonly frames: readonly ComparedFrame[];
  readonly steps: readonly MeasuredStep[];
  /** Residual of neighbouring frames that stand alike: the landmarks' own noise, in distances between the eyes. */
  readonly noise: number;
  /** How well frames that stand alike lie over each other on a plane, as correlation. */
  readonly onPlane: number;
  /** Of the first and the last frame, which both look straight ahead. */
  readonly ends: FacesBeside;
  /** Of the still and the frame next to it in time. */
  readonly still: FacesBeside;
  /** How well the first frame's face, laid over this one's, explains it: see `explainedBy`. */
  explained(frame: number): Explained | undefined;
  /** How much the pictures of two frames differ where the face is: see `faceDifference`. */
  difference(earlier: number, later: number): number;
}

/** Frames this alike in angle, in degrees, tell of the landmarks' noise. */
const alike = 5;
/** The noise where no two frames stand alike, and the least that is believed. */
const usualNoise = 0.006;
/** The usual correlation of frames that stand alike, on a plane, and how many pairs are looked at. */
const usualAlike = 0.99;
const alikePairs = 5;

/** @param moments The frames in which a face was seen, in order; at least two. */
export function compareFrames(moments: readonly SeenMoment[], still: SeenMoment): ComparedFrames {
  const first = moments[0]!;
  const eyes = eyeDistance(first.points);
  const flatFirst = flat(first.points);
  const frames = moments.map((moment, i): ComparedFrame => {
    const at = moment.at - first.at;
    if (i === 0) return { at, yaw: 0, pitch: 0, residual: 0, shape: 0, width: 1 };
    return {
      at,
      yaw: moment.pose.yaw - first.pose.yaw,
      pitch: moment.pose.pitch - first.pose.pitch,
      residual: parallaxOf(flatFirst, flat(moment.points), eyes),
      shape: shapeDistance(first.points, moment.points),
      width: widthBeside(first, moment),
    };
  });
  return {
    start: { yaw: first.pose.yaw, pitch: first.pose.pitch },
    frames,
    steps: moments.slice(1).map((moment, i) => measureStep(moments[i]!, moment)),
    noise: noiseOf(moments, frames, eyes),
    onPlane: alikeOnPlane(moments, frames),
    ends: beside(first, moments.at(-1)!),
    still: besideStill(moments, still),
    explained: (frame) => explainedBy(first.patch, moments[frame]!.patch),
    difference: (earlier, later) => faceDifference(moments[earlier]!.scene, moments[later]!.scene),
  };
}

function parallaxOf(from: Float64Array, to: Float64Array, eyes: number): number {
  const homography = fitHomography(from, to);
  // Points that determine no homography are those of no face.
  return homography === undefined ? 0 : residual(homography, from, to) / eyeScale(from, to, eyes);
}

/** The residual is in pixels of the other frame, whose face may be larger or smaller. */
function eyeScale(from: Float64Array, to: Float64Array, eyes: number): number {
  return (eyes * heightOf(to)) / heightOf(from);
}

/** From the top of the forehead to the chin: what turning to a side leaves as it is. */
function heightOf(points: Float64Array): number {
  const dx = points[2 * 10]! - points[2 * 152]!;
  const dy = points[2 * 10 + 1]! - points[2 * 152 + 1]!;
  return Math.sqrt(dx * dx + dy * dy);
}

function flat(points: Float64Array): Float64Array {
  const result = new Float64Array((points.length / 3) * 2);
  for (let i = 0; i < points.length / 3; i++) {
    result[2 * i] = points[3 * i]!;
    result[2 * i + 1] = points[3 * i + 1]!;
  }
  return result;
}

function measureStep(before: SeenMoment, after: SeenMoment): MeasuredStep {
  const [a, b] = [mean(before.appearance) + 1, mean(after.appearance) + 1];
  return {
    ...beside(before, after),
    milliseconds: after.at - before.at,
    scene: sameScene(before.scene, after.scene),
    difference: faceDifference(before.scene, after.scene),
    exposure: Math.max(a / b, b / a),
  };
}

function noiseOf(moments: readonly SeenMoment[], frames: readonly ComparedFrame[], eyes: number): number {
  const found: number[] = [];
  for (let i = 1; i < moments.length; i++) {
    const [a, b] = [frames[i - 1]!, frames[i]!];
    if (Math.abs(a.yaw - b.yaw) > alike || Math.abs(a.pitch - b.pitch) > alike) continue;
    found.push(parallaxOf(flat(moments[i - 1]!.points), flat(moments[i]!.points), eyes));
  }
  return found.length < 2 ? usualNoise : middleOf(found);
}

/** How well frames that stand alike lie over each other: what noise, focus and compression leave of that. */
function alikeOnPlane(moments: readonly SeenMoment[], frames: readonly ComparedFrame[]): number {
  const pairs = moments.slice(1).flatMap((moment, i) => {
    const [a, b] = [frames[i]!, frames[i + 1]!];
    const standAlike = Math.abs(a.yaw - b.yaw) <= alike && Math.abs(a.pitch - b.pitch) <= alike;
    return standAlike ? [[moments[i]!, moment] as const] : [];
  });
  const every = Math.max(1, pairs.length / alikePairs);
  const found: number[] = [];
  for (let at = 0; at < pairs.length; at += every) {
    const [a, b] = pairs[Math.floor(at)]!;
    const explained = planeLikeness(a.patch, b.patch);
    if (explained !== undefined) found.push(explained);
  }
  return found.length < 2 ? usualAlike : middleOf(found);
}

/** Outer eye corners, and from between them to the corners of the mouth. */
function widthBeside(first: SeenMoment, turned: SeenMoment): number {
  const proportion = ({ points, pose }: SeenMoment) => {
    const [rightX, rightY] = [points[3 * 33]!, points[3 * 33 + 1]!];
    const [leftX, leftY] = [points[3 * 263]!, points[3 * 263 + 1]!];
    const width = Math.sqrt((leftX - rightX) * (leftX - rightX) + (leftY - rightY) * (leftY - rightY));
    const dx = (points[3 * 61]! + points[3 * 291]! - leftX - rightX) / 2;
    const dy = (points[3 * 61 + 1]! + points[3 * 291 + 1]! - leftY - rightY) / 2;
    return width / Math.sqrt(dx * dx + dy * dy) / Math.cos((pose.yaw * Math.PI) / 180);
  };
  return proportion(turned) / proportion(first);
}

function besideStill(moments: readonly SeenMoment[], still: SeenMoment) {
  const nearest = moments.reduce((best, moment) =>
    Math.abs(moment.at - still.at) < Math.abs(best.at - still.at) ? moment : best,
  );
  return beside(nearest, still);
}

function beside(a: SeenMoment, b: SeenMoment): FacesBeside {
  return {
    yaw: b.pose.yaw - a.pose.yaw,
    pitch: b.pose.pitch - a.pose.pitch,
    likeness: likeness(a.appearance, b.appearance),
    shape: skullDistance(a.points, b.points),
  };
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** The upper one of two. */
export function middleOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1]!;
}
