/** Pictures and face overlays made by hand, for tests of what is drawn over them. */
import type { RgbImage, SeenGeometry } from '@livephoto/core';

/** One colour all over. */
export function plainImage(
  width: number,
  height: number,
  [r, g, b]: readonly [number, number, number],
): RgbImage {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < data.length; i += 3) {
    data[i] = r;
    data[i + 1] = g;
    data[i + 2] = b;
  }
  return { width, height, data };
}

/** Two triangles and three axes over the face of the sample reports. */
export const squareFace: SeenGeometry = {
  landmarks: [
    { x: 210, y: 260, z: 0 },
    { x: 390, y: 260, z: 0 },
    { x: 390, y: 500, z: 0 },
    { x: 210, y: 500, z: 0 },
  ],
  meshEdges: [
    [0, 1],
    [1, 2],
    [2, 3],
    [3, 0],
    [0, 2],
  ],
  axes: { origin: { x: 300, y: 380 }, x: { x: 390, y: 380 }, y: { x: 300, y: 470 }, z: { x: 310, y: 370 } },
};
