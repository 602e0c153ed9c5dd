/** Who comes before the camera: heads that turn, and every kind of attack on a turn that is made here. */
import type { CaptureChallenge } from '@livephoto/core';
import type { CameraName } from './camera.ts';
import { otherThan, shotOn, shuffled, someAngle, takeOfHead } from './head-take.ts';
import type { Person } from './people.ts';
import type { Randomness } from './randomness.ts';
import type { Scene } from './ray-library.ts';
import { rayStep } from './rays.ts';
import {
  bends,
  bentSheet,
  type Cast,
  flatSheet,
  frozen,
  head,
  headRays,
  headWithSpectacles,
  madeHead,
  nearSheet,
  otherRays,
  tiltedSheet,
} from './scenes/cast.ts';
import { type Station, stationsOf, type Take, takeOf } from './take.ts';

export interface Species {
  readonly name: string;
  /** Families are what goals are set for. */
  readonly family: 'genuine' | 'flat' | 'bent' | 'swapped' | 'order' | 'repeated';
  /** How many turns it is asked for. @default 2 */
  readonly turns?: number;
  /** @param number Of the take among those of its species: people come in turn, so that each weighs the same. */
  take(cast: Cast, challenge: CaptureChallenge, random: Randomness, number: number): Take;
}

const inTurn = (people: readonly Person[], number: number) => people[number % people.length]!;

function genuine(
  name: string,
  angle: number,
  camera: CameraName = 'ordinary',
  scene: (person: Person, cast: Cast) => Scene = head,
  missed = 0,
): Species {
  return {
    name,
    family: 'genuine',
    take(cast, challenge, random, number) {
      const person = inTurn(cast.sitters, number);
      const before = scene(person, cast);
      const stations = stationsOf(challenge, angle, headRays, random, missed);
      return takeOf(person.name, stations, headRays, random, (station) => shotOn(before, station, camera));
    },
  };
}

/** Sheets that are turned as the head was to be, by up to 45°. */
function sheets(
  name: string,
  family: 'flat' | 'bent',
  scene: (person: Person) => Scene,
  camera: CameraName = 'ordinary',
  whose: (everyone: readonly Person[]) => readonly Person[] = (everyone) => everyone,
): Species {
  return {
    name,
    family,
    take(cast, challenge, random, number) {
      const person = inTurn(whose(cast.everyone), number);
      const before = scene(person);
      const stations = stationsOf(challenge, random.between(18, 47), otherRays, random);
      return takeOf(person.name, stations, otherRays, random, (station) => shotOn(before, station, camera));
    },
  };
}

/** Each kind of bent sheet is made of every sixth person, other sheets than plain ones of every third: reading all would take an hour. */
const bentShare = 6;
const sheetShare = 3;
const some = (first: number) => (everyone: readonly Person[]) =>
  everyone.filter((_, number) => number % sheetShare === first);

const flat: readonly Species[] = [
  sheets('print or screen, turned', 'flat', flatSheet),
  sheets('print or screen, turned and tilted', 'flat', tiltedSheet, 'ordinary', some(0)),
  sheets('print or screen, out of focus', 'flat', flatSheet, 'out of focus', some(1)),
  sheets('print or screen, noise and coarse JPEG', 'flat', flatSheet, 'noise and coarse JPEG', some(2)),
  sheets('print or screen, dark', 'flat', flatSheet, 'dark', some(0)),
  {
    name: 'print or screen, near and turned away at first, one turn',
    family: 'flat',
    turns: 1,
    take(cast, challenge, random, number) {
      const person = inTurn(cast.everyone, number);
      const scene = nearSheet(person, challenge.turns.includes('left') ? 'left' : 'right');
      const stations = stationsOf(challenge, random.between(28, 47), otherRays, random);
      return takeOf(person.name, stations, otherRays, random, (station) => shotOn(scene, station));
    },
  },
];

const bent: readonly Species[] = bends.flatMap((bend) =>
  [false, true].map((rolled, i) =>
    sheets(
      `paper bent over ${bend}°${rolled ? ', rolled to the turn' : ''}`,
      'bent',
      (person) => bentSheet(person, bend, rolled),
      'ordinary',
      (everyone) =>
        everyone.filter((_, number) => number % bentShare === (bends.indexOf(bend) + i) % bentShare),
    ),
  ),
);

/** Two people of whom heads are there. */
function two(cast: Cast, random: Randomness, number: number): [Person, Person] {
  const first = inTurn(cast.sitters, number);
  const others = cast.sitters.filter(({ name }) => name !== first.name);
  return [first, random.pick(others)];
}

/** Views of one person or thing up to a place in the take, of another from there on. */
function swapping(
  name: string,
  of: (cast: Cast, random: Randomness, number: number) => readonly [Scene, Scene],
  second: (station: Station, index: number, count: number, random: Randomness) => boolean,
): Species {
  return {
    name,
    family: 'swapped',
    take(cast, challenge, random, number) {
      const [before, after] = of(cast, random, number);
      const rays = Math.min(
        ...[before, after].map(({ name: kind }) => (kind === 'head' ? headRays : otherRays)),
      );
      const stations = stationsOf(challenge, someAngle(random), rays, random);
      return takeOf(before.person.name, stations, rays, random, (station, index) =>
        shotOn(second(station, index, stations.length, random) ? after : before, station),
      );
    },
  };
}

const heads = (cast: Cast, random: Randomness, number: number) => {
  const [victim, attacker] = two(cast, random, number);
  return [head(victim, cast), head(attacker, cast)] as const;
};

const swapped: readonly Species[] = [
  swapping('face of another person while the head turns', heads, ({ view }) => view * rayStep > 8),
  swapping(
    'attacker turns, picture of the victim for the still',
    (cast, random, number) => {
      const [victim, attacker] = two(cast, random, number);
      return [head(attacker, cast), madeHead(victim, cast)];
    },
    (_, index, count) => index >= count - 2,
  ),
  swapping(
    'print that gives way to a head when it turns',
    (cast, random, number) => {
      const [victim, attacker] = two(cast, random, number);
      return [flatSheet(victim), head(attacker, cast)];
    },
    ({ view, way }) => way !== 'start' && (way !== 'out' || view > 2),
  ),
  swapping(
    'print before the head of the same person',
    (cast, _, number) => {
      const person = inTurn(cast.sitters, number);
      return [head(person, cast), flatSheet(person)];
    },
    ({ turn }) => turn === 1,
  ),
  {
    name: 'stills of the person, one after another',
    family: 'swapped',
    take: (cast, challenge, random, number) =>
      takeOfHead(
        inTurn(cast.sitters, number),
        cast,
        random,
        challenge,
        (scene) => (station, index) =>
          // The nearest of a frontal and a far turned still, each time another picture of it.
          shotOn(scene, { ...station, view: station.view < 3 ? 0 : 5, ray: index % headRays }),
      ),
  },
];

const order: readonly Species[] = [
  {
    name: 'turns in another order or to another side',
    family: 'order',
    take: (cast, challenge, random, number) =>
      takeOfHead(inTurn(cast.sitters, number), cast, random, otherThan(challenge, random)),
  },
  {
    name: 'the first turn alone',
    family: 'order',
    take: (cast, { turns }, random, number) =>
      takeOfHead(inTurn(cast.sitters, number), cast, random, { turns: turns.slice(0, 1) }),
  },
  {
    name: 'frames out of their order',
    family: 'order',
    take: (cast, challenge, random, number) =>
      takeOfHead(inTurn(cast.sitters, number), cast, random, challenge, undefined, shuffled),
  },
];

/** Every way back is the way out once more, frame by frame, perhaps behind other noise, focus and light. */
function playedBack(name: string, camera: CameraName): Species {
  return {
    name,
    family: 'repeated',
    take: (cast, challenge, random, number) =>
      takeOfHead(inTurn(cast.sitters, number), cast, random, challenge, (scene, stations) => {
        const outward = new Map(
          stations.filter(({ way }) => way === 'out').map(({ turn, ray }) => [turn, ray]),
        );
        return (station) =>
          station.way === 'back'
            ? shotOn(scene, { ...station, ray: outward.get(station.turn)! }, camera)
            : shotOn(scene, station);
      }),
  };
}

/** A stream that comes round again: the second turn is the first one once more where both go to one side. */
const looped: Species = {
  name: 'looped stream: every look straight ahead is the first one',
  family: 'repeated',
  take: (cast, challenge, random, number) =>
    takeOfHead(inTurn(cast.sitters, number), cast, random, challenge, (scene, stations) => {
      const { ray, direction } = stations[0]!;
      return (station) =>
        station.view === 0
          ? shotOn(scene, { ...station, ray, direction }, 'noise, focus and light that change')
          : shotOn(scene, station);
    }),
};

function frozenPicture(name: string, camera: CameraName): Species {
  return {
    name,
    family: 'repeated',
    take(cast, challenge, random, number) {
      const person = inTurn(cast.everyone, number);
      const scene = frozen(person);
      const stations = stationsOf(challenge, 30, otherRays, random);
      return takeOf(person.name, stations, otherRays, random, (station) => shotOn(scene, station, camera));
    },
  };
}

const changing = 'noise, focus and light that change' satisfies CameraName;

export const species: readonly Species[] = [
  genuine('turn of 15°', 15),
  genuine('turn of 20°', 20),
  genuine('turn of 25°', 25),
  genuine('turn of 30°', 30),
  genuine('turn of 20°, dark', 20, 'dark'),
  genuine('turn of 20°, out of focus', 20, 'out of focus'),
  genuine('turn of 20°, noise and coarse JPEG', 20, 'noise and coarse JPEG'),
  genuine('turn of 20°, focus and light that hunt', 20, 'focus and light that hunt'),
  genuine('turn of 20°, spectacles drawn on', 20, 'ordinary', headWithSpectacles),
  genuine('turn of 20°, every tenth frame missing', 20, 'ordinary', head, 0.1),
  {
    name: 'turn of 25°, one picture turned',
    family: 'genuine',
    take(cast, challenge, random, number) {
      const person = inTurn(cast.everyone, number);
      const scene = madeHead(person, cast);
      const stations = stationsOf(challenge, 25, otherRays, random);
      return takeOf(person.name, stations, otherRays, random, (station) => shotOn(scene, station));
    },
  },
  ...flat,
  ...bent,
  ...swapped,
  ...order,
  frozenPicture('frozen picture', 'no noise'),
  frozenPicture('frozen picture, with noise, focus and light that change', changing),
  playedBack('way out played backwards for the way back', 'ordinary'),
  playedBack('way out played backwards, with noise, focus and light that change', changing),
  looped,
];
