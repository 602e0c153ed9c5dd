/** Who comes before the camera: heads that turn, and every kind of attack on a turn that is made here. */
import { type CaptureChallenge, drawChallenge, type RgbImage } from '@livephoto/core';
import type { CameraSettings } from './camera.ts';
import { angleOf, pathOf, type Stand } from './head-path.ts';
import type { Person, Pictured } from './people.ts';
import type { Randomness } from './randomness.ts';
import { holdUp, type SheetPose } from './scenes/sheets.ts';
import { turnHead } from './scenes/turning-head.ts';

/** What the benchmark is made of. */
export interface Cast {
  /** People of whom pictures at many angles are there. */
  readonly sitters: readonly Person[];
  /** Those and people with one picture. */
  readonly everyone: readonly Person[];
  /** Vertices of the mesh's triangles. */
  readonly triangles: readonly number[];
}

/** One view that the camera films. */
export interface View {
  readonly at: number;
  readonly image: RgbImage;
  /** What the camera made of it already; such a view is no new picture. */
  readonly camera?: CameraSettings;
}

export interface Take {
  readonly person: string;
  readonly views: readonly View[];
  readonly camera: CameraSettings;
}

export interface Species {
  readonly name: string;
  /** Families are what goals are set for. */
  readonly family: 'genuine' | 'flat' | 'bent' | 'swapped' | 'order' | 'repeated';
  /** Whether it is made of pictures of heads at many angles, or by turning one picture's mesh. */
  readonly made?: boolean;
  take(cast: Cast, challenge: CaptureChallenge, random: Randomness): Take;
}

const ordinary: CameraSettings = {};

/**
 * A head: the two pictures of the sitting that stand nearest, each turned the rest of the way by its own mesh, and blended by
 * how near they are, so that nothing jumps where one gives way to the other.
 */
export function headView(person: Person, { triangles }: Cast, stand: Stand): RgbImage {
  const distance = ({ yaw, pitch }: Pictured) => Math.hypot(yaw - stand.yaw, pitch - stand.pitch);
  const [nearest, next] = [...person.poses].sort((a, b) => distance(a) - distance(b));
  const view = (pose: Pictured) => turnedView(pose, triangles, stand, offset(pose, person.frontal));
  if (next === undefined) return view(nearest!);
  const share = distance(nearest!) / Math.max(1e-6, distance(nearest!) + distance(next));
  return share < leastShare ? view(nearest!) : blend(view(nearest!), view(next), share);
}

/** A picture that counts for less than this is left out. */
const leastShare = 0.08;
/** Of the neck behind the face, in distances between the eyes. */
const neckDepth = 1.1;

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

function turnedView(
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

function heads(person: Person, cast: Cast, path: readonly Stand[]): View[] {
  return path.map((stand) => ({ at: stand.at, image: headView(person, cast, stand) }));
}

function genuine(name: string, angle: number, camera: CameraSettings = ordinary): Species {
  return {
    name,
    family: 'genuine',
    take(cast, challenge, random) {
      const person = random.pick(cast.sitters);
      return { person: person.name, camera, views: heads(person, cast, pathOf(challenge, angle, random)) };
    },
  };
}

/** Sheets that are turned as the head was to be; `posed` says how a sheet stands for that. */
function sheets(
  name: string,
  family: 'flat' | 'bent',
  posed: (stand: Stand, random: Randomness) => SheetPose,
  camera: CameraSettings = ordinary,
): Species {
  return {
    name,
    family,
    take(cast, challenge, random) {
      const person = random.pick(cast.everyone);
      const { image } = person.frontal;
      // Before its own background, so that the edges of the sheet do not give it away.
      const pose = posedBy(random);
      const angle = random.between(20, 45);
      const views = pathOf(challenge, angle, random).map((stand) => ({
        at: stand.at,
        image: holdUp(image, image, {
          ...pose,
          ...posed(stand, random),
          roll: stand.roll,
          shift: { x: stand.shift.x * image.width, y: stand.shift.y * image.width },
        }),
      }));
      return { person: person.name, camera, views };
    },
  };
}

function posedBy(random: Randomness): SheetPose {
  return { scale: random.between(0.9, 1.1), distance: random.between(1.2, 2.5) };
}

const upright = ({ yaw, pitch }: Stand) => ({ yaw, pitch });

const flat: readonly Species[] = [
  sheets('print or screen, turned', 'flat', upright),
  sheets('print or screen, turned twice as far as asked', 'flat', ({ yaw, pitch }) => ({
    yaw: Math.max(-60, Math.min(60, 1.6 * yaw)),
    pitch: Math.max(-50, Math.min(50, 1.6 * pitch)),
  })),
  sheets('print or screen, turned and tilted', 'flat', ({ yaw, pitch }, random) => ({
    yaw,
    pitch: pitch + random.normal(1) + 0.6 * yaw,
  })),
  sheets('print or screen, out of focus', 'flat', upright, { blur: 1.5, noise: 4 }),
  sheets('print or screen, coarse JPEG', 'flat', upright, { quality: 40 }),
  sheets('print or screen, dark', 'flat', upright, { gain: 0.35, noise: 6 }),
];

const bent: readonly Species[] = [60, 90, 120, -60, -90].flatMap((bend) => [
  sheets(`paper bent over ${bend}°`, 'bent', (stand) => ({ ...upright(stand), bend })),
  sheets(`paper bent over ${bend}°, rolled to the turn`, 'bent', (stand) => ({
    ...upright(stand),
    // Bent further the farther it is turned, around the axis of the turn.
    bend: bend * Math.min(1, angleOf(stand) / 25),
    lying: Math.abs(stand.pitch) > Math.abs(stand.yaw),
  })),
]);

/** Index of the view at which the head first stands far out. */
function firstTurned(path: readonly Stand[]): number {
  return path.findIndex((stand) => angleOf(stand) > 10);
}

const swapped: readonly Species[] = [
  {
    name: 'face of another person while the head turns',
    family: 'swapped',
    take(cast, challenge, random) {
      const [victim, attacker] = two(cast, random);
      const path = pathOf(challenge, random.between(20, 35), random);
      const views = path.map((stand) => ({
        at: stand.at,
        image: headView(angleOf(stand) > 8 ? attacker : victim, cast, stand),
      }));
      return { person: victim.name, camera: ordinary, views };
    },
  },
  {
    name: 'attacker turns, print for the still',
    family: 'swapped',
    take(cast, challenge, random) {
      const [victim, attacker] = two(cast, random);
      const path = pathOf(challenge, random.between(20, 35), random);
      const views = path.map((stand, i) => ({
        at: stand.at,
        image:
          i >= path.length - 2
            ? turnedView(victim.frontal, cast.triangles, stand)
            : headView(attacker, cast, stand),
      }));
      return { person: victim.name, camera: ordinary, views };
    },
  },
  {
    name: 'stills of the person, one after another',
    family: 'swapped',
    take(cast, challenge, random) {
      const person = random.pick(cast.sitters);
      const path = pathOf(challenge, random.between(20, 35), random);
      const views = path.map((stand) => ({
        at: stand.at,
        image: headView(person, cast, { ...stand, ...snapped(stand) }),
      }));
      return { person: person.name, camera: ordinary, views };
    },
  },
  {
    name: 'print that gives way to a head in the middle',
    family: 'swapped',
    take(cast, challenge, random) {
      const [victim, attacker] = two(cast, random);
      const path = pathOf(challenge, random.between(20, 35), random);
      const from = firstTurned(path);
      const views = path.map((stand, i) => ({
        at: stand.at,
        image:
          i < from
            ? holdUp(victim.frontal.image, victim.frontal.image, { yaw: stand.yaw, pitch: stand.pitch })
            : headView(attacker, cast, stand),
      }));
      return { person: victim.name, camera: ordinary, views };
    },
  },
];

/** The nearest of a frontal, a half turned and a far turned still. */
function snapped({ yaw, pitch }: Stand) {
  const to = (angle: number) => (Math.abs(angle) < 10 ? 0 : Math.sign(angle) * 25);
  return { yaw: to(yaw), pitch: to(pitch) };
}

function two(cast: Cast, random: Randomness): [Person, Person] {
  const first = random.pick(cast.sitters);
  const others = cast.sitters.filter(({ name }) => name !== first.name);
  return [first, random.pick(others)];
}

const order: readonly Species[] = [
  {
    name: 'turns in another order or to another side',
    family: 'order',
    take(cast, challenge, random) {
      let other = challenge;
      while (other.turns.join() === challenge.turns.join()) {
        other = drawChallenge(challenge.turns.length, (limit) => random.below(limit));
      }
      const person = random.pick(cast.sitters);
      return { person: person.name, camera: ordinary, views: heads(person, cast, pathOf(other, 30, random)) };
    },
  },
  {
    name: 'the first turn alone',
    family: 'order',
    take(cast, challenge, random) {
      const person = random.pick(cast.sitters);
      const path = pathOf({ turns: challenge.turns.slice(0, 1) }, 30, random);
      return { person: person.name, camera: ordinary, views: heads(person, cast, path) };
    },
  },
  {
    name: 'frames out of their order',
    family: 'order',
    take(cast, challenge, random) {
      const person = random.pick(cast.sitters);
      const path = pathOf(challenge, 30, random);
      const views = heads(person, cast, path);
      const middle = views.slice(2, -2).map(({ image }) => image);
      for (let i = middle.length - 1; i > 0; i--) {
        const j = random.below(i + 1);
        [middle[i], middle[j]] = [middle[j]!, middle[i]!];
      }
      const shuffled = views.map((view, i) => ({ ...view, image: middle[i - 2] ?? view.image }));
      return { person: person.name, camera: ordinary, views: shuffled };
    },
  },
];

const repeated: readonly Species[] = [
  {
    name: 'frozen picture',
    family: 'repeated',
    take(cast, challenge, random) {
      const person = random.pick(cast.everyone);
      const path = pathOf(challenge, 30, random);
      const views = path.map(({ at }) => ({ at, image: person.frontal.image }));
      return { person: person.name, camera: { noise: 0 }, views };
    },
  },
  {
    name: 'frozen picture, with noise, focus and light that change',
    family: 'repeated',
    take(cast, challenge, random) {
      const person = random.pick(cast.everyone);
      const path = pathOf(challenge, 30, random);
      const views = path.map(({ at }) => ({ at, image: person.frontal.image, camera: changing(random) }));
      return { person: person.name, camera: ordinary, views };
    },
  },
  {
    name: 'way out played backwards for the way back',
    family: 'repeated',
    take(cast, challenge, random) {
      return mirroredInTime(cast, challenge, random, () => ({ noise: 0 }));
    },
  },
  {
    name: 'way out played backwards, with noise, focus and light that change',
    family: 'repeated',
    take(cast, challenge, random) {
      return mirroredInTime(cast, challenge, random, () => changing(random));
    },
  },
];

function changing(random: Randomness): CameraSettings {
  return {
    noise: random.between(1, 4),
    blur: random.between(0, 1),
    gain: random.between(0.95, 1.05),
    quality: 60 + random.below(35),
  };
}

/** Every turn's way back is its way out, frame by frame. */
function mirroredInTime(
  cast: Cast,
  challenge: CaptureChallenge,
  random: Randomness,
  camera: () => CameraSettings,
): Take {
  const person = random.pick(cast.sitters);
  const path = pathOf(challenge, random.between(20, 35), random);
  const views = heads(person, cast, path);
  const angles = path.map(angleOf);
  const images = views.map(({ image }) => image);
  for (let i = 1; i < path.length - 1; i++) {
    if (!(angles[i]! >= angles[i - 1]! && angles[i]! > angles[i + 1]! && angles[i]! > 12)) continue;
    for (let k = 1; i + k < path.length && i - k >= 0 && angles[i + k]! > 2.5; k++)
      images[i + k] = images[i - k]!;
  }
  return {
    person: person.name,
    camera: ordinary,
    views: views.map((view, i) => ({ ...view, image: images[i]!, camera: camera() })),
  };
}

export const species: readonly Species[] = [
  genuine('turn of 15°', 15),
  genuine('turn of 20°', 20),
  genuine('turn of 30°', 30),
  genuine('turn of 20°, dark', 20, { gain: 0.35, noise: 6 }),
  genuine('turn of 20°, out of focus', 20, { blur: 1.5 }),
  genuine('turn of 20°, noise and coarse JPEG', 20, { noise: 6, quality: 40 }),
  {
    name: 'turn of 25°, one picture turned',
    family: 'genuine',
    made: true,
    take(cast, challenge, random) {
      const person = random.pick(cast.everyone);
      const path = pathOf(challenge, 25, random);
      const views = path.map((stand) => ({
        at: stand.at,
        image: turnedView(person.frontal, cast.triangles, stand),
      }));
      return { person: person.name, camera: ordinary, views };
    },
  },
  ...flat,
  ...bent,
  ...swapped,
  ...order,
  ...repeated,
];
