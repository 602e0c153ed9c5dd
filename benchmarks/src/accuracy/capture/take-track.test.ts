import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createInspector, createSimdBackend, type Inspector, policies, type RgbImage } from '@livephoto/core';
import { createTrackReader, type TrackReader } from '@livephoto/core/capture';
import { createFileModelSource, createNodeDecoder } from '@livephoto/worker-runtime/node';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LabelledPhoto } from '../labels/labels.ts';
import { type Person, type Pictured, portraits, sittings } from './people.ts';
import { createRandomness } from './randomness.ts';
import { createRayLibrary, type RayLibrary, type Scene } from './ray-library.ts';
import { realTurns, realTurnsTable } from './real-turns.ts';
import { bentSheet, type Cast, flatSheet, frozen, headWithSpectacles, madeHead } from './scenes/cast.ts';
import { drawnHeadPolicy } from './scenes/drawn-head-policy.ts';
import { holdUp } from './scenes/sheets.ts';
import { bespectacled, headView, turnedView } from './scenes/views.ts';
import { stationsOf, type Take, takeOf } from './take.ts';
import { compareTake, judgeTake, judgeWhole } from './take-track.ts';

const selfie = fileURLToPath(new URL('../../../../samples/selfie.jpg', import.meta.url));
const challenge = { turns: ['left', 'right'] } as const;

let folder: string;
let inspector: Inspector;
let reader: TrackReader;
let library: RayLibrary;
let person: Person;
let cast: Cast;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'livephoto-take-'));
  const models = createFileModelSource();
  const parts = { models, backend: createSimdBackend(), decoder: await createNodeDecoder() };
  inspector = await createInspector({ ...parts, policy: drawnHeadPolicy });
  reader = await createTrackReader({ ...parts, policy: inspector.policy });
  library = createRayLibrary(reader, folder);
  // As small as the benchmark still takes: the nets' crops are larger.
  const small = join(folder, 'small.png');
  await sharp(selfie).resize({ width: 240 }).toFile(small);
  [person] = (await portraits(inspector, [photo(small, 'faces', 'single')], 1)) as [Person];
  const canonical = JSON.parse(new TextDecoder().decode(await models.bytes('canonical-face'))) as {
    triangles: number[];
  };
  const worn = { ...person.frontal, image: bespectacled(person.frontal) };
  cast = {
    sitters: [person],
    everyone: [person],
    wearers: new Map([[person, { ...person, frontal: worn, poses: [worn] }]]),
    triangles: canonical.triangles,
  };
});

afterAll(async () => {
  await reader.dispose();
  await inspector.dispose();
  await rm(folder, { recursive: true });
});

function photo(
  file: string,
  category: LabelledPhoto['category'],
  label: string,
  extra: LabelledPhoto['extra'] = {},
): LabelledPhoto {
  return { path: file, file, source: 'made', repository: 'made', category, label, extra, standing: 'firm' };
}

/** A take of one scene, turned as the challenge asks. */
function turning(scene: Scene, degrees: number): Take {
  const random = createRandomness(3);
  const rays = 2;
  const stations = stationsOf(challenge, degrees, rays, random);
  return takeOf(scene.person.name, stations, rays, random, ({ direction, view, ray }) => ({
    scene,
    camera: scene.cameras[0]!,
    direction,
    view,
    ray,
  }));
}

/** One camera is filmed, and no farther than the take goes. */
const short = (scene: Scene, reach: number): Scene => ({
  ...scene,
  reach,
  cameras: scene.cameras.slice(0, 1),
});

async function judged(scene: Scene, degrees: number) {
  const compared = await compareTake(library, turning(scene, degrees));
  return judgeTake(compared, challenge, inspector.policy.motion);
}

describe('takes before the motion cue', () => {
  it('passes a head that turns left and right, from rays and the whole way alike', async () => {
    const scene = short(madeHead(person, cast), 25);
    const { findings, motion } = await judged(scene, 25);
    expect(findings).toEqual([]);
    expect(motion!.seen).toEqual(challenge.turns);
    expect(motion!.turns.every(({ angle }) => angle >= 14)).toBe(true);
    const whole = await judgeWhole(inspector, library, turning(scene, 25), challenge);
    expect(whole.findings).toEqual([]);
    expect(whole.cost).toBeGreaterThan(0);
  });

  it('refuses it by the default policy, as it is one picture that a program turned', async () => {
    const compared = await compareTake(library, turning(short(madeHead(person, cast), 25), 25));
    const { findings, motion } = judgeTake(compared, challenge, policies.default.motion);
    expect(findings).toEqual(['flat_face_suspected']);
    expect(Math.min(...motion!.turns.map(({ relief }) => relief!))).toBeLessThan(0.3);
  });

  it('reads rays that were kept as it read them first', async () => {
    const scene = short(madeHead(person, cast), 25);
    const shot = turning(scene, 25).frames[3]!.shot;
    const first = await library.moment(shot);
    const again = createRayLibrary({ ...reader, begin: () => expect.fail('filmed again') }, folder);
    expect(await again.moment(shot)).toEqual(first);
  });

  it('refuses a flat print and bent paper that turn, and a picture that stays', async () => {
    expect((await judged(short(flatSheet(person), 25), 25)).findings).not.toEqual([]);
    expect((await judged(short(bentSheet(person, 60, true), 25), 25)).findings).not.toEqual([]);
    const still = await judged(short(frozen(person), 25), 25);
    expect(still.findings).toEqual(expect.arrayContaining(['turn_not_followed', 'frames_repeated']));
    expect(still.motion!.seen).toEqual([]);
  });

  it('has no motion of what holds no face', async () => {
    const { width, height } = person.frontal.image;
    const wall = { width, height, data: new Uint8Array(width * height * 3).fill(120) };
    const scene: Scene = { ...short(frozen(person), 0), name: 'wall', view: () => wall };
    expect(await judged(scene, 0)).toEqual({ findings: ['track_interrupted'], motion: undefined });
  });
});

describe('people', () => {
  /** Pictures of one sitting; labels are off by five degrees, but for what is straight. */
  const sit = async (pitch: number, subject: string) => {
    const sat: LabelledPhoto[] = [];
    for (const yaw of [-20, -10, 0, 10, 20]) {
      const stand = { yaw, pitch, roll: 0, shift: { x: 0, y: 0 } };
      const view = turnedView(person.frontal, cast.triangles, stand);
      const file = join(folder, `${subject}-yaw${yaw}.png`);
      await sharp(view.data, { raw: { width: view.width, height: view.height, channels: 3 } }).toFile(file);
      const label = yaw === 0 ? 0 : yaw + 5;
      sat.push(photo(file, 'orientation', 'pose', { yaw: label, pitch: 0, subject }));
    }
    return sat;
  };

  it('makes sittings of people with five pictures at many angles, as the mesh sees them, one of them straight', async () => {
    const sat = await sit(0, 'p1');
    const few = sat.slice(1).map((one) => ({ ...one, extra: { ...one.extra, subject: 'p2' } }));
    const found = await sittings(inspector, [...sat, ...few]);
    expect(found.map(({ name }) => name)).toEqual(['p1']);
    const off = found[0]!.poses.map(({ yaw }, i) => Math.abs(yaw - [-20, -10, 0, 10, 20][i]!));
    expect(Math.max(...off)).toBeLessThan(3.5);
    expect(found[0]!.frontal).toBe(found[0]!.poses[2]);
  });

  it('begins with the chin as low as the page asks for, where somebody sat looking up', async () => {
    const seen = async (image: RgbImage) => {
      const { report } = await inspector.inspectDetailed(image, {
        inspections: ['orientation'],
        upright: true,
      });
      return report.inspections.orientation.evidence.pitch!;
    };
    const stand = { yaw: 0, pitch: 0, roll: 0, shift: { x: 0, y: 0 } };
    const sat = await sit(22, 'p3');
    const [asTheyAre] = await sittings(inspector, sat);
    const [sitter] = await sittings(inspector, sat, 1, cast.triangles);
    expect(await seen(asTheyAre!.frontal.image)).toBeGreaterThan(14);
    expect(await seen(sitter!.frontal.image)).toBeLessThan(14);
    // The ways to all sides and up begin there.
    expect(sitter!.frontal.pitch).toBe(0);
    expect(await seen(headView(sitter!, cast.triangles, stand))).toBeLessThan(14);
  });

  it('takes no portrait of somebody who is known, of no face, or of a file that is none', async () => {
    const wall = join(folder, 'wall.png');
    await sharp({ create: { width: 64, height: 64, channels: 3, background: '#888' } }).toFile(wall);
    const small = join(folder, 'small.png');
    const photos = [photo(wall, 'faces', 'single'), photo(small, 'faces', 'single', { subject: 'p1' })];
    expect(await portraits(inspector, photos, 5)).toEqual([]);
    const broken = join(folder, 'broken.jpg');
    await writeFile(broken, (await readFile(selfie)).subarray(0, 40));
    await expect(portraits(inspector, [photo(broken, 'faces', 'single')], 5)).rejects.toThrow();
  });
});

describe('turns between two pictures', () => {
  const pictured = (image: RgbImage, yaw: number): Pictured => {
    return { image, points: person.frontal.points, yaw, pitch: 0, label: { yaw, pitch: 0 } };
  };
  const turnOf = async (from: RgbImage, to: RgbImage) => {
    const poses = [pictured(from, 0), pictured(to, 30), pictured(to, 60)];
    const sitter = { ...person, frontal: poses[0]!, poses };
    const turns = await realTurns(reader, [sitter], inspector.policy.motion);
    expect(turns.length).toBe(1);
    return turns[0]!;
  };

  it('are solid of a head, and not of a sheet, of a blank or of somebody who stays', async () => {
    const stand = { yaw: 20, pitch: 0, roll: 0, shift: { x: 0, y: 0 } };
    const { image } = person.frontal;
    const head = await turnOf(image, turnedView(person.frontal, cast.triangles, stand));
    expect(head).toMatchObject({ solid: true, person: person.name, label: { yaw: 30, pitch: 0 } });
    expect(Math.abs(head.angle! - 20)).toBeLessThan(4);
    expect(head.likeness).toBeGreaterThan(0.7);
    const held = (yaw: number) => holdUp(image, image, { yaw, distance: 1, scale: 0.95 });
    const sheet = await turnOf(held(-25), held(44));
    expect(sheet.angle).toBeGreaterThan(9);
    expect(sheet.solid).toBe(false);
    expect(sheet.depth).toBeLessThan(0.16);
    const blank = { ...image, data: new Uint8Array(image.data.length).fill(120) };
    for (const to of [blank, image])
      expect(await turnOf(image, to)).toMatchObject({ angle: undefined, solid: false });
    expect(realTurnsTable([head, sheet]).rows[0]!.slice(0, 4)).toEqual(['30°', '2', '1', '2']);
  });
});

describe('a head between two pictures of it', () => {
  const stand = (yaw: number) => ({ yaw, pitch: 0, roll: 0, shift: { x: 0, y: 0 } });
  const picturedAt = async (yaw: number) => {
    const view = turnedView(person.frontal, cast.triangles, stand(yaw));
    const { geometry } = await inspector.inspectDetailed(view, {
      inspections: ['faces', 'orientation'],
      upright: true,
    });
    const points = Float64Array.from(geometry!.landmarks.flatMap(({ x, y, z }) => [x, y, z]));
    return { image: view, points, yaw, pitch: 0, label: { yaw, pitch: 0 } };
  };

  it('stands where it is asked for, and has each feature once', async () => {
    const poses = [await picturedAt(0), await picturedAt(20)];
    // As far as half of the labels: where pictures are blended, two noses lie beside each other then.
    const mislabelled = [poses[0]!, { ...poses[1]!, yaw: 10 }];
    const sat = (what: typeof poses): Person => ({ ...person, frontal: what[0]!, poses: what });
    const sharpness = ({ data, width }: RgbImage) => {
      const { points } = person.frontal;
      const [x0, x1] = [points[3 * 234]!, points[3 * 454]!].map(Math.round) as [number, number];
      let sum = 0;
      for (let y = Math.round(points[3 * 168 + 1]!); y < points[3 * 152 + 1]!; y++) {
        for (let x = x0; x < x1; x++)
          sum += Math.abs(data[3 * (y * width + x) + 3]! - data[3 * (y * width + x)]!);
      }
      return sum;
    };
    const seen = async (view: RgbImage) => {
      const { report } = await inspector.inspectDetailed(view, {
        inspections: ['orientation'],
        upright: true,
      });
      return report.inspections.orientation.evidence.yaw!;
    };
    const between = headView(sat(poses), cast.triangles, stand(10));
    expect(Math.abs((await seen(between)) - 10)).toBeLessThan(3.5);
    const wrong = headView(sat(mislabelled), cast.triangles, stand(5));
    const alone = turnedView(person.frontal, cast.triangles, stand(5));
    expect(sharpness(wrong) / sharpness(alone)).toBeGreaterThan(0.85);
  });
});

describe('headWithSpectacles', () => {
  it('darkens the face around the eyes and leaves the rest as it is', () => {
    const stand = { yaw: 0, pitch: 0, roll: 0, shift: { x: 0, y: 0 } };
    const bare = madeHead(person, cast).view(stand);
    const worn = headWithSpectacles(person, cast).view(stand);
    const changed = bare.data.findIndex((value, i) => value !== worn.data[i]);
    const eyes = person.frontal.points[3 * 33 + 1]!;
    expect(Math.abs(Math.floor(changed / 3 / bare.width) - eyes)).toBeLessThan(bare.height / 5);
    const sum = ({ data }: { data: Uint8Array }) => data.reduce((total, value) => total + value, 0);
    expect(sum(worn)).toBeLessThan(sum(bare));
  });
});
