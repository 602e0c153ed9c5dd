/** Pixels of what a page hands over, as the inspector wants them: RGB, transparency laid over white. */
import { LivePhotoError, type RgbImage } from '@livephoto/core';
import type { SentPhoto } from '../protocol.ts';

/** A reader that keeps its canvas: frames of a camera come at one size, many a second. */
export function createPixelReader(): (photo: Exclude<SentPhoto, { kind: 'bytes' }>) => RgbImage {
  let context: OffscreenCanvasRenderingContext2D | undefined;

  const draw = (bitmap: ImageBitmap): Uint8ClampedArray => {
    const { width, height } = bitmap;
    context ??= newContext(width, height);
    const { canvas } = context;
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    context.fillStyle = '#fff';
    context.fillRect(0, 0, width, height);
    context.drawImage(bitmap, 0, 0);
    return context.getImageData(0, 0, width, height).data;
  };

  return (photo) => {
    if (photo.kind === 'rgba') return toRgb(photo.data, photo.width, photo.height);
    const { bitmap } = photo;
    try {
      return toRgb(draw(bitmap), bitmap.width, bitmap.height);
    } finally {
      bitmap.close();
    }
  };
}

function newContext(width: number, height: number): OffscreenCanvasRenderingContext2D {
  const context =
    typeof OffscreenCanvas === 'undefined'
      ? null
      : new OffscreenCanvas(width, height).getContext('2d', {
          alpha: false,
          // All that is drawn is read: it had better not go to the graphics card and back.
          willReadFrequently: true,
        });
  if (context) return context;
  throw new LivePhotoError(
    'unsupported_runtime',
    'This browser cannot read pixels in a worker: update it, or give the photo as a file',
  );
}

function toRgb(rgba: Uint8ClampedArray, width: number, height: number): RgbImage {
  const data = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; to < data.length; from += 4, to += 3) {
    const alpha = rgba[from + 3]!;
    if (alpha === 255) {
      data[to] = rgba[from]!;
      data[to + 1] = rgba[from + 1]!;
      data[to + 2] = rgba[from + 2]!;
    } else {
      for (let channel = 0; channel < 3; channel++) {
        data[to + channel] = Math.round((rgba[from + channel]! * alpha + 255 * (255 - alpha)) / 255);
      }
    }
  }
  return { width, height, data };
}
