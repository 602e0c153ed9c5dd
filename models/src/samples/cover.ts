/** Puts a surgical mask or dark glasses on the face of `selfie.jpg`; all positions are pixels of that picture. */
import { fill, type Paint, type Point, pane, smooth, stroke } from './draw.ts';
import type { Raster } from './raster.ts';

export function wearMask(selfie: Raster): Raster {
  const picture = copy(selfie);
  const loops: Point[][] = [
    [
      [136, 470],
      [108, 448],
      [92, 452],
    ],
    [
      [140, 590],
      [112, 545],
      [96, 500],
    ],
    [
      [520, 470],
      [538, 440],
      [548, 436],
    ],
    [
      [512, 590],
      [534, 530],
      [546, 490],
    ],
  ];
  for (const loop of loops) fill(picture, stroke(loop, 5), () => [232, 236, 238, 1]);
  fill(picture, smooth(maskOutline), cloth);
  for (const height of [500, 545, 590, 635]) {
    const pleat: Point[] = [
      [145, height],
      [235, height + 14],
      [325, height + 18],
      [415, height + 14],
      [507, height - 2],
    ];
    fill(picture, stroke(smooth(pleat, 'open'), 4), () => [96, 138, 165, 0.55]);
  }
  return picture;
}

export function wearSunglasses(selfie: Raster): Raster {
  const picture = copy(selfie);
  const lenses: Point[] = [
    [236, 370],
    [418, 370],
  ];
  const arms: Point[][] = [
    [
      [160, 350],
      [126, 352],
      [96, 366],
    ],
    [
      [494, 350],
      [524, 348],
      [548, 358],
    ],
  ];
  const frame: Paint = () => [18, 17, 20, 1];
  for (const arm of arms) fill(picture, stroke(arm, 13), frame);
  fill(
    picture,
    stroke(
      [
        [300, 348],
        [327, 340],
        [354, 348],
      ],
      12,
    ),
    frame,
  );
  for (const lens of lenses) fill(picture, pane(lens, 86, 58), frame);
  for (const lens of lenses) fill(picture, pane(lens, 79, 51), (_, y) => darkGlass(y - lens[1]));
  return picture;
}

/** From the cheek at the picture's left, over the nose, down the jaw and around the chin. */
const maskOutline: readonly Point[] = [
  [128, 462],
  [215, 440],
  [290, 415],
  [326, 404],
  [362, 415],
  [440, 440],
  [526, 458],
  [516, 560],
  [488, 640],
  [420, 712],
  [318, 744],
  [218, 718],
  [158, 648],
  [132, 560],
];

/** Light blue, darker towards the sides and the chin as a bent sheet is under light from above. */
const cloth: Paint = (x, y) => {
  const side = (x - 322) / 205;
  const light =
    1.02 - 0.24 * side * side - 0.16 * Math.max((y - 560) / 180, 0) + 0.05 * Math.max((500 - y) / 100, 0);
  return [156 * light, 197 * light, 221 * light, 1];
};

/** Nearly black, with a weak reflection of the sky in the upper part. */
function darkGlass(y: number): readonly [number, number, number, number] {
  const sky = 34 * Math.max(-y / 51, 0);
  return [22 + sky, 24 + sky, 30 + sky * 1.2, 0.97];
}

function copy({ width, height, data }: Raster): Raster {
  return { width, height, data: data.slice() };
}
