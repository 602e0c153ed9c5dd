/** What stands before the camera, seen from any side: a head of a sitting, a head made of one picture, a sheet. */
import type { RgbImage } from '@livephoto/core';
import type { Person, Pictured } from '../people.ts';
import { angleOf, type Stand } from '../rays.ts';
import { holdUp, type SheetPose } from './sheets.ts';
import { withSpectacles } from './spectacles.ts';
import { turnHead } from './turning-head.ts';

/** A picture that counts for less than this is left out. */
const leastShare = 0.08;
/** Of the neck behind the face, in distances between the eyes. */
const neckDepth = 1.1;

/**
 * A head: the two pictures of the sitting that stand nearest, each turned the rest of the way by its own mesh, and blended by
 * how near they are, so that nothing jumps where one gives way to the other.
 */
export function headView(person: Person, triangles: readonly number[], stand: Stand): RgbImage {
  const distance = ({ yaw, pitch }: Pictured) => Math.hypot(yaw - stand.yaw, pitch - stand.pitch);
  const [nearest, next] = [...person.poses].sort((a, b) => distance(a) - distance(b));
  const view = (pose: Pictured) => turnedView(pose, triangles, stand, offset(pose, person.frontal));
  if (next === undefined) return view(nearest!);
  const share = distance(nearest!) / Math.max(1e-6, distance(nearest!) + distance(next));
  return share < leastShare ? view(nearest!) : blend(view(nearest!), view(next), share);
}

/** The same person with spectacles on. */
export function bespectacled(person: Person): Person {
  const worn = (pose: Pictured): Pictured => ({ ...pose, image: withSpectacles(pose.image, pose.points) });
  return { ...person, frontal: worn(person.frontal), poses: person.poses.map(worn) };
}

/** One picture, turned by its own mesh. */
export function turnedView(
  from: Pictured,
  triangles: readonly number[],
  stand: Stand,
  moved = { x: 0, y: 0 },
): RgbImage {
  return turnHead(
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
  );
}

/** A print or screen with the picture on it, before the picture's own background, so that no edge gives it away. */
export function sheetView({ image }: Pictured, stand: Stand, pose: SheetPose): RgbImage {
  return holdUp(image, image, {
    yaw: stand.yaw,
    pitch: stand.pitch,
    roll: stand.roll,
    shift: { x: stand.shift.x * image.width, y: stand.shift.y * image.width },
    ...pose,
  });
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

function blend(a: RgbImage, b: RgbImage, share: number): RgbImage {
  const data = a.data.map((value, i) => Math.round(value * (1 - share) + b.data[i]! * share));
  return { ...a, data };
}
