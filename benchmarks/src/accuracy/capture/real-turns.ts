/** Turns between two pictures that were taken of a person, nothing drawn between them: what is no film shows no way, but it shows whether what turned is solid. */
import type { MotionPolicy, RgbImage, TurnDirection } from '@livephoto/core';
import {
  compareFrames,
  judgeMotion,
  measureMotion,
  type SeenMoment,
  type TrackReader,
} from '@livephoto/core/capture';
import { numberText, shareText } from '../../report/rates-text.ts';
import type { Table } from '../../report/table.ts';
import { groupBy } from '../statistics/group-by.ts';
import { shareOf } from '../statistics/proportion.ts';
import { filmed } from './camera.ts';
import type { Person, Pictured } from './people.ts';
import { createRandomness, seedOf } from './randomness.ts';

export interface RealTurn {
  readonly person: string;
  /** Degrees by the label. */
  readonly label: Pictured['label'];
  /** Degrees that the mesh sees between both pictures; undefined where it loses the face, or sees no turn. */
  readonly angle: number | undefined;
  /** Whether depth, relief, parallax, shape and width are those of a head. */
  readonly solid: boolean;
  readonly depth: number;
  readonly relief: number;
  /** Of the face's looks in both pictures, −1..1. */
  readonly likeness: number;
}

/** Degrees of the label, to a side and up or down, of pictures that are turned to. */
const farthest = { yaw: 30, pitch: 15 } as const;
/** Pixels that a picture is moved at most between two times that it is filmed. */
const sway = 4;
/** Of one frontal, one turned and one frontal look: how often each is filmed. */
const looks = [2, 3, 1] as const;

export async function realTurns(
  reader: TrackReader,
  sitters: readonly Person[],
  policy: MotionPolicy,
): Promise<RealTurn[]> {
  const found: RealTurn[] = [];
  for (const { name, key, frontal, poses } of sitters) {
    for (const pose of poses) {
      const { yaw, pitch } = pose.label;
      if (yaw === 0 || Math.abs(yaw) > farthest.yaw || Math.abs(pitch) > farthest.pitch) continue;
      const random = createRandomness(seedOf(`${key}|${yaw}|${pitch}`));
      const read = reader.begin();
      const moments: SeenMoment[] = [];
      for (const [i, picture] of [frontal, pose, frontal].entries()) {
        for (let look = 0; look < looks[i]!; look++) {
          const view = moved(picture.image, random.below(sway), random.below(sway));
          const moment = await read({ image: await filmed(view, {}, random), at: 0 });
          if (moment) moments.push({ ...moment, at: 200 * moments.length });
        }
      }
      found.push({ person: name, label: pose.label, ...judged(moments, yaw > 0 ? 'left' : 'right', policy) });
    }
  }
  return found;
}

function judged(moments: readonly SeenMoment[], direction: TurnDirection, policy: MotionPolicy) {
  const none = { angle: undefined, solid: false, depth: 0, relief: 0, likeness: 0 };
  if (moments.length < looks[0] + looks[1] + looks[2]) return none;
  const track = compareFrames(moments, moments.at(-1)!);
  // Whoever turns looks up or down with it; a turn up is not asked for here.
  const motion = measureMotion(track, { ...policy, minPitch: 90 });
  const { evidence } = judgeMotion(motion, { turns: [direction] }, policy);
  const [turn] = evidence.turns;
  if (turn === undefined) return none;
  return {
    angle: turn.angle,
    solid: evidence.checks.solid,
    depth: turn.depth ?? 0,
    relief: turn.relief ?? 0,
    likeness: track.steps[looks[0] - 1]!.likeness,
  };
}

/** The picture without a rim, seen by a camera that moved a little. */
function moved({ width, height, data }: RgbImage, dx: number, dy: number): RgbImage {
  const [w, h] = [width - sway, height - sway];
  const rows = new Uint8Array(w * h * 3);
  for (let y = 0; y < h; y++) {
    const from = 3 * ((y + dy) * width + dx);
    rows.set(data.subarray(from, from + 3 * w), 3 * y * w);
  }
  return { width: w, height: h, data: rows };
}

export function realTurnsTable(turns: readonly RealTurn[]): Table {
  const of = [...groupBy(turns, ({ label }) => String(Math.abs(label.yaw)))];
  const least = (values: readonly number[]) => numberText(values.length > 0 ? Math.min(...values) : null, 2);
  return {
    title: 'Turns between two pictures that were taken of a person, with nothing drawn between them',
    columns: [
      'label',
      'turns',
      'people',
      'seen to turn',
      'not solid, of those (95 %)',
      'whose',
      'least depth',
      'least relief',
      'least likeness',
    ],
    rows: of.map(([angle, all]) => {
      const seen = all.filter((turn) => turn.angle !== undefined);
      const refused = seen.filter(({ solid }) => !solid);
      return [
        `${angle}°`,
        String(all.length),
        String(new Set(all.map(({ person }) => person)).size),
        String(seen.length),
        shareText(shareOf(seen, ({ solid }) => !solid)),
        [...new Set(refused.map(({ person }) => person))].join(', ') || '–',
        least(seen.map(({ depth }) => depth)),
        least(seen.map(({ relief }) => relief)),
        least(seen.map(({ likeness }) => likeness)),
      ];
    }),
  };
}
