/** What stands before the camera, seen from any side: a head of a sitting, a head made of one picture, a sheet. */
import type { RgbImage } from '@livephoto/core';
import type { Person, Pictured } from '../people.ts';
import { angleOf, type Stand } from '../rays.ts';
import { holdUp, type SheetPose } from './sheets.ts';
import { withSpectacles } from './spectacles.ts';
import { type HeadMove, morphHeads, type PicturedHead, turnHead } from './turning-head.ts';

/** A picture that counts for less than this is left out. */
const leastShare = 0.08;
/** Of the neck behind the face, in distances between the eyes. */
const neckDepth = 1.1;

/**
 * A head: the pictures of the sitting on either side of where it stands, on the way to a side or up, each turned the rest of the way by
 * its own mesh, and the nearer one carried over into the other, so that nothing jumps where one gives way to the other.
 */
export function headView(person: Person, triangles: readonly number[], stand: Stand): RgbImage {
  const seen = (pose: Pictured) => turnedPicture(pose, triangles, stand, offset(pose, person.frontal));
  const { before, after } = besides(person, stand);
  const share = after === undefined ? 0 : after.share;
  if (after === undefined || share < leastShare) return turnHead(...seen(before));
  if (share > 1 - leastShare) return turnHead(...seen(after.pose));
  return morphHeads(seen(before), seen(after.pose), share);
}

/** A picture this far off a way, in degrees, is of another one. */
const onTheWay = 5;

function besides({ frontal, poses }: Person, stand: Stand) {
  const way = Math.abs(stand.yaw) >= Math.abs(stand.pitch) ? 'yaw' : 'pitch';
  const aside = way === 'yaw' ? 'pitch' : 'yaw';
  const along = poses
    .filter(({ label }) => Math.abs(label[aside] - frontal.label[aside]) < onTheWay)
    .sort((a, b) => a[way] - b[way]);
  const next = along.findIndex((pose) => pose[way] > stand[way]);
  if (next === -1) return { before: along.at(-1)! };
  if (next === 0) return { before: along[0]! };
  const [before, after] = [along[next - 1]!, along[next]!];
  return { before, after: { pose: after, share: (stand[way] - before[way]) / (after[way] - before[way]) } };
}

/** A picture with spectacles on. */
export const bespectacled = ({ image, points }: Pictured): RgbImage => withSpectacles(image, points);

/** One picture, turned by its own mesh. */
export function turnedView(from: Pictured, triangles: readonly number[], stand: Stand): RgbImage {
  return turnHead(...turnedPicture(from, triangles, stand));
}

function turnedPicture(
  from: Pictured,
  triangles: readonly number[],
  stand: Stand,
  moved = { x: 0, y: 0 },
): [PicturedHead, HeadMove] {
  return [
    { image: from.image, points: from.points, triangles },
    {
      yaw: stand.yaw - from.yaw,
      pitch: stand.pitch - from.pitch,
      roll: stand.roll,
      shift: {
        x: stand.shift.x * from.image.width + moved.x,
        y: stand.shift.y * from.image.width + moved.y,
      },
    },
  ];
}

/** A print or screen with the picture on it, before a wall of the colours at the picture's sides. */
export function sheetView({ image }: Pictured, stand: Stand, pose: SheetPose): RgbImage {
  return holdUp(image, wallOf(image), {
    yaw: stand.yaw,
    pitch: stand.pitch,
    roll: stand.roll,
    shift: { x: stand.shift.x * image.width, y: stand.shift.y * image.width },
    ...pose,
  });
}

/** Share of a picture's width at either side that shows no face. */
const rim = 0.03;

/** Without the face: where a sheet gets narrow, its own picture behind it would show a second one, which no plane explains. */
function wallOf({ width, height, data }: RgbImage): RgbImage {
  const wall = new Uint8Array(data.length);
  const columns = Math.max(1, Math.round(rim * width));
  const mean = (row: number, first: number, channel: number) => {
    let sum = 0;
    for (let x = first; x < first + columns; x++) sum += data[3 * (row * width + x) + channel]!;
    return sum / columns;
  };
  for (let y = 0; y < height; y++) {
    for (let channel = 0; channel < 3; channel++) {
      const [left, right] = [mean(y, 0, channel), mean(y, width - columns, channel)];
      for (let x = 0; x < width; x++) {
        wall[3 * (y * width + x) + channel] = Math.round(left + ((right - left) * x) / (width - 1));
      }
    }
  }
  return { width, height, data: wall };
}

/** Bent further the farther it is turned, around the axis of the turn. */
export function rolledTo(stand: Stand, bend: number): SheetPose {
  return {
    bend: bend * Math.min(1, angleOf(stand) / 25),
    lying: Math.abs(stand.pitch) > Math.abs(stand.yaw),
  };
}

/** How far a picture is moved for its neck to lie where that of the frontal one lies. */
function offset(pose: Pictured, frontal: Pictured): { x: number; y: number } {
  const neck = ({ points, yaw }: Pictured) => ({
    x: points[3 * 168]! - neckDepth * eyes(frontal.points) * Math.sin((yaw * Math.PI) / 180),
    y: (points[3 * 168 + 1]! + points[3 * 152 + 1]!) / 2,
  });
  const [from, to] = [neck(pose), neck(frontal)];
  return { x: to.x - from.x, y: to.y - from.y };
}

function eyes(points: Float64Array): number {
  return Math.hypot(points[3 * 263]! - points[3 * 33]!, points[3 * 263 + 1]! - points[3 * 33 + 1]!) * 0.7;
}
