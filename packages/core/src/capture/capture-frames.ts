/** The pictures of a capture, and what is wrong with them before any is looked at. */
import { LivePhotoError } from '../contract/errors.ts';
import type { RgbImage } from '../contract/rgb-image.ts';

/** One small picture of the track. */
export interface CaptureFrame {
  /** Upright pixels or a file: of the track JPEG or PNG, of the still any format that photos have; never mirrored. */
  readonly image: Uint8Array | RgbImage;
  /** Milliseconds on the camera's own clock, from any zero. */
  readonly at: number;
}

/** What a camera took of one try: a photo, and the track of a head that turns. */
export interface Capture {
  /** The photo that is inspected and kept: straight into the camera, at the end of the track. */
  readonly still: CaptureFrame;
  /** Small pictures of the whole view while the head turns, in the order of their times. */
  readonly frames: readonly CaptureFrame[];
}

/** How much a capture may bring; what is over a limit is refused before anything is decoded. */
export const captureLimits = {
  minFrames: 6,
  maxFrames: 40,
  /** Bytes of a frame's file. */
  maxFrameSize: 300_000,
  maxFramePixels: 1280 * 1280,
  /** Pixels of the shorter side: a face in less has no looks to be told by. */
  minFrameSide: 160,
  /** Pixels of the longer side that a larger frame is decoded to: the landmarker sees a face in 192. */
  decodeLongestSide: 640,
  /** Milliseconds from the first picture to the last. */
  maxDuration: 60_000,
  /** Milliseconds between one picture and the next, at least: cameras are no faster. */
  minInterval: 10,
} as const;

/** @throws {LivePhotoError} `invalid_request`, `payload_too_large` for a frame's file; `param` names the part. */
export function assertCapture({ still, frames }: Capture): void {
  const { minFrames, maxFrames, maxFrameSize, maxDuration, minInterval } = captureLimits;
  if (frames.length < minFrames || frames.length > maxFrames) {
    throw wrong(`A capture has ${minFrames} to ${maxFrames} frames, not ${frames.length}`, 'frames');
  }
  frames.forEach(({ image, at }, i) => {
    if (!Number.isFinite(at)) throw wrong(`Frame ${i + 1} has no time`, 'frames');
    if (i > 0 && at < frames[i - 1]!.at + minInterval) {
      throw wrong(
        `Frames must come in the order of their times, ${minInterval} ms apart: frame ${i + 1} does not`,
        'frames',
      );
    }
    if (image instanceof Uint8Array && image.length > maxFrameSize) {
      throw new LivePhotoError(
        'payload_too_large',
        `Frame ${i + 1} has ${image.length} bytes; at most ${maxFrameSize} are allowed`,
        { param: 'frames' },
      );
    }
  });
  const [first, last] = [frames[0]!.at, frames.at(-1)!.at];
  if (last - first > maxDuration) {
    throw wrong(`The frames span ${last - first} ms; at most ${maxDuration} are allowed`, 'frames');
  }
  // It may be one of the frames' moments, or come just before or after them.
  if (!Number.isFinite(still.at) || still.at < first - maxStillLag || still.at > last + maxStillLag) {
    throw wrong('The still was not taken along with the frames', 'still');
  }
}

/** Milliseconds by which the still may come before the first or after the last frame. */
export const maxStillLag = 2_000;

function wrong(message: string, param: string): LivePhotoError {
  return new LivePhotoError('invalid_request', message, { param });
}
