/** Geometry of a face that looks straight into the camera, near enough and in the middle, for tests of what is decided on it. */
import type { FaceGeometry } from '../vision/landmarks/geometry.ts';

export const straightFace: FaceGeometry = {
  pose: { yaw: 0, pitch: 0, roll: 0 },
  uncertainty: { yaw: 1, pitch: 2, roll: 0.5 },
  rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  interEyeDistance: 120,
  faceHeight: 0.5,
  faceWidth: 0.4,
  margins: { left: 0.5, right: 0.5, above: 0.5, below: 0.5 },
  offCentre: 0,
  outside: 0,
};
