/** Draws over a photo what the inspections saw: covered parts, mesh, pose axes, a frame per face. */
import type { Box, InspectionReport, ObstructionsEvidence, Point, SeenGeometry } from '@livephoto/core';
import { overlayColors as colors } from './overlay-colors.ts';

/** The part of a canvas' context that is drawn with; `Picture` is what its `drawImage` takes. */
export interface Canvas2D<Picture>
  extends Pick<
    CanvasRenderingContext2D,
    | 'arcTo'
    | 'beginPath'
    | 'fill'
    | 'fillStyle'
    | 'fillText'
    | 'font'
    | 'globalAlpha'
    | 'lineCap'
    | 'lineTo'
    | 'lineWidth'
    | 'measureText'
    | 'moveTo'
    | 'restore'
    | 'roundRect'
    | 'save'
    | 'stroke'
    | 'strokeStyle'
    | 'transform'
  > {
  drawImage(picture: Picture, x: number, y: number): void;
}

/** Makes a picture that `drawImage` takes. @param rgba four bytes a pixel, row by row. */
export type PictureFactory<Picture> = (rgba: Uint8ClampedArray, width: number, height: number) => Picture;

/** What can be drawn, the lowest first. */
export const overlayLayers = ['covered', 'mesh', 'axes', 'frame', 'score'] as const;
/** One of `overlayLayers`. */
export type OverlayLayer = (typeof overlayLayers)[number];

/** What is drawn, of which report, and where the photo lies on the canvas. */
export interface OverlayOptions<Picture> {
  /** Where the photo lies, in pixels of the canvas. */
  readonly target: Box;
  readonly report: InspectionReport<InspectionReport['image']['contentType'] | null>;
  /** Null when there is none to draw. */
  readonly geometry: SeenGeometry | null;
  readonly createPicture: PictureFactory<Picture>;
  /** A canvas' `font` value. */
  readonly font: (size: number, weight: 600) => string;
  /** All when left out. */
  readonly layers?: readonly OverlayLayer[] | undefined;
}

/** The photo itself must be there already, or lie behind the canvas. */
export function drawOverlay<Picture>(context: Canvas2D<Picture>, options: OverlayOptions<Picture>): void {
  const { target, report, geometry, createPicture, layers = overlayLayers } = options;
  const scale = target.width / report.image.width;
  const place = (point: Point): Point => ({ x: target.x + point.x * scale, y: target.y + point.y * scale });
  const faceWidth = (report.faces[0]?.box.width ?? report.image.width) * scale;
  const { map } = report.inspections.obstructions.evidence;
  if (map && layers.includes('covered')) drawCoverage(context, map, place, createPicture);
  if (geometry && layers.includes('mesh')) drawMesh(context, geometry, place, faceWidth);
  if (geometry && layers.includes('axes')) drawAxes(context, geometry, place, faceWidth);
  if (!layers.includes('frame')) return;
  for (const [index, seen] of [...report.faces.entries()].reverse()) {
    const corner = place(seen.box);
    const box = { ...corner, width: seen.box.width * scale, height: seen.box.height * scale };
    const verdict = report.accepted ? colors.accepted : colors.refused;
    const color = index === 0 ? verdict : colors.otherFace;
    drawFrame(context, box, color, index === 0 ? 4 : 3);
    if (!layers.includes('score')) continue;
    const label = report.faces.length > 1 ? `${index + 1}: ${seen.score}` : `${seen.score}`;
    context.font = options.font(15, 600);
    drawLabel(context, label, box, target, color);
  }
}

/** What draws lines and text alone. */
type Pen = Omit<Canvas2D<unknown>, 'drawImage'>;

/** The map of covered cells, laid over the aligned crop that it was computed from. */
function drawCoverage<Picture>(
  context: Canvas2D<Picture>,
  map: NonNullable<ObstructionsEvidence['map']>,
  place: (point: Point) => Point,
  createPicture: PictureFactory<Picture>,
): void {
  const [topLeft, topRight, , bottomLeft] = map.corners.map(place);
  if (!topLeft || !topRight || !bottomLeft) return;
  const pixels = new Uint8ClampedArray(4 * map.width * map.height);
  for (const [index, value] of map.values.entries()) {
    pixels.set([...colors.covered, Math.round(Math.min(100, Math.max(0, value)) * 1.55)], 4 * index);
  }
  context.save();
  context.transform(
    (topRight.x - topLeft.x) / map.width,
    (topRight.y - topLeft.y) / map.width,
    (bottomLeft.x - topLeft.x) / map.height,
    (bottomLeft.y - topLeft.y) / map.height,
    topLeft.x,
    topLeft.y,
  );
  context.drawImage(createPicture(pixels, map.width, map.height), 0, 0);
  context.restore();
}

function drawMesh(context: Pen, face: SeenGeometry, place: (point: Point) => Point, faceWidth: number): void {
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
  context: Pen,
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
function drawFrame(context: Pen, box: Box, color: string, width: number): void {
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
function drawLabel(context: Pen, text: string, box: Box, target: Box, color: string): void {
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
