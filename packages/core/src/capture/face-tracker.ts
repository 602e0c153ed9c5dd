/** Tells picture by picture where a face looks, as captures are judged: for whoever guides a person through a challenge. */
import type { Box, RgbImage } from '../contract/rgb-image.ts';
import { describePixels, shrinkPixels } from '../image/pixels.ts';
import type { InspectionParts } from '../inspect.ts';
import { tenth } from '../inspections/result.ts';
import { ImagePyramid } from '../vision/sampling/affine.ts';
import { captureLimits } from './capture-frames.ts';
import { boxOf, createFaceFollower, poseOf } from './follow-face.ts';

/** A face in one picture. */
export interface TrackedFace {
  /** Degrees, as in a report: yaw > 0 to the picture's right, pitch > 0 up, roll > 0 clockwise. */
  readonly yaw: number;
  readonly pitch: number;
  readonly roll: number;
  /** From the hairline to the chin and from ear to ear, in pixels of the picture that was looked at. */
  readonly box: Box;
}

/** Follows one face from picture to picture, by the mesh alone. */
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
      const points = await follow(new ImagePyramid(small, kernel));
      if (points === undefined) return undefined;
      const { yaw, pitch, roll } = poseOf(models, points);
      return {
        yaw: tenth(yaw),
        pitch: tenth(pitch),
        roll: tenth(roll),
        box: scaled(boxOf(points), image.width / small.width),
      };
    },
  };
}

function scaled({ x, y, width, height }: Box, scale: number): Box {
  const whole = (value: number) => Math.round(value * scale);
  return { x: whole(x), y: whole(y), width: whole(width), height: whole(height) };
}
