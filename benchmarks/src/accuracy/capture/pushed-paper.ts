/** Films of paper made against the checks of a turn: bent far over a cylinder, and pushed nearer or farther while it turns. */
import { appendFile, readFile } from 'node:fs/promises';
import type { CaptureReport, ImageContentType, Inspector, MotionEvidence } from '@livephoto/core';
import { motionFindingCodes } from '@livephoto/core';
import { numberText, shareText } from '../../report/rates-text.ts';
import type { Table } from '../../report/table.ts';
import { groupBy } from '../statistics/group-by.ts';
import { shareOf } from '../statistics/proportion.ts';
import { filmed } from './camera.ts';
import type { Person, Pictured } from './people.ts';
import { createRandomness, seedOf } from './randomness.ts';
import { sheetView } from './scenes/views.ts';

/** What a film shows. */
export interface PushedSheet {
  /** Of the portrait on the sheet. */
  readonly person: string;
  /** Whether the sheet is cut to the face, which then spans as much of the cylinder as the sheet does. */
  readonly cut: boolean;
  /** Degrees of the cylinder. */
  readonly bend: number;
  /** Whether it is bent further the farther it is turned. */
  readonly rolling: boolean;
  /** Times as far from the camera where it is turned farthest. */
  readonly push: number;
  /** Degrees that it is turned to. */
  readonly to: number;
  readonly direction: 'left' | 'right';
}

export interface FilmedSheet extends PushedSheet {
  /** Codes of what was found in the motion; none: it passed. */
  readonly findings: readonly string[];
  /** Names of the checks that refused it. */
  readonly failed: readonly string[];
  /** What was measured of its turn; undefined where the mesh saw none. */
  readonly turn: MotionEvidence['turns'][number] | undefined;
}

/** 96 films of two portraits. */
const bends = [130, 160, 180];
const pushes = [0.7, 1.4];
const farthest = [36, 44];
/** Widths of the picture between it and the camera at first. */
const distance = 1.5;
/** Degrees of the turn at which a rolling sheet is bent as far as it will be. */
const rolledBy = 25;
/** Views on the way there, and on the way back. */
const views = 8;
const interval = 250;

export function pushedSheets(people: readonly Person[]): PushedSheet[] {
  const both = [false, true];
  let count = 0;
  return people.flatMap(({ key }) =>
    both.flatMap((cut) =>
      bends.flatMap((bend) =>
        both.flatMap((rolling) =>
          pushes.flatMap((push) =>
            farthest.map((to): PushedSheet => {
              const direction = count++ % 2 === 0 ? 'left' : 'right';
              return { person: key, cut, bend, rolling, push, to, direction };
            }),
          ),
        ),
      ),
    ),
  );
}

/**
 * Films what is not in `file` yet, and adds it there line by line.
 * @param file Of what was found in each film; nothing is kept when left out.
 */
export async function filmPushedSheets(
  inspector: Inspector,
  people: readonly Person[],
  { file, signal }: { readonly file?: string | undefined; readonly signal: AbortSignal },
): Promise<FilmedSheet[]> {
  const known = new Map((await linesOf(file)).map((found) => [nameOf(found), found]));
  const films: FilmedSheet[] = [];
  for (const sheet of pushedSheets(people)) {
    signal.throwIfAborted();
    let found = known.get(nameOf(sheet));
    if (found === undefined) {
      const capture = await film(people.find(({ key }) => key === sheet.person)!, sheet);
      const asked = { turns: [sheet.direction] };
      found = seen(sheet, await inspector.inspectCapture(capture, asked));
      if (file !== undefined) await appendFile(file, `${JSON.stringify(found)}\n`);
    }
    films.push(found);
  }
  return films;
}

const nameOf = ({ person, cut, bend, rolling, push, to, direction }: PushedSheet) =>
  [person, cut, bend, rolling, push, to, direction].join('|');

async function linesOf(file: string | undefined): Promise<FilmedSheet[]> {
  if (file === undefined) return [];
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  // A run that was killed leaves half a line.
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as FilmedSheet);
}

async function film({ frontal }: Person, sheet: PushedSheet) {
  const { cut, bend, rolling, push, to, direction } = sheet;
  const picture = cut ? cutToFace(frontal) : frontal;
  const random = createRandomness(seedOf(nameOf(sheet)));
  const view = (step: number) => {
    const share = (1 - Math.cos((Math.PI * step) / views)) / 2;
    const turn = share * to;
    // A hand is never still.
    const stand = {
      yaw: direction === 'left' ? turn : -turn,
      pitch: 1.2 * Math.sin(0.7 * step + 1),
      roll: 1.5 * Math.sin(1.1 * step) + 0.5 * Math.sin(2.7 * step),
      shift: { x: 0.01 * Math.sin(0.9 * step), y: 0.008 * Math.sin(1.3 * step) },
    };
    return sheetView(picture, stand, {
      bend: rolling ? bend * Math.min(1, turn / rolledBy) : bend,
      distance: distance * (1 + (push - 1) * share),
      scale: 0.95,
    });
  };
  const frames: { at: number; image: Uint8Array }[] = [];
  for (let step = 0; step <= 2 * views; step++) {
    frames.push({ at: interval * step, image: await filmed(view(step), {}, random) });
  }
  const still = { at: interval * (2 * views + 1), image: await filmed(view(2 * views), {}, random) };
  return { frames, still };
}

/** Widths of the face that a sheet is wide and high which is cut to it. */
const cutWidth = 1.7;
const cutHeight = 2.1;

function cutToFace({ image, points, ...pose }: Pictured): Pictured {
  const [left, right] = [points[3 * 234]!, points[3 * 454]!];
  const face = right - left;
  const width = Math.min(image.width, Math.round(cutWidth * face));
  const height = Math.min(image.height, Math.round(cutHeight * face));
  const within = (centre: number, size: number, whole: number) =>
    Math.max(0, Math.min(whole - size, Math.round(centre - size / 2)));
  const x = within((left + right) / 2, width, image.width);
  const y = within(points[3 * 168 + 1]! + 0.2 * face, height, image.height);
  const data = new Uint8Array(3 * width * height);
  for (let row = 0; row < height; row++) {
    const from = 3 * ((y + row) * image.width + x);
    data.set(image.data.subarray(from, from + 3 * width), 3 * width * row);
  }
  return { ...pose, image: { width, height, data }, points };
}

function seen(sheet: PushedSheet, report: CaptureReport<ImageContentType | null>): FilmedSheet {
  const { evidence, findings } = report.inspections.liveness;
  const { motion } = evidence;
  const made: readonly string[] = motionFindingCodes;
  const codes = [...new Set(findings.map(({ code }) => code).filter((code) => made.includes(code)))];
  const unseen = motion === undefined && codes.length === 0;
  const [turn] = motion?.turns ?? [];
  return {
    ...sheet,
    findings: unseen ? ['track_interrupted'] : codes,
    failed: Object.entries(motion?.checks ?? { continuous: false }).flatMap(([name, passed]) =>
      passed ? [] : [name],
    ),
    turn,
  };
}

export function pushedSheetsTable(films: readonly FilmedSheet[]): Table {
  const passes = ({ findings }: FilmedSheet) => findings.length === 0;
  const kinds = groupBy(
    films,
    ({ cut, bend, rolling }) => `${bend}°${rolling ? ', rolling' : ''}${cut ? ', cut to the face' : ''}`,
  );
  return {
    title: 'Paper bent over a cylinder and pushed nearer or farther while it turns; one turn asked for',
    columns: [
      'bent over',
      'films',
      'pass (95 %)',
      'seen to turn',
      'most',
      'refused by',
      'relief of those that pass',
    ],
    rows: [...kinds, ['all', films] as const].map(([kind, all]) => {
      const angles = all.flatMap(({ turn }) => turn?.angle ?? []);
      const reliefs = all.filter(passes).flatMap(({ turn }) => turn?.relief ?? []);
      return [
        kind,
        String(all.length),
        shareText(shareOf(all, passes)),
        String(angles.length),
        angles.length > 0 ? `${numberText(Math.max(...angles))}°` : '–',
        refusedBy(all),
        reliefs.length > 0
          ? `${numberText(Math.min(...reliefs), 2)}–${numberText(Math.max(...reliefs), 2)}`
          : '–',
      ];
    }),
  };
}

function refusedBy(films: readonly FilmedSheet[]): string {
  const counts = groupBy(
    films.flatMap(({ failed }) => failed),
    (name) => name,
  );
  return [...counts].map(([name, all]) => `${name} ${all.length}`).join(', ') || '–';
}
