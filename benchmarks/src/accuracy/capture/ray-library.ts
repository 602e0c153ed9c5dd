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

/** A ray that is wanted, and how far each of its cameras looks along it. */
export interface WantedRay {
  readonly scene: Scene;
  readonly direction: TurnDirection;
  readonly ray: number;
  /** Number of the farthest view by camera. */
  readonly farthest: ReadonlyMap<CameraName, number>;
}

export interface RayLibrary {
  /** Films what of a ray is not kept yet. @returns false where all of it was. */
  film(wanted: WantedRay): Promise<boolean>;
  /** Undefined where no face was seen. `at` is not the take's. */
  moment(shot: Shot): Promise<SeenMoment | undefined>;
  /** The file that the camera made of it. */
  picture(shot: Shot): Promise<Uint8Array>;
}

/** Of what is kept: another one where the pictures, or what is read of them, change. */
const version = 7;
/** Rays in memory, each of one camera. */
const held = 1000;

type Moments = readonly (SeenMoment | undefined)[];

/** The rays of shots by their names, so that each is drawn once and only as far as somebody looks. */
export function wantedRays(shots: Iterable<Shot>): ReadonlyMap<string, WantedRay> {
  const rays = new Map<string, WantedRay & { readonly farthest: Map<CameraName, number> }>();
  for (const shot of shots) {
    const name = rayName(shot);
    const { scene, direction, ray, camera, view } = shot;
    const found = rays.get(name) ?? { scene, direction, ray, farthest: new Map<CameraName, number>() };
    rays.set(name, found);
    found.farthest.set(camera, Math.max(view, found.farthest.get(camera) ?? 0));
  }
  return rays;
}

/** @param folder Where rays are kept from run to run. */
export function createRayLibrary(reader: TrackReader, folder: string): RayLibrary {
  const rays = new Map<string, Promise<Moments>>();

  const fileOf = (shot: Omit<Shot, 'view'>) =>
    join(
      folder,
      `${createHash('sha256')
        .update(`${version}|${reader.models['face-landmarker']}|${rayName(shot)}|${shot.camera}`)
        .digest('hex')
        .slice(0, 32)}.ray`,
    );

  const kept = async (shot: Omit<Shot, 'view'>): Promise<Moments | undefined> => {
    const bytes = await readFile(fileOf(shot)).catch(() => undefined);
    return bytes && (deserialize(bytes) as (Packed | undefined)[]).map((moment) => moment && unpack(moment));
  };

  async function film({ farthest, ...ray }: WantedRay): Promise<boolean> {
    const stands = standsOf(ray);
    const views = new Map<number, RgbImage>();
    for (const [camera, last] of farthest) {
      if (((await kept({ ...ray, camera }))?.length ?? 0) > last) continue;
      const read = reader.begin();
      const moments: (Packed | undefined)[] = [];
      for (let number = 0; number <= last; number++) {
        const view = views.get(number) ?? ray.scene.view(stands[number]!);
        views.set(number, view);
        const image = await shoot(view, { ...ray, camera, view: number });
        const moment = await read({ image, at: number });
        moments.push(moment && pack(moment));
      }
      await mkdir(folder, { recursive: true });
      // Whole or not at all: runs may share a folder.
      const file = fileOf({ ...ray, camera });
      await writeFile(`${file}.${process.pid}`, serialize(moments));
      await rename(`${file}.${process.pid}`, file);
    }
    return views.size > 0;
  }

  async function load(shot: Shot): Promise<Moments> {
    const { scene, direction, ray, camera, view } = shot;
    await film({ scene, direction, ray, farthest: new Map([[camera, view]]) });
    return (await kept(shot))!;
  }

  return {
    film,
    async moment(shot) {
      const name = `${rayName(shot)}|${shot.camera}`;
      let moments = await rays.get(name);
      if (moments === undefined || moments.length <= shot.view) {
        const loading = load(shot);
        if (rays.size >= held) rays.delete(rays.keys().next().value!);
        rays.set(name, loading);
        moments = await loading;
      }
      return moments[shot.view];
    },
    picture: (shot) => shoot(shot.scene.view(standsOf(shot)[shot.view]!), shot),
  };
}

export function rayName({ scene, direction, ray }: Omit<Shot, 'view' | 'camera'>): string {
  return [scene.person.key, scene.name, scene.reach, direction, ray].join('|');
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

function pack(moment: SeenMoment): Packed {
  return {
    ...moment,
    points: new Float32Array(moment.points),
    appearance: new Float32Array(moment.appearance),
    patch: { ...moment.patch, points: new Float32Array(moment.patch.points) },
    scene: { ...moment.scene, data: new Float32Array(moment.scene.data) },
  };
}

function unpack(moment: Packed): SeenMoment {
  return {
    ...moment,
    points: new Float64Array(moment.points),
    appearance: new Float64Array(moment.appearance),
    patch: { ...moment.patch, points: new Float64Array(moment.patch.points) },
    scene: { ...moment.scene, data: new Float64Array(moment.scene.data) },
  };
}
