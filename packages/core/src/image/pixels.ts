/** Pictures that never were a file: pixels of a camera, a canvas or another decoder, checked as a file would be. */

import type { PictureInfo } from '../contract/image-info.ts';
import type { RgbImage } from '../contract/rgb-image.ts';
import { RowDownscaler, sizeWithin } from './downscale.ts';
import { refused } from './refused.ts';
import { checkSize, type ImageLimits } from './sniff.ts';

/**
 * What pixels are, in the words of a file.
 * @throws {LivePhotoError} `invalid_request` (param `data`) when they do not fill the picture, or break a limit.
 */
export function describePixels(image: RgbImage, limits: ImageLimits): PictureInfo<null> {
  const { width, height, data } = image;
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1) {
    throw refused(
      `A picture of ${width} × ${height} pixels is none: width and height are whole numbers from 1`,
    );
  }
  checkSize(image, limits);
  if (data.length !== width * height * 3) {
    throw refused(
      `${width} × ${height} pixels of RGB are ${width * height * 3} bytes, and there are ${data.length}: three a pixel, rows without padding`,
    );
  }
  return { contentType: null, size: data.length, width, height, orientation: 1 };
}

/** The picture as it is, or shrunk so that its longest side has `longestSide` pixels, as a PNG is when it is decoded. */
export function shrinkPixels(image: RgbImage, longestSide: number): RgbImage {
  const target = sizeWithin(image, longestSide, Number.POSITIVE_INFINITY);
  if (target.width === image.width && target.height === image.height) return image;
  const rows = new RowDownscaler(image, target);
  const stride = image.width * 3;
  for (let y = 0; y < image.height; y++) rows.push(image.data.subarray(y * stride, (y + 1) * stride));
  return rows.image();
}
