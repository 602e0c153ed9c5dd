/** Flat and bent sheets with a picture on them: prints and screens, as an attacker holds them up. */
import type { RgbImage } from '@livephoto/core';
import { type Camera, canvasOver, draw, type Surface, turned } from './render.ts';

export interface SheetPose {
  /** Degrees that the sheet is turned, tilted and rolled. */
  readonly yaw?: number;
  readonly pitch?: number;
  readonly roll?: number;
  /** Degrees of a cylinder that the sheet's width is bent over; 0 is flat, > 0 bulges to the camera. */
  readonly bend?: number;
  /** Whether it is bent over its height instead: the cylinder lies. */
  readonly lying?: boolean;
  /** Pixels that it is moved. */
  readonly shift?: { readonly x: number; readonly y: number };
  readonly scale?: number;
  /** Distance of the camera, in widths of the picture. @default 1.6 */
  readonly distance?: number;
}

const cells = 24;

/** `picture` on a sheet as large as the frame, seen by a camera in front of `background`. */
export function holdUp(picture: RgbImage, background: RgbImage, pose: SheetPose): RgbImage {
  const { width, height } = picture;
  const { yaw = 0, pitch = 0, roll = 0, bend = 0, lying = false, shift, scale = 1, distance = 1.6 } = pose;
  const centre = { x: width / 2, y: height / 2 };
  const camera: Camera = { distance: width * distance, centre };
  const flat = new Float64Array((cells + 1) * (cells + 1) * 3);
  const texture = new Float64Array((cells + 1) * (cells + 1) * 2);
  const along = lying ? height : width;
  const radius = bend === 0 ? Infinity : along / ((bend * Math.PI) / 180);
  for (let j = 0; j <= cells; j++) {
    for (let i = 0; i <= cells; i++) {
      const at = j * (cells + 1) + i;
      const [u, v] = [(i / cells) * width, (j / cells) * height];
      texture[2 * at] = u;
      texture[2 * at + 1] = v;
      const arc = (lying ? v - centre.y : u - centre.x) / radius;
      const bent = radius === Infinity ? (lying ? v - centre.y : u - centre.x) : radius * Math.sin(arc);
      const depth = radius === Infinity ? 0 : radius * (1 - Math.cos(arc));
      flat[3 * at] = centre.x + scale * (lying ? u - centre.x : bent);
      flat[3 * at + 1] = centre.y + scale * (lying ? bent : v - centre.y);
      flat[3 * at + 2] = scale * depth;
    }
  }
  const vertices = turned(flat, { ...centre, z: 0 }, { yaw, pitch, roll });
  if (shift) {
    for (let i = 0; i < vertices.length; i += 3) {
      vertices[i]! += shift.x;
      vertices[i + 1]! += shift.y;
    }
  }
  const canvas = canvasOver(background);
  draw(canvas, camera, { vertices, texture, triangles: gridTriangles(cells, cells) }, picture);
  return canvas.image;
}

/** Triangles of a grid of `columns` x `rows` cells, vertices row by row. */
export function gridTriangles(columns: number, rows: number): Surface['triangles'] {
  const triangles: number[] = [];
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < columns; i++) {
      const a = j * (columns + 1) + i;
      const c = a + columns + 1;
      triangles.push(a, a + 1, c, a + 1, c + 1, c);
    }
  }
  return triangles;
}
