/** Composes the annotated picture: the photo with what was seen on it, and a panel with the verdict and its reasons. */

import type { InspectionReport } from '@livephoto/core';
import { createCanvas } from '@napi-rs/canvas';
import { drawPhoto } from './draw-photo.ts';
import { type Block, panelBlocks } from './panel-blocks.ts';
import type { SeenPicture } from './picture.ts';
import { colors, sizes, verdictColor } from './theme.ts';

interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What an annotated picture can be. */
export type PictureType = 'image/png' | 'image/jpeg' | 'image/webp';

/** Of 100: lines of the mesh stay sharp. */
const quality = 90;

/**
 * @param photo name of the photo, as the user gave it.
 * @returns its bytes.
 */
export function drawAnnotation(
  photo: string,
  report: InspectionReport,
  seen: SeenPicture,
  type: PictureType = 'image/png',
): Buffer {
  const { margin, panelPadding } = sizes;
  const size = photoSize(report.image);
  const beside = size.width / size.height <= sizes.wide;
  const panelWidth = beside ? sizes.panel : Math.max(size.width, sizes.panel);
  const columns = columnLayout(photo, report, panelWidth - 2 * panelPadding);
  const panelHeight = columns.height + 2 * panelPadding;

  const inner = beside
    ? { width: size.width + margin + panelWidth, height: Math.max(size.height, panelHeight) }
    : { width: panelWidth, height: size.height + margin + panelHeight };
  const photoRect: Rect = beside
    ? { x: margin, y: margin + Math.round((inner.height - size.height) / 2), ...size }
    : { x: margin + Math.round((inner.width - size.width) / 2), y: margin, ...size };
  const panelRect: Rect = beside
    ? { x: margin + size.width + margin, y: margin, width: panelWidth, height: inner.height }
    : { x: margin, y: margin + size.height + margin, width: panelWidth, height: panelHeight };

  const canvas = createCanvas(inner.width + 2 * margin, inner.height + 2 * margin);
  const context = canvas.getContext('2d');
  context.fillStyle = colors.page;
  context.fillRect(0, 0, canvas.width, canvas.height);
  drawPhoto(context, photoRect, report, seen);

  context.save();
  context.beginPath();
  context.roundRect(panelRect.x, panelRect.y, panelRect.width, panelRect.height, sizes.corner);
  context.clip();
  context.fillStyle = colors.panel;
  context.fillRect(panelRect.x, panelRect.y, panelRect.width, panelRect.height);
  context.fillStyle = verdictColor(report);
  context.fillRect(panelRect.x, panelRect.y, panelRect.width, 5);
  context.restore();
  for (const { block, x, y } of columns.placed) {
    block.draw(context, panelRect.x + panelPadding + x, panelRect.y + panelPadding + y);
  }
  return type === 'image/png' ? canvas.toBuffer(type) : canvas.toBuffer(type, quality);
}

/** The photo's size on the page: small ones grow and large ones shrink to where text and mesh can be read. */
function photoSize({ width, height }: { readonly width: number; readonly height: number }) {
  const longest = Math.max(width, height);
  const wanted = Math.min(Math.max(longest, sizes.smallestPhoto), sizes.largestPhoto);
  return {
    width: Math.max(1, Math.round((width * wanted) / longest)),
    height: Math.max(1, Math.round((height * wanted) / longest)),
  };
}

interface Placed {
  readonly block: Block;
  readonly x: number;
  readonly y: number;
}

/** Blocks in as many columns as fit, each going to the column that is shortest so far. */
function columnLayout(photo: string, report: InspectionReport, width: number) {
  const gutter = 2 * sizes.panelPadding;
  const count = Math.max(1, Math.floor((width + gutter) / (320 + gutter)));
  const columnWidth = (width - (count - 1) * gutter) / count;
  const heights = new Array<number>(count).fill(0);
  const placed: Placed[] = [];
  for (const block of panelBlocks(photo, report, columnWidth)) {
    const column = heights.indexOf(Math.min(...heights));
    const above = heights[column]!;
    const y = above === 0 ? 0 : above + sizes.blockGap;
    placed.push({ block, x: column * (columnWidth + gutter), y });
    heights[column] = y + block.height;
  }
  return { placed, height: Math.max(...heights) };
}
