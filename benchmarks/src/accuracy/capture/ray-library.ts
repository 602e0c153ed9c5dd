/** Rays as the product reads them, filmed once and kept: takes by the thousand are put together from them. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { RgbImage, TurnDirection } from '@livephoto/core';
import type { SeenMoment, TrackReader } from '@livephoto/core/capture';
import { type CameraName, cameras, filmed } from './camera.ts';
import type { Person } from './people.ts';
import { createRandomness, seedOf } from './randomness.ts';
import { rayStands, type Stand } from './rays.ts';

/** Something before the camera, and the cameras that film it. */
export interface Scene {
  /** Of this among all of the person. */
  readonly name: string;
  readonly person: Person;
  /** Degrees that its rays reach. */
  readonly reach: number;
  readonly cameras: readonly CameraName[];
  view(stand: Stand): RgbImage;
}

/** One view of one ray. */
export interface Shot {
  readonly scene: Scene;
  readonly camera: CameraName;
  readonly direction: TurnDirection;
  /** Number of the ray among those of its scene and direction. */
  readonly ray: number;
  /** Number of the view on the ray: 0 is the centre. */
  readonly view: number;
}

export interface RayLibrary {
  /** Undefined where no face was seen. `at` is not the take's. */
  moment(shot: Shot): Promise<SeenMoment | undefined>;
  /** The file that the camera made of it. */
  picture(shot: Shot): Promise<Uint8Array>;
}

/** Of what is kept: another one where the pictures, or what is read of them, change. */
const version = 3;
/** Rays in memory. */
const held = 400;

type Ray = Readonly<Partial<Record<CameraName, readonly (SeenMoment | undefined)[]>>>;

/** @param folder Where rays are kept from run to run. */
export function createRayLibrary(reader: TrackReader, folder: string): RayLibrary {
  const rays = new Map<string, Promise<Ray>>();

  async function film(shot: Omit<Shot, 'view' | 'camera'>): Promise<Ray> {
    const stands = standsOf(shot);
    const views = stands.map((stand) => shot.scene.view(stand));
    const ray: Partial<Record<CameraName, (SeenMoment | undefined)[]>> = {};
    for (const camera of shot.scene.cameras) {
      const read = reader.begin();
      const moments: (SeenMoment | undefined)[] = [];
      for (const [i, view] of views.entries()) {
        const image = await shoot(view, { ...shot, camera, view: i });
        moments.push(await read({ image, at: i }));
      }
      ray[camera] = moments;
    }
    return ray;
  }

  async function load(shot: Omit<Shot, 'view' | 'camera'>): Promise<Ray> {
    const file = join(
      folder,
      `${createHash('sha256')
        .update(`${version}|${reader.models['face-landmarker']}|${nameOf(shot)}`)
        .digest('hex')
        .slice(0, 32)}.ray`,
    );
    const kept = await readFile(file).catch(() => undefined);
    if (kept !== undefined) return unpack(deserialize(kept) as PackedRay);
    const ray = await film(shot);
    await mkdir(folder, { recursive: true });
    // Whole or not at all: runs may share a folder.
    await writeFile(`${file}.${process.pid}`, serialize(pack(ray)));
    await rename(`${file}.${process.pid}`, file);
    return unpack(pack(ray));
  }

  return {
    async moment(shot) {
      const name = nameOf(shot);
      let ray = rays.get(name);
      if (ray === undefined) {
        ray = load(shot);
        if (rays.size >= held) rays.delete(rays.keys().next().value!);
        rays.set(name, ray);
      }
      return (await ray)[shot.camera]![shot.view];
    },
    picture: (shot) => shoot(shot.scene.view(standsOf(shot)[shot.view]!), shot),
  };
}

/** What the scene's cameras are is part of the name: a ray holds the moments of all of them. */
function nameOf({ scene, direction, ray }: Omit<Shot, 'view' | 'camera'>): string {
  return [scene.person.key, scene.name, scene.reach, scene.cameras.join(), direction, ray].join('|');
}

function standsOf({ scene, direction, ray }: Omit<Shot, 'view' | 'camera'>): Stand[] {
  const random = createRandomness(seedOf(`${scene.person.key}|${scene.name}|${direction}|${ray}`));
  return rayStands(direction, scene.reach, ray, random);
}

function shoot(view: RgbImage, shot: Shot): Promise<Uint8Array> {
  const random = createRandomness(
    seedOf(
      `${shot.scene.person.key}|${shot.scene.name}|${shot.direction}|${shot.ray}|${shot.camera}|${shot.view}`,
    ),
  );
  return filmed(view, cameras[shot.camera](random), random);
}

type Packed = Omit<SeenMoment, 'points' | 'appearance' | 'patch' | 'scene'> & {
  readonly points: Float32Array;
  readonly appearance: Float32Array;
  readonly patch: Omit<SeenMoment['patch'], 'points'> & { readonly points: Float32Array };
  readonly scene: Omit<SeenMoment['scene'], 'data'> & { readonly data: Float32Array };
};
type PackedRay = Record<string, (Packed | undefined)[]>;

function pack(ray: Ray): PackedRay {
  return mapped(ray, (moment: SeenMoment) => ({
    ...moment,
    points: new Float32Array(moment.points),
    appearance: new Float32Array(moment.appearance),
    patch: { ...moment.patch, points: new Float32Array(moment.patch.points) },
    scene: { ...moment.scene, data: new Float32Array(moment.scene.data) },
  }));
}

function unpack(ray: PackedRay): Ray {
  return mapped(ray, (moment: Packed) => ({
    ...moment,
    points: new Float64Array(moment.points),
    appearance: new Float64Array(moment.appearance),
    patch: { ...moment.patch, points: new Float64Array(moment.patch.points) },
    scene: { ...moment.scene, data: new Float64Array(moment.scene.data) },
  }));
}

function mapped<From, To>(
  ray: Readonly<Record<string, readonly (From | undefined)[]>>,
  to: (moment: From) => To,
) {
  return Object.fromEntries(
    Object.entries(ray).map(([camera, moments]) => [
      camera,
      moments.map((moment) => (moment === undefined ? undefined : to(moment))),
    ]),
  );
}
