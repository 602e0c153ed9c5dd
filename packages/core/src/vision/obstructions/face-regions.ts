/**
 * The aligned face crop and the facial regions on it, by FaceMesh vertex.
 *
 * The obstruction net was trained on exactly this crop: the table equals `models/training/obstructions/regions.json`.
 */

import type { Region } from '../../contract/report.ts';
import type { Point } from '../../contract/rgb-image.ts';

/**
 * Where some vertices lie in the aligned crop: vertex, then canonical x (right) and y (up), in centimetres.
 * The crop is `alignedWidth` centimetres wide around `alignedCentre`, forehead to chin with a margin.
 */
export const anchors: readonly (readonly [vertex: number, x: number, y: number])[] = [
  [10, 0, 8.262],
  [67, -3.524, 8.006],
  [297, 3.524, 8.006],
  [127, -7.743, 2.365],
  [356, 7.743, 2.365],
  [70, -5.721, 4.255],
  [300, 5.721, 4.255],
  [33, -4.446, 2.664],
  [133, -1.856, 2.585],
  [362, 1.856, 2.585],
  [263, 4.446, 2.664],
  [168, 0, 3.271],
  [6, 0, 2.473],
  [2, 0, -2.089],
  [50, -4.766, -0.702],
  [280, 4.766, -0.702],
  [61, -2.456, -4.343],
  [291, 2.456, -4.343],
  [0, 0, -3.406],
  [17, 0, -5.365],
  [172, -5.941, -6.224],
  [397, 5.941, -6.224],
  [152, 0, -9.403],
];
export const alignedCentre: Point = { x: 0, y: -0.55 };

export interface RegionOutline {
  /** Closed outlines, by vertex. */
  readonly polygons: readonly (readonly number[])[];
  /** Factors by which each outline is grown about the middle of its bounding box. */
  readonly grow: readonly [x: number, y: number];
}

/** Left and right are the person's own. The eyes' outlines are the lids' rings: they stay when the eyes close. */
export const regionOutlines: Readonly<Record<Region, RegionOutline>> = {
  leftEye: {
    polygons: [[446, 467, 260, 259, 257, 258, 286, 414, 463, 341, 256, 252, 253, 254, 339, 255]],
    grow: [1.1, 1.3],
  },
  rightEye: {
    polygons: [[226, 247, 30, 29, 27, 28, 56, 190, 243, 112, 26, 22, 23, 24, 110, 25]],
    grow: [1.1, 1.3],
  },
  nose: { polygons: [[5, 51, 115, 129, 64, 98, 2, 327, 294, 358, 344, 281]], grow: [1, 1] },
  mouth: {
    polygons: [[61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185]],
    grow: [1, 1.15],
  },
  chin: {
    polygons: [[43, 106, 182, 83, 18, 313, 406, 335, 273, 394, 395, 369, 396, 175, 171, 140, 170, 169]],
    grow: [1, 1],
  },
  forehead: {
    polygons: [[104, 69, 108, 151, 337, 299, 333, 334, 296, 336, 9, 107, 66, 105]],
    grow: [1, 1],
  },
  cheeks: {
    polygons: [
      [117, 118, 101, 36, 206, 207, 187, 123],
      [346, 347, 330, 266, 426, 427, 411, 352],
    ],
    grow: [1, 1],
  },
};

/** The mesh's silhouette: forehead, temples, jaw and chin. */
export const faceOutline: RegionOutline = {
  polygons: [
    [
      10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176,
      149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
    ],
  ],
  grow: [1.06, 1.06],
};
