/** Takes as they were measured, kept line by line in a file: they are judged again by other policies without a frame being read. */
import { appendFile, mkdir, open, readFile, truncate } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type CaptureChallenge, LivePhotoError, type MotionPolicy } from '@livephoto/core';
import { type ComparedFrames, measureMotion } from '@livephoto/core/capture';
import type { Species } from './species.ts';
import type { WholeWay } from './take-track.ts';

/** What of a track does not depend on a policy, and of what does as much as policies may ask. */
export type KeptTrack = Omit<ComparedFrames, 'explained' | 'difference'> & {
  /** By number of a frame; null where it cannot be compared. */
  readonly explained: Readonly<Record<number, Explained | null>>;
  /** By numbers of the earlier and the later frame; null: pictures of two sizes. */
  readonly differences: Readonly<Record<string, number | null>>;
};

type Explained = NonNullable<ReturnType<ComparedFrames['explained']>>;

export interface KeptTake {
  readonly species: string;
  readonly family: Species['family'];
  readonly person: string;
  readonly seed: number;
  readonly challenge: CaptureChallenge;
  /** Frames in which no face was seen. */
  readonly lost: number;
  /** Null where no face was followed. */
  readonly track: KeptTrack | null;
  /** Of a take that went the whole way, too: what was found, and whether its rays were judged alike. */
  readonly whole?: WholeWay & { readonly same: boolean };
}

/** What the measurements are of; those of two kinds do not mix. */
export interface KeptHeader {
  readonly version: number;
  /** Hash of the landmarker. */
  readonly landmarker: string;
  /** Of each person at most. */
  readonly sittings: number;
  readonly seed: number;
}

/** Of a line: another one where what is measured changes. */
export const keptVersion = 4;

/** Degrees of yaw from which a turn may count in a policy that judges what was kept. */
const least = { from: 8, to: 20, step: 0.5 } as const;

/** Measures as every policy would whose turns count from 8 to 20 degrees. */
export function keepTrack(compared: ComparedFrames, limits: MotionPolicy): KeptTrack {
  const explained: Record<number, Explained | null> = {};
  const differences: Record<string, number | null> = {};
  const asked: ComparedFrames = {
    ...compared,
    explained(frame) {
      if (explained[frame] === undefined) explained[frame] = compared.explained(frame) ?? null;
      return explained[frame] ?? undefined;
    },
    difference(earlier, later) {
      const pair = `${earlier}-${later}`;
      if (differences[pair] === undefined) {
        const value = compared.difference(earlier, later);
        differences[pair] = Number.isFinite(value) ? value : null;
      }
      return differences[pair] ?? Infinity;
    },
  };
  for (let minYaw: number = least.from; minYaw <= least.to; minYaw += least.step) {
    measureMotion(asked, { ...limits, minYaw });
  }
  const { start, frames, steps, noise, onPlane, ends, still } = compared;
  return { start, frames, steps, noise, onPlane, ends, still, explained, differences };
}

/** @throws {LivePhotoError} `invalid_request` from whatever asks for more than was kept. */
export function readTrack({ explained, differences, ...track }: KeptTrack): ComparedFrames {
  const found = <Value>(value: Value | undefined): Value => {
    if (value !== undefined) return value;
    throw new LivePhotoError(
      'invalid_request',
      `The measurements hold turns that count from ${least.from} to ${least.to}° as they were centred then: measure anew for this policy`,
      { param: 'policy' },
    );
  };
  return {
    ...track,
    explained: (frame) => found(explained[frame]) ?? undefined,
    difference: (earlier, later) => found(differences[`${earlier}-${later}`]) ?? Infinity,
  };
}

export const takeName = ({ species, seed }: Pick<KeptTake, 'species' | 'seed'>) => `${seed} ${species}`;

export interface KeptTakes {
  readonly takes: Map<string, KeptTake>;
  add(take: KeptTake): Promise<void>;
}

/**
 * Opens a file of measurements, or begins one.
 * @param file Kept nowhere when left out.
 * @throws {LivePhotoError} `invalid_request` where it holds those of other models, or of another seed.
 */
export async function openKeptTakes(file: string | undefined, header: KeptHeader): Promise<KeptTakes> {
  const takes = new Map<string, KeptTake>();
  const hold = (take: KeptTake) => takes.set(takeName(take), take);
  if (file === undefined) return { takes, add: async (take) => void hold(take) };
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  });
  if (bytes.length === 0) {
    await mkdir(dirname(resolve(file)), { recursive: true });
    await (await open(file, 'w')).close();
    await appendFile(file, `${JSON.stringify(header)}\n`);
  } else {
    // A run that was killed leaves half a line.
    const whole = bytes.lastIndexOf(0x0a) + 1;
    if (whole < bytes.length) await truncate(file, whole);
    const [first, ...lines] = bytes.subarray(0, whole).toString().split('\n');
    if (first !== JSON.stringify(header)) {
      throw new LivePhotoError(
        'invalid_request',
        `${file} holds measurements of another version, other models or sittings, or another seed: name another file`,
        { param: 'measurements' },
      );
    }
    for (const line of lines) if (line !== '') hold(JSON.parse(line) as KeptTake);
  }
  return {
    takes,
    async add(take) {
      hold(take);
      await appendFile(file, `${JSON.stringify(take)}\n`);
    },
  };
}
