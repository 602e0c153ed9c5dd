/** Pictures between the camera, chosen files and the API: a JPEG of a size that the API takes. */
import { imageTypes, livePhotoSize } from '@livephoto/core';
import { CaptureError } from './capture-error.ts';
import { fileLongestSide, jpegQualities } from './capture-limits.ts';
import type { Size } from './guidance.ts';

/** Scales down so that no side is longer than `longest`; never up. Whole pixels. */
export function fitWithin({ width, height }: Size, longest: number): Size {
  const scale = Math.min(1, longest / Math.max(width, height));
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}

/**
 * The camera's frame of this moment, or one that was drawn before, unmirrored and in full size.
 * @throws {CaptureError} `camera_busy` when the camera gives no picture yet, `photo_too_small` for one without detail.
 */
export async function takePicture(source: HTMLVideoElement | HTMLCanvasElement): Promise<Blob> {
  const { width, height } =
    'videoWidth' in source ? { width: source.videoWidth, height: source.videoHeight } : source;
  if (width === 0 || height === 0) throw new CaptureError('camera_busy', 'The camera gives no picture yet');
  return encode(source, { width, height });
}

/**
 * A chosen file as the API takes it: as it is where that can be, or made smaller.
 * @throws {CaptureError} `photo_too_small`, `photo_unreadable`, or `photo_too_large`.
 */
export async function prepareFile(file: Blob): Promise<Blob> {
  const isTaken = imageTypes.some((type) => type === file.type);
  if (isTaken && file.size < livePhotoSize.min) {
    throw new CaptureError(
      'photo_too_small',
      `The file has ${file.size} bytes, at least ${livePhotoSize.min}`,
    );
  }
  if (isTaken && file.size <= livePhotoSize.max) return file;
  // Too large, or a kind that this browser may read and the API does not: a TIFF in Safari, a GIF.
  const bitmap = await createImageBitmap(file).catch((error: unknown) => {
    throw new CaptureError('photo_unreadable', 'The file is no picture that this browser can read', {
      cause: error,
    });
  });
  try {
    return await encode(bitmap, fitWithin(bitmap, fileLongestSide));
  } finally {
    bitmap.close();
  }
}

/** Tries qualities until the size is one that the API takes. */
async function encode(source: CanvasImageSource, { width, height }: Size): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d', { alpha: false });
  if (!context) throw new CaptureError('photo_too_large', 'There is no memory for the picture');
  context.drawImage(source, 0, 0, width, height);
  let blob = await toJpeg(canvas, jpegQualities.first);
  const { min, max } = livePhotoSize;
  const others = blob.size < min ? jpegQualities.higher : jpegQualities.lower;
  for (const quality of others) {
    if (blob.size >= min && blob.size <= max) break;
    blob = await toJpeg(canvas, quality);
  }
  // Frees the pixels at once rather than when the canvas is collected.
  canvas.width = 0;
  if (blob.size < min) throw new CaptureError('photo_too_small', `The picture has ${blob.size} bytes`);
  if (blob.size > max) throw new CaptureError('photo_too_large', `The picture has ${blob.size} bytes`);
  return blob;
}

function toJpeg(canvas: HTMLCanvasElement, quality: number): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => {
        if (blob) resolve(blob);
        else reject(new CaptureError('photo_too_large', 'The picture could not be encoded'));
      },
      'image/jpeg',
      quality,
    );
  });
}
