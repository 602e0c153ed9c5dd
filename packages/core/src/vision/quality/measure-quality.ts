/** Every quality component of one face, 0..100 as ISO/IEC 29794-5 names and scales them: docs/quality.md has the table. */
import type { QualityComponent, Region } from '../../contract/report.ts';
import type { RgbImage } from '../../contract/rgb-image.ts';
import { eyeCorners, pointAt } from '../landmarks/face-landmarker.ts';
import type { FaceGeometry } from '../landmarks/geometry.ts';
import type { ImagePyramid } from '../sampling/affine.ts';
import { type AlignedPicture, alignPicture } from './aligned-picture.ts';
import { backgroundChange } from './background.ts';
import { blankCells } from './blank-cells.ts';
import { component } from './component.ts';
import { blockiness } from './compression.ts';
import { type Exposure, exposure } from './exposure.ts';
import { eyeLevel } from './eye-level.ts';
import { closedLids } from './eyes-open.ts';
import { naturalColour } from './natural-colour.ts';
import { noise } from './noise.ts';
import { placementComponents } from './placement.ts';
import { type RegionDetail, regionDetail } from './region-detail.ts';
import { sharpness } from './sharpness.ts';
import {
  backgroundAnchors,
  blockAnchors,
  brightFrom,
  burntAnchors,
  contrastAnchors,
  darknessAnchors,
  levelAnchors,
  lidAnchors,
  lipAnchors,
  maxEyeStep,
  maxPitchOfDetail,
  maxPitchOfLids,
  maxYawOfDetail,
  maxYawOfLids,
  minInterEyeOfDetail,
  minInterEyeOfLevel,
  minLevelGain,
  noiseAnchors,
  polarityAnchors,
  rangeAnchors,
  sharpnessAnchors,
  uniformityAnchors,
  warmthAnchors,
} from './tuning.ts';

export type QualityComponents = Readonly<Partial<Record<QualityComponent, number>>>;

export interface FaceQuality {
  readonly components: QualityComponents;
  /** Empty where the whole face cannot be made out, or stands so that nothing can be told of its parts. */
  readonly detail: RegionDetail;
  /** Whether the eyes lie at one height, 0..100, 50 where neither can be made out; undefined where that cannot be told. */
  readonly level: number | undefined;
  /** 1 for each cell of the occlusion map in which the photo holds nothing, row by row; undefined where that is all of it. */
  readonly blank: Float32Array | undefined;
}

/** What people lay a mosaic over, and mesh points around it: an eye with its brow, the mouth. */
const pixelated = [
  ['leftEye', [263, 362, 374, 334]],
  ['rightEye', [33, 133, 145, 105]],
  ['mouth', [2, 61, 291, 200]],
] as const;

/** Mesh points of the lips' inner edges, above and below. */
const lips = { upper: 13, lower: 14 } as const;

/**
 * @param points 468 x 3 mesh points, in pixels of `pyramid.image`.
 * @param geometry In pixels of the original picture, of which `scale` lie in one of `pyramid.image`.
 */
export function measureQuality(
  pyramid: ImagePyramid,
  points: Float64Array,
  geometry: FaceGeometry,
  scale: number,
): FaceQuality {
  const picture = alignPicture(pyramid, points);
  const eyes = geometry.interEyeDistance * scale;
  const exposed = exposure(picture);
  const light = lightAndColour(picture, exposed);
  const clear = notBehindSomethingPale(exposed);
  const sharp = component(sharpness(picture, eyes), sharpnessAnchors);
  const whole = component(blockiness(pyramid, points, eyes), blockAnchors);
  const lit = Math.min(light.underExposurePrevention!, light.overExposurePrevention!) >= 50;
  let level: number | undefined;
  const detail: { -readonly [Part in Region]?: number } = {};
  if (clear < 50) {
    Object.assign(detail, { leftEye: clear, rightEye: clear, nose: clear, mouth: clear });
  } else if (lit && Math.min(sharp, whole) >= 50 && eyes >= minInterEyeOfDetail && isFrontal(geometry)) {
    const hasEyes = holdsEyes(pyramid.image, points);
    Object.assign(detail, regionDetail(picture, exposed.contrast, hasEyes));
    // A mosaic over a part leaves change enough in it, all of it between blocks; its grid is read twice as finely as the face's.
    for (const [part, vertices] of pixelated) {
      const share = blockiness(pyramid, points, eyes / 2, vertices);
      detail[part] = Math.min(detail[part]!, component(share, blockAnchors));
    }
    if (hasEyes && eyes >= minInterEyeOfLevel) {
      const { step, gain } = eyeLevel(picture);
      level = component(Math.min(step / maxEyeStep, gain / minLevelGain), levelAnchors);
    }
  }
  return {
    components: {
      ...light,
      sharpness: sharp,
      compressionArtifacts: whole,
      noise: component(noise(picture), noiseAnchors),
      backgroundUniformity: component(backgroundChange(picture), backgroundAnchors),
      ...eyesAndMouth(pyramid, points, geometry, eyes),
      ...placementComponents(geometry),
    },
    detail,
    level,
    blank: lit && clear >= 50 ? blankCells(picture) : undefined,
  };
}

function holdsEyes({ width, height }: RgbImage, points: Float64Array): boolean {
  return Object.values(eyeCorners).every((corner) => {
    const { x, y } = pointAt(points, corner);
    return x >= 0 && y >= 0 && x <= width && y <= height;
  });
}

function isFrontal({ pose: { yaw, pitch } }: FaceGeometry): boolean {
  return Math.abs(yaw) <= maxYawOfDetail && Math.abs(pitch) <= maxPitchOfDetail;
}

function lightAndColour(picture: AlignedPicture, light: Exposure): QualityComponents {
  const { warmth, polarity } = naturalColour(picture, light.contrast);
  const warm = component(warmth, warmthAnchors);
  // A face without contrast may be lost in the dark.
  const lost = component(light.contrast, contrastAnchors);
  const bright = light.middle >= brightFrom;
  return {
    underExposurePrevention: Math.min(component(light.highlight, darknessAnchors), bright ? 100 : lost),
    overExposurePrevention: component(light.burnt, burntAnchors),
    illuminationUniformity: component(light.uniformity, uniformityAnchors),
    dynamicRange: component(light.range, rangeAnchors),
    // Skin of a negative is never warm: there something bright lies over the eyes.
    naturalColour: warm < 100 ? Math.min(warm, component(polarity, polarityAnchors)) : warm,
  };
}

/** How much a bright face stands out, 0..100: below 50 it lies under a veil or a cloth, or in fog on the lens, unless light burnt it out. */
function notBehindSomethingPale({ middle, burnt, contrast }: Exposure): number {
  const burntOut = component(burnt, burntAnchors) < 50;
  return middle >= brightFrom && !burntOut ? component(contrast, contrastAnchors) : 100;
}

function eyesAndMouth(
  pyramid: ImagePyramid,
  points: Float64Array,
  { pose }: FaceGeometry,
  interEyeDistance: number,
): QualityComponents {
  const upper = pointAt(points, lips.upper);
  const lower = pointAt(points, lips.lower);
  const across = upper.x - lower.x;
  const down = upper.y - lower.y;
  const gap = Math.sqrt(across * across + down * down) / interEyeDistance;
  const mouthClosed = component(gap, lipAnchors);
  if (Math.abs(pose.yaw) > maxYawOfLids || Math.abs(pose.pitch) > maxPitchOfLids) return { mouthClosed };
  const lids = closedLids(pyramid, points, interEyeDistance);
  const leftEyeOpen = component(lids.left, lidAnchors);
  const rightEyeOpen = component(lids.right, lidAnchors);
  return { mouthClosed, leftEyeOpen, rightEyeOpen, eyesOpen: Math.min(leftEyeOpen, rightEyeOpen) };
}
