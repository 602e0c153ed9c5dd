/** What the inspector saw of a photo, as the annotator draws it. */
import type { Point, RgbImage } from '@livephoto/core';

/** The mesh and the axes of the inspected face; pixels of the upright original picture. */
export interface FaceOverlay {
  readonly landmarks: readonly Point[];
  /** Pairs of landmark numbers. */
  readonly meshEdges: readonly (readonly [number, number])[];
  /** Ends of the head's own axes: x to its left ear, y to its chin, z out of its nose. */
  readonly axes: { readonly origin: Point; readonly x: Point; readonly y: Point; readonly z: Point };
}

export interface SeenPicture {
  /** The upright picture as it was decoded, which may be smaller than the original. */
  readonly image: RgbImage;
  /** Absent when no face was found. */
  readonly face: FaceOverlay | undefined;
}
