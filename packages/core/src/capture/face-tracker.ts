/** Tells picture by picture where a face looks, as captures are judged: for whoever guides a person through a challenge. */
import type { Box, RgbImage } from '../contract/rgb-image.ts';
import { describePixels, shrinkPixels } from '../image/pixels.ts';
import type { InspectionParts } from '../inspect.ts';
import { tenth } from '../inspections/result.ts';
import { ImagePyramid } from '../vision/sampling/affine.ts';
import { captureLimits } from './capture-frames.ts';
import { createFaceFollower } from './follow-face.ts';

/** A face in one picture. */
export interface TrackedFace {
  /** Degrees, as in a report: yaw > 0 to the picture's right, pitch > 0 up, roll > 0 clockwise. */
  readonly yaw: number;
  readonly pitch: number;
  readonly roll: number;
  /** From the hairline to the chin and from ear to ear, in pixels of the picture that was looked at. */
  readonly box: Box;
}

export interface FaceTracker {
  /**
   * Looks at the next picture of one camera, upright and not mirrored. One after another: the face is looked for where it was.
   * @returns undefined where there is no face, or it is turned too far.
   * @throws {LivePhotoError} `invalid_request` for pixels that do not fill the picture, or break a limit.
   */
  look(image: RgbImage): Promise<TrackedFace | undefined>;
}

export function createFaceTracker({ models, policy, kernel }: InspectionParts): FaceTracker {
  const follow = createFaceFollower(models, policy.faces);
  return {
    async look(image) {
      describePixels(image, policy.image);
      const small = shrinkPixels(image, captureLimits.decodeLongestSide);
      const moment = await follow(new ImagePyramid(small, kernel), 0);
      if (moment === undefined) return undefined;
      const scale = image.width / small.width;
      const { yaw, pitch, roll } = moment.pose;
      return {
        yaw: tenth(yaw),
        pitch: tenth(pitch),
        roll: tenth(roll),
        box: boxOf(moment.points, scale),
      };
    },
  };
}

function boxOf(points: Float64Array, scale: number): Box {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < points.length; i += 3) {
    left = Math.min(left, points[i]!);
    right = Math.max(right, points[i]!);
    top = Math.min(top, points[i + 1]!);
    bottom = Math.max(bottom, points[i + 1]!);
  }
  const whole = (value: number) => Math.round(value * scale);
  return { x: whole(left), y: whole(top), width: whole(right - left), height: whole(bottom - top) };
}
