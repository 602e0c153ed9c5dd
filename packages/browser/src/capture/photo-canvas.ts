/** Draws the photo that was taken, and what was found in it, on a canvas: no policy on image sources can forbid that. */
import type { InspectionReport } from '@livephoto/core';
import { drawOverlay, type PictureFactory } from '@livephoto/drawing';
import { annotatedLongestSide } from './capture-limits.ts';
import { fitWithin } from './picture.ts';

/** @param report Undefined to draw the photo alone. */
export async function drawPhoto(
  canvas: HTMLCanvasElement,
  photo: Blob,
  report?: InspectionReport,
): Promise<void> {
  const bitmap = await createImageBitmap(photo);
  try {
    const { width, height } = fitWithin(bitmap, annotatedLongestSide);
    canvas.width = width;
    canvas.height = height;
    const context = canvas.getContext('2d');
    if (!context) return;
    context.drawImage(bitmap, 0, 0, width, height);
    if (!report) return;
    drawOverlay(context, {
      target: { x: 0, y: 0, width, height },
      report,
      geometry: null,
      createPicture,
      font: (size, weight) => `${weight} ${size}px system-ui, sans-serif`,
      // What covers nothing that matters would only raise questions.
      layers: report.inspections.obstructions.outcome === 'failed' ? ['covered', 'frame'] : ['frame'],
    });
  } finally {
    bitmap.close();
  }
}

const createPicture: PictureFactory<CanvasImageSource> = (rgba, width, height) => {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d')?.putImageData(new ImageData(new Uint8ClampedArray(rgba), width, height), 0, 0);
  return canvas;
};
