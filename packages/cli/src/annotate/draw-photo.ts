/** Draws the photo and, over it, what the inspections saw. */
import type { Box, InspectionReport, RgbImage } from '@livephoto/core';
import { drawOverlay, type PictureFactory } from '@livephoto/drawing';
import { type Canvas, createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import { font } from './fonts.ts';
import type { SeenPicture } from './picture.ts';
import { sizes } from './theme.ts';

/**
 * Fills `target` with the photo and its overlays.
 * @param target pixels of the page.
 * @param corner its radius.
 */
export function drawPhoto(
  context: SKRSContext2D,
  target: Box,
  report: InspectionReport,
  { image, geometry }: SeenPicture,
  corner: number = sizes.corner,
): void {
  context.save();
  context.beginPath();
  context.roundRect(target.x, target.y, target.width, target.height, corner);
  context.clip();
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = 'high';
  const photo = createPicture(opaque(image), image.width, image.height);
  context.drawImage(photo, target.x, target.y, target.width, target.height);
  drawOverlay<Canvas>(context, { target, report, geometry, font, createPicture });
  context.restore();
}

const createPicture: PictureFactory<Canvas> = (rgba, width, height) => {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  const pixels = context.createImageData(width, height);
  pixels.data.set(rgba);
  context.putImageData(pixels, 0, 0);
  return canvas;
};

function opaque({ width, height, data }: RgbImage): Uint8ClampedArray {
  const rgba = new Uint8ClampedArray(4 * width * height);
  for (let from = 0, to = 0; from < data.length; from += 3, to += 4) {
    rgba[to] = data[from]!;
    rgba[to + 1] = data[from + 1]!;
    rgba[to + 2] = data[from + 2]!;
    rgba[to + 3] = 255;
  }
  return rgba;
}
