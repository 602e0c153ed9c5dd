/** Reads the frames of a track, one after another: decoded small, and the face followed from each to the next. */
import { checkpoint, LivePhotoError } from '../contract/errors.ts';
import type { RgbImage } from '../contract/rgb-image.ts';
import { describePixels, shrinkPixels } from '../image/pixels.ts';
import { refused } from '../image/refused.ts';
import { sniffImage } from '../image/sniff.ts';
import type { InspectionParts } from '../inspect.ts';
import { ImagePyramid } from '../vision/sampling/affine.ts';
import { type CaptureFrame, captureLimits } from './capture-frames.ts';
import { createFaceFollower, describe, type SeenMoment } from './follow-face.ts';

/** What frames are read with. */
export type FrameParts = Pick<InspectionParts, 'models' | 'decoder' | 'kernel' | 'policy'>;

/**
 * A function that is handed the frames of one track in their order, and answers undefined where no face is seen.
 * @throws {LivePhotoError} as for any picture, with `param` `frames` and the frame's number in the message.
 */
export function createFrameReader(
  { models, decoder, kernel, policy }: FrameParts,
  signal?: AbortSignal,
): (frame: CaptureFrame) => Promise<SeenMoment | undefined> {
  const follow = createFaceFollower(models, policy.faces, signal);
  const limits = {
    ...policy.image,
    maxBytes: captureLimits.maxFrameSize,
    maxPixels: captureLimits.maxFramePixels,
    minSide: captureLimits.minFrameSide,
  };
  const longestSide = captureLimits.decodeLongestSide;
  const pixels = async (image: Uint8Array | RgbImage): Promise<RgbImage> => {
    if (!(image instanceof Uint8Array)) {
      describePixels(image, { ...limits, maxBytes: policy.image.maxBytes });
      return shrinkPixels(image, longestSide);
    }
    const info = sniffImage(image, limits);
    // What no page sends; the dearest of them take a decoder three times as long.
    if (!/jpeg|png/.test(info.contentType)) throw refused('A frame is sent as a JPG or PNG');
    return decoder.decode(image, info, { longestSide, signal });
  };
  let index = 0;
  return async (frame) => {
    const number = ++index;
    await checkpoint(signal);
    const image = await pixels(frame.image).catch((error: unknown) => {
      throw aboutFrame(error, number);
    });
    const pyramid = new ImagePyramid(image, kernel);
    const points = await follow(pyramid);
    return points && describe(models, pyramid, points, frame.at);
  };
}

function aboutFrame(error: unknown, number: number): unknown {
  if (!(error instanceof LivePhotoError)) return error;
  const { type, message } = error;
  return new LivePhotoError(type, `Frame ${number}: ${message}`, { param: 'frames', cause: error });
}
