/** The scenes of the benchmark: every person as a head, and as whatever is held up in its place. */
import type { CameraName } from '../camera.ts';
import type { Person } from '../people.ts';
import type { Scene } from '../ray-library.ts';
import { headView, rolledTo, sheetView, turnedView } from './views.ts';

/** What the benchmark is made of. */
export interface Cast {
  /** Sittings of people of whom pictures at many angles are there. */
  readonly sitters: readonly Person[];
  /** Those, one sitting each, and people with one picture. */
  readonly everyone: readonly Person[];
  /** The sitters with spectacles on, where any are asked for. */
  readonly wearers: ReadonlyMap<Person, Person>;
  /** Vertices of the mesh's triangles. */
  readonly triangles: readonly number[];
}

/** Rays of each direction: of heads, and of all else. */
export const headRays = 4;
export const otherRays = 2;

const headReach = 35;
const sheetReach = 45;
const headCameras: readonly CameraName[] = [
  'ordinary',
  'dark',
  'out of focus',
  'noise and coarse JPEG',
  'focus and light that hunt',
  'noise, focus and light that change',
];
const sheetCameras: readonly CameraName[] = ['ordinary', 'dark', 'out of focus', 'noise and coarse JPEG'];

export function head(person: Person, { triangles }: Cast): Scene {
  return {
    name: 'head',
    person,
    reach: headReach,
    cameras: headCameras,
    view: (stand) => headView(person, triangles, stand),
  };
}

export function headWithSpectacles(person: Person, { triangles, wearers }: Cast): Scene {
  return {
    name: 'head with spectacles, at angles as seen',
    person,
    reach: 20,
    cameras: ['ordinary'],
    view: (stand) => headView(wearers.get(person)!, triangles, stand),
  };
}

/** A head made of one picture. */
export function madeHead(person: Person, { triangles }: Cast): Scene {
  return {
    name: 'made head',
    person,
    reach: 30,
    cameras: ['ordinary'],
    view: (stand) => turnedView(person.frontal, triangles, stand),
  };
}

export function flatSheet(person: Person): Scene {
  return {
    name: 'flat',
    person,
    reach: sheetReach,
    cameras: sheetCameras,
    view: (stand) => sheetView(person.frontal, stand, held(person)),
  };
}

/** Turned to a side and up or down at once. */
export function tiltedSheet(person: Person): Scene {
  return {
    name: 'flat, tilted',
    person,
    reach: sheetReach,
    cameras: ['ordinary'],
    view: (stand) => {
      const { yaw, pitch } = stand;
      const tilted = { yaw: yaw + 0.6 * pitch, pitch: pitch + 0.6 * yaw };
      return sheetView(person.frontal, { ...stand, ...tilted }, held(person));
    },
  };
}

/** Degrees that a sheet is turned away before the turn, and how many times as far it goes then. */
const away = 15;
const further = 1.3;

/** As near as it fits, and turned away at first: from end to end the mesh sees most of a turn in it. */
export function nearSheet(person: Person, direction: 'left' | 'right'): Scene {
  const start = direction === 'left' ? -away : away;
  return {
    name: `flat, near, to the ${direction}`,
    person,
    reach: sheetReach,
    cameras: ['ordinary'],
    view: (stand) => {
      const sheet = held(person);
      // From 1.2 to 2.5 widths down to 1 to 1.3.
      const distance = 1 + (0.3 * (sheet.distance - 1.2)) / 1.3;
      return sheetView(
        person.frontal,
        { ...stand, yaw: start + further * stand.yaw },
        { ...sheet, distance },
      );
    },
  };
}

/** Degrees of the cylinder that the whole picture is bent over; under 0 its hollow side is shown. */
export const bends = [40, 60, 90, 120, 150, 180, -60, -90, -120] as const;

/** @param rolled Whether the sheet is bent further the farther it is turned, around the axis of the turn. */
export function bentSheet(person: Person, bend: number, rolled: boolean): Scene {
  return {
    name: `bent ${bend}${rolled ? ' rolled' : ''}`,
    person,
    reach: sheetReach,
    cameras: ['ordinary'],
    view: (stand) =>
      sheetView(person.frontal, stand, {
        ...held(person),
        ...(rolled ? rolledTo(stand, bend) : { bend }),
      }),
  };
}

export function frozen(person: Person): Scene {
  return {
    name: 'frozen',
    person,
    reach: 30,
    cameras: ['no noise', 'noise, focus and light that change'],
    view: () => person.frontal.image,
  };
}

/** How near it is held, and how strong the perspective is: another for every person. */
function held({ key }: Person): { readonly scale: number; readonly distance: number } {
  const share = (key.length % 7) / 6;
  return { scale: 0.9 + 0.2 * share, distance: 1.2 + 1.3 * ((key.length % 5) / 4) };
}
