/** Draws the photo and, over it, what the inspections saw: covered parts, mesh, pose axes, a frame per face. */

import type {
  Box,
  InspectionReport,
  ObstructionsEvidence,
  Point,
  RgbImage,
  SeenGeometry,
} from '@livephoto/core';
import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import { font } from './fonts.ts';
import type { SeenPicture } from './picture.ts';
import { colors, sizes, verdictColor } from './theme.ts';

/**
 * Fills `target` with the photo and its overlays.
 * @param target pixels of the page.
 */
export function drawPhoto(
  context: SKRSContext2D,
  target: Box,
  report: InspectionReport,
  { image, geometry }: SeenPicture,
): void {
  const scale = target.width / report.image.width;
  const place = (point: Point): Point => ({ x: target.x + point.x * scale, y: target.y + point.y * scale });
  context.save();
  context.beginPath();
  context.roundRect(target.x, target.y, target.width, target.height, sizes.corner);
  context.clip();
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = 'high';
  context.drawImage(pixelCanvas(image), target.x, target.y, target.width, target.height);
  const largest = report.faces[0];
  const faceWidth = (largest?.box.width ?? report.image.width) * scale;
  const map = report.inspections.obstructions.evidence.map;
  if (map) drawCoverage(context, map, place);
  if (geometry) {
    drawMesh(context, geometry, place, faceWidth);
    drawAxes(context, geometry, place, faceWidth);
  }
  for (const [index, seen] of [...report.faces.entries()].reverse()) {
    const corner = place(seen.box);
    const box = { ...corner, width: seen.box.width * scale, height: seen.box.height * scale };
    const color = index === 0 ? verdictColor(report) : colors.otherFace;
    drawFrame(context, box, color, index === 0 ? 4 : 3);
    const label = report.faces.length > 1 ? `${index + 1}: ${seen.score}` : `${seen.score}`;
    drawLabel(context, label, box, target, color);
  }
  context.restore();
}

function pixelCanvas({ width, height, data }: RgbImage) {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  const pixels = context.createImageData(width, height);
  for (let from = 0, to = 0; from < data.length; from += 3, to += 4) {
    pixels.data[to] = data[from]!;
    pixels.data[to + 1] = data[from + 1]!;
    pixels.data[to + 2] = data[from + 2]!;
    pixels.data[to + 3] = 255;
  }
  context.putImageData(pixels, 0, 0);
  return canvas;
}

/** The map of covered cells, laid over the aligned crop that it was computed from. */
function drawCoverage(
  context: SKRSContext2D,
  map: NonNullable<ObstructionsEvidence['map']>,
  place: (point: Point) => Point,
): void {
  const [topLeft, topRight, , bottomLeft] = map.corners.map(place);
  if (!topLeft || !topRight || !bottomLeft) return;
  const cells = createCanvas(map.width, map.height);
  const cellContext = cells.getContext('2d');
  const pixels = cellContext.createImageData(map.width, map.height);
  const [red, green, blue] = colors.covered;
  for (const [index, value] of map.values.entries()) {
    pixels.data.set([red, green, blue, Math.round(Math.min(100, Math.max(0, value)) * 1.55)], 4 * index);
  }
  cellContext.putImageData(pixels, 0, 0);
  context.save();
  context.transform(
    (topRight.x - topLeft.x) / map.width,
    (topRight.y - topLeft.y) / map.width,
    (bottomLeft.x - topLeft.x) / map.height,
    (bottomLeft.y - topLeft.y) / map.height,
    topLeft.x,
    topLeft.y,
  );
  context.drawImage(cells, 0, 0);
  context.restore();
}

function drawMesh(
  context: SKRSContext2D,
  face: SeenGeometry,
  place: (point: Point) => Point,
  faceWidth: number,
): void {
  const points = face.landmarks.map(place);
  context.beginPath();
  for (const [from, to] of face.meshEdges) {
    const start = points[from];
    const end = points[to];
    if (!start || !end) continue;
    context.moveTo(start.x, start.y);
    context.lineTo(end.x, end.y);
  }
  context.strokeStyle = colors.mesh;
  // Thinner and fainter on small faces, where the lines would otherwise close up over the skin.
  context.lineWidth = Math.min(1.1, Math.max(0.35, faceWidth / 360));
  context.globalAlpha = Math.min(1, Math.max(0.5, faceWidth / 300));
  context.stroke();
  context.globalAlpha = 1;
}

function drawAxes(
  context: SKRSContext2D,
  { axes }: SeenGeometry,
  place: (point: Point) => Point,
  faceWidth: number,
): void {
  const width = Math.min(5, Math.max(1.5, faceWidth / 70));
  const origin = place(axes.origin);
  context.lineCap = 'round';
  for (const [end, color] of [
    [axes.x, colors.axisX],
    [axes.y, colors.axisY],
    [axes.z, colors.axisZ],
  ] as const) {
    const tip = place(end);
    for (const [style, extra] of [
      ['rgba(0, 0, 0, 0.45)', 2],
      [color, 0],
    ] as const) {
      context.strokeStyle = style;
      context.lineWidth = width + extra;
      context.beginPath();
      context.moveTo(origin.x, origin.y);
      context.lineTo(tip.x, tip.y);
      context.stroke();
    }
  }
}

/** Only the corners of the box, so that the face stays free. */
function drawFrame(context: SKRSContext2D, box: Box, color: string, width: number): void {
  const { x, y } = box;
  const right = x + box.width;
  const bottom = y + box.height;
  const arm = Math.max(6, Math.min(box.width, box.height) * 0.18);
  const round = Math.min(10, arm / 2);
  const corners = [
    [x, y + arm, x, y, x + arm, y],
    [right - arm, y, right, y, right, y + arm],
    [right, bottom - arm, right, bottom, right - arm, bottom],
    [x + arm, bottom, x, bottom, x, bottom - arm],
  ] as const;
  context.lineCap = 'round';
  for (const [style, extra] of [
    ['rgba(0, 0, 0, 0.4)', 2],
    [color, 0],
  ] as const) {
    context.strokeStyle = style;
    context.lineWidth = Math.min(width, Math.max(1.5, box.width / 30)) + extra;
    for (const [fromX, fromY, cornerX, cornerY, toX, toY] of corners) {
      context.beginPath();
      context.moveTo(fromX, fromY);
      context.arcTo(cornerX, cornerY, toX, toY, round);
      context.lineTo(toX, toY);
      context.stroke();
    }
  }
}

/** A tag above the box, or inside its top where the picture ends. */
function drawLabel(context: SKRSContext2D, text: string, box: Box, target: Box, color: string): void {
  context.font = font(15, 600);
  const width = context.measureText(text).width + 14;
  const height = 22;
  const above = box.y - height - 6;
  const y = above >= target.y + 4 ? above : Math.max(target.y + 4, box.y + 6);
  const x = Math.min(Math.max(box.x, target.x + 4), target.x + target.width - width - 4);
  context.fillStyle = color;
  context.beginPath();
  context.roundRect(x, y, width, height, 6);
  context.fill();
  context.fillStyle = colors.onVerdict;
  context.fillText(text, x + 7, y + 16);
}
