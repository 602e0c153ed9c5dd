/** Whether frames that were sent before are known again, however they are encoded, and whether anybody else's are taken for them. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type FramePrint, isReplayed } from '@livephoto/core';
import { framePrint, type TrackReader } from '@livephoto/core/capture';
import sharp, { type Sharp } from 'sharp';
import { rateText } from '../../report/rates-text.ts';
import type { Table } from '../../report/table.ts';
import { shareOf } from '../statistics/proportion.ts';
import type { Person } from './people.ts';

/** What is done to frames before they are sent again; `mirrored` fits a turn to the other side. */
const changes: Readonly<Record<string, (frame: Sharp, size: { width: number; height: number }) => Sharp>> = {
  'as they were': (frame) => frame,
  'JPEG of quality 50': (frame) => frame.jpeg({ quality: 50 }),
  'scaled to 0.7': (frame, { width }) => frame.resize(Math.round(0.7 * width)),
  'scaled to 1.33': (frame, { width }) => frame.resize(Math.round(1.33 * width)),
  'darker and of more contrast': (frame) => frame.linear(1.15, -12),
  'other gamma': (frame) => frame.gamma(1.35, 1),
  'out of focus': (frame) => frame.blur(1.5),
  'cut off by 10 % at the sides': (frame, { width, height }) =>
    frame.extract({ left: Math.round(0.05 * width), top: 0, width: Math.round(0.9 * width), height }),
  'turned by 4°': (frame) => frame.rotate(4, { background: '#808080' }),
  mirrored: (frame) => frame.flop(),
  'wider by 5 %': (frame, { width, height }) =>
    frame.resize(Math.round(1.05 * width), height, { fit: 'fill' }),
  'wider by 10 %': (frame, { width, height }) =>
    frame.resize(Math.round(1.1 * width), height, { fit: 'fill' }),
  'sheared by 5 %': (frame) =>
    frame.affine(
      [
        [1, 0.05],
        [0, 1],
      ],
      { background: '#808080' },
    ),
};

/** Frames of a piece, how many of the film's lie between two of them, and between the beginnings of two pieces. */
const piece = { frames: 20, every: 7, apart: 12 } as const;
/** Frames that lie between two pieces of other times. */
const otherTime = 50;
/** Degrees by the label of a sitting's pictures that are one track. */
const farthest = { yaw: 30, pitch: 15 } as const;

type Track = readonly FramePrint[];

export interface ReplayRate {
  readonly what: string;
  readonly taken: number;
  readonly of: number;
}

/** @param film folder with the frames of a film of one person, JPEGs in the order of their names. */
export async function replayRates(
  reader: TrackReader,
  film: string,
  sitters: readonly Person[],
): Promise<ReplayRate[]> {
  const names = (await readdir(film)).filter((name) => /\.jpe?g$/i.test(name)).sort();
  const files = await Promise.all(names.map((name) => readFile(join(film, name))));
  const whole = await printsOf(reader, files);
  const starts: number[] = [];
  const last = (piece.frames - 1) * piece.every;
  for (let start = 0; start + last < files.length; start += piece.apart) starts.push(start);
  const cut = (from: number) => Array.from({ length: piece.frames }, (_, i) => from + piece.every * i);
  const trackOf = (from: number): Track => cut(from).flatMap((frame) => whole[frame] ?? []);
  const rates: ReplayRate[] = [];
  for (const [what, change] of Object.entries(changes)) {
    let taken = 0;
    // Every fourth piece: they overlap.
    const some = starts.filter((_, i) => i % 4 === 0);
    for (const start of some) {
      const again = await Promise.all(cut(start).map((frame) => changed(files[frame]!, change)));
      if (
        isReplayed(
          (await printsOf(reader, again)).flatMap((print) => print ?? []),
          trackOf(start),
        )
      )
        taken += 1;
    }
    rates.push({ what: `sent again: ${what}`, taken, of: some.length });
  }
  const apart = starts.flatMap((one) =>
    starts.filter((other) => Math.abs(one - other) >= last + otherTime).map((other) => [one, other] as const),
  );
  const same = apart.filter(([one, other]) => isReplayed(trackOf(one), trackOf(other))).length;
  rates.push({ what: 'other times of one film', taken: same, of: apart.length });
  return [...rates, ...(await sittingRates(reader, sitters))];
}

async function sittingRates(reader: TrackReader, sitters: readonly Person[]): Promise<ReplayRate[]> {
  const tracks: { name: string; track: Track }[] = [];
  for (const { name, poses } of sitters) {
    const near = poses.filter(
      ({ label }) => Math.abs(label.yaw) <= farthest.yaw && Math.abs(label.pitch) <= farthest.pitch,
    );
    const read = reader.begin();
    const track: FramePrint[] = [];
    for (const { image } of near) {
      const moment = await read({ image, at: 0 });
      if (moment) track.push(framePrint(moment.patch));
    }
    tracks.push({ name, track });
  }
  const pairs = tracks.flatMap((one) =>
    tracks.filter((two) => two !== one).map((two) => [one, two] as const),
  );
  const rate = (what: string, of: typeof pairs): ReplayRate => ({
    what,
    taken: of.filter(([one, two]) => isReplayed(one.track, two.track)).length,
    of: of.length,
  });
  return [
    rate(
      'another sitting of the same person',
      pairs.filter(([one, two]) => one.name === two.name),
    ),
    rate(
      'another person',
      pairs.filter(([one, two]) => one.name !== two.name),
    ),
  ];
}

async function printsOf(
  reader: TrackReader,
  files: readonly Uint8Array[],
): Promise<(FramePrint | undefined)[]> {
  const read = reader.begin();
  const prints: (FramePrint | undefined)[] = [];
  for (const [i, image] of files.entries()) {
    const moment = await read({ image: new Uint8Array(image), at: i });
    prints.push(moment && framePrint(moment.patch));
  }
  return prints;
}

async function changed(file: Uint8Array, change: (typeof changes)[string]): Promise<Uint8Array> {
  const { width, height } = await sharp(file).metadata();
  return change(sharp(file), { width, height }).toBuffer();
}

export function replaysTable(rates: readonly ReplayRate[]): Table {
  return {
    title: 'Frames that were sent before',
    columns: ['track', 'taken for one that was sent before (95 %)'],
    rows: rates.map(({ what, taken, of }) => [
      what,
      rateText(
        shareOf(
          Array.from({ length: of }, (_, i) => i),
          (i) => i < taken,
        ),
      ),
    ]),
  };
}
