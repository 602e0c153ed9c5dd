/** A photo with what was seen of it, small enough to stand in a page with hundreds of others. */
import type { InspectionReport } from '@livephoto/core';
import { createCanvas } from '@napi-rs/canvas';
import { drawPhoto } from './draw-photo.ts';
import { registerFonts } from './fonts.ts';
import type { SeenPicture } from './picture.ts';

/** Pixels of the longer side, twice of what is shown, for dense screens. */
const longest = 480;

/** @returns JPEG bytes, some 20 KB. */
export function drawThumbnail(report: InspectionReport, seen: SeenPicture): Uint8Array {
  registerFonts();
  const { width, height } = report.image;
  const scale = longest / Math.max(width, height);
  const size = {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
  const canvas = createCanvas(size.width, size.height);
  drawPhoto(canvas.getContext('2d'), { x: 0, y: 0, ...size }, report, seen, 0);
  return canvas.toBuffer('image/jpeg', 78);
}
