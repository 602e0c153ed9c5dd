/** The view of a part of a picture that a network wants stretched to a square, with the face in it made upright. */
import type { Box } from '../../contract/rgb-image.ts';
import type { PlaneRotation } from '../landmarks/face-landmarker.ts';
import type { Affine } from '../sampling/affine.ts';

/** Fills a square of `side` with `region`, upright: `turn` is a whole number of quarter turns. */
export function uprightAffine(region: Box, { cos, sin }: PlaneRotation, side: number): Affine {
  const sideways = cos === 0;
  const stepU = (sideways ? region.height : region.width) / side;
  const stepV = (sideways ? region.width : region.height) / side;
  const xx = cos * stepU;
  const xy = -sin * stepV;
  const yx = sin * stepU;
  const yy = cos * stepV;
  const half = side / 2;
  return {
    xx,
    xy,
    x0: region.x + region.width / 2 - (xx + xy) * half,
    yx,
    yy,
    y0: region.y + region.height / 2 - (yx + yy) * half,
  };
}
