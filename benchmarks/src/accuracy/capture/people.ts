/** The people of the benchmark: sittings with their poses, and portraits, with the mesh of each picture. */
import { readFile } from 'node:fs/promises';
import type { Inspector, RgbImage } from '@livephoto/core';
import sharp from 'sharp';
import type { LabelledPhoto } from '../labels/labels.ts';
import { groupBy } from '../statistics/group-by.ts';
import { turnHead } from './scenes/turning-head.ts';

/** A picture of a face, where its mesh lies, and how the head stands. */
export interface Pictured {
  readonly image: RgbImage;
  /** 468 x 3: pixels of the picture; z away from the camera. */
  readonly points: Float64Array;
  /**
   * Degrees, as the mesh sees them beside the camera, and beside the look that a take begins with up and down: labels are off by up to 14, and
   * a page that guides goes by the mesh as well.
   */
  readonly yaw: number;
  readonly pitch: number;
  /** The same by the label. */
  readonly label: { readonly yaw: number; readonly pitch: number };
}

export interface Person {
  /** Whom figures are left out by. */
  readonly name: string;
  /** Of this sitting or portrait among all. */
  readonly key: string;
  readonly frontal: Pictured;
  /** Every picture that was taken of this person in one sitting; the frontal one alone for portraits. */
  readonly poses: readonly Pictured[];
}

/** Pixels of the longer side; pictures are of the size that a page sends. */
const longestSide = 480;
/** Degrees, in the labels, that poses are used to. */
const maxYaw = 50;
const maxPitch = 30;
/** Degrees, as the mesh sees them, within which a portrait is frontal. */
const frontal = 8;
/**
 * Degrees up or down within which takes begin. The element asks whoever looks farther up, as the mesh sees it, to lower the chin until it is within
 * 14 (`turning.straight` of packages/browser); who does so seldom stops at the very edge.
 */
const startPitch = 12;

/**
 * The same person with other pictures, of the same poses as far as the mesh sees them so: a page guides somebody in spectacles by what it
 * sees of a face in spectacles.
 */
export async function seenAnew(
  inspector: Inspector,
  person: Person,
  change: (pose: Pictured) => RgbImage,
): Promise<Person> {
  const poses: Pictured[] = [];
  for (const pose of person.poses) {
    const image = change(pose);
    const seen = await lookAt(inspector, image);
    poses.push({ ...pose, ...seen?.pose, image });
  }
  return levelled(person, poses, person.poses.indexOf(person.frontal));
}

/** The pitches of all poses beside that of the frontal one, whose number is `straight`. */
function levelled(
  person: Omit<Person, 'frontal' | 'poses'>,
  poses: readonly Pictured[],
  straight: number,
): Person {
  const level = poses[straight]!.pitch;
  const beside = poses.map((pose) => ({ ...pose, pitch: pose.pitch - level }));
  return { ...person, frontal: beside[straight]!, poses: beside };
}

/** The pictures of a row, of one label up and down, as they are or with the chin so low that a page lets somebody begin. */
async function lowered(
  inspector: Inspector,
  poses: readonly Pictured[],
  straight: Pictured,
  triangles: readonly number[],
): Promise<Pictured[]> {
  const excess = straight.pitch - Math.min(startPitch, Math.max(-startPitch, straight.pitch));
  if (excess === 0) return [...poses];
  const turned: Pictured[] = [];
  for (const pose of poses) {
    if (pose.label.pitch !== straight.label.pitch) {
      turned.push(pose);
      continue;
    }
    const move = { yaw: 0, pitch: -excess };
    const seen = await lookAt(
      inspector,
      turnHead({ image: pose.image, points: pose.points, triangles }, move),
    );
    turned.push(
      seen === undefined ? pose : { ...pose, image: seen.image, points: seen.points, ...seen.pose },
    );
  }
  return turned;
}

/**
 * @param limit Sittings of each person.
 * @param triangles Of the mesh: with them a chin is lowered where a page would ask for that; pictures as they are when left out.
 */
export async function sittings(
  inspector: Inspector,
  photos: readonly LabelledPhoto[],
  limit = Infinity,
  triangles?: readonly number[],
): Promise<Person[]> {
  const groups = groupBy(
    photos.filter(({ category }) => category === 'orientation'),
    ({ extra }) => `${extra.subject ?? '?'}/${(extra as { session?: string }).session ?? ''}`,
  );
  const people: Person[] = [];
  for (const [key, group] of groups) {
    const name = key.split('/')[0]!;
    if (people.filter((person) => person.name === name).length >= limit) continue;
    const near = group.filter(
      ({ extra }) => Math.abs(extra.yaw ?? 90) <= maxYaw && Math.abs(extra.pitch ?? 90) <= maxPitch,
    );
    if (near.length < 5) continue;
    const seen: Pictured[] = [];
    for (const photo of near) {
      const found = await look(inspector, photo.file);
      if (!found) continue;
      const label = { yaw: photo.extra.yaw!, pitch: photo.extra.pitch! };
      seen.push({ image: found.image, points: found.points, ...found.pose, label });
    }
    const straight = seen.findIndex(({ label }) => label.yaw === 0 && label.pitch === 0);
    if (straight === -1) continue;
    const poses = triangles ? await lowered(inspector, seen, seen[straight]!, triangles) : seen;
    people.push(levelled({ name, key: `sitting ${key}` }, poses, straight));
  }
  return people;
}

/** Pictures of one face that looks into the camera, up to `limit`, spread over their sources. */
export async function portraits(
  inspector: Inspector,
  photos: readonly LabelledPhoto[],
  limit: number,
): Promise<Person[]> {
  const usable = photos.filter(
    ({ category, label, standing, extra }) =>
      standing === 'firm' &&
      ((category === 'faces' && label === 'single') || (category === 'obstruction' && label === 'clear')) &&
      extra.subject === undefined,
  );
  const people: Person[] = [];
  for (const photo of inTurn(groupBy(usable, ({ source }) => source))) {
    if (people.length >= limit) break;
    const seen = await look(inspector, photo.file);
    if (!seen || Math.abs(seen.pose.yaw) > frontal || Math.abs(seen.pose.pitch) > 2 * frontal) continue;
    const picture: Pictured = { ...seen, yaw: 0, pitch: 0, label: { yaw: 0, pitch: 0 } };
    people.push({ name: photo.path, key: photo.path, frontal: picture, poses: [picture] });
  }
  return people;
}

/** One of each group, then the next of each. */
function* inTurn<Item>(groups: ReadonlyMap<string, readonly Item[]>): Generator<Item> {
  const longest = Math.max(0, ...[...groups.values()].map((group) => group.length));
  for (let i = 0; i < longest; i++) {
    for (const group of groups.values()) if (i < group.length) yield group[i]!;
  }
}

async function look(inspector: Inspector, file: string) {
  const { data, info } = await sharp(await readFile(file))
    .autoOrient()
    .resize({ width: longestSide, height: longestSide, fit: 'inside', withoutEnlargement: true })
    .flatten()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== 3) return undefined;
  return lookAt(inspector, { width: info.width, height: info.height, data: new Uint8Array(data) });
}

async function lookAt(inspector: Inspector, image: RgbImage) {
  const { geometry, report } = await inspector.inspectDetailed(image, {
    inspections: ['faces', 'orientation'],
    upright: true,
  });
  if (geometry === null || report.faces.length !== 1) return undefined;
  const { yaw = 0, pitch = 0, interEyeDistance = 0 } = report.inspections.orientation.evidence;
  // Too small a face to film, or one that fills the frame so that it cannot turn in it.
  if (interEyeDistance < 30 || interEyeDistance > image.width * 0.3) return undefined;
  const points = Float64Array.from(geometry.landmarks.flatMap(({ x, y, z }) => [x, y, z]));
  return { image, points, pose: { yaw, pitch } };
}
