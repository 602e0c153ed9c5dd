/**
 * The parts of a picture that somebody small may be seen in beside a face that is known, cut out of a look at the whole picture
 * and put side by side: around the known person, without what is plain.
 */
import type { Tensor } from '../../contract/ports.ts';
import type { Box } from '../../contract/rgb-image.ts';
import type { MeasureKernel } from '../sampling/measure-kernel.ts';
import { scalarMeasures } from '../sampling/scalar-measures.ts';
import { cutTo, type PackedLook, packParts } from './pack-parts.ts';
import {
  besideCell as cell,
  coreOfHead,
  cutOverlap,
  headHeight,
  headMiddle,
  headWidth,
  leastChange,
  lookedAround,
  minPartCells,
  neckWidth,
  pieceLengths,
  shoulderDrop,
  shoulderWidth,
  worthPacking,
} from './tuning.ts';

/**
 * The whole look where packing saves little, and no part at all where nobody can be.
 *
 * @param input A look at the whole picture as the short-range detector is fed it: NCHW, sides that are multiples of `besideCell`.
 * @param face Box of the known face in pixels of that look.
 */
export function lookBeside(input: Tensor, face: Box, kernel: MeasureKernel = scalarMeasures): PackedLook {
  const [, , height, width] = input.dims as [number, number, number, number];
  const columns = width / cell;
  const cells = around(withoutPerson(livelyCells(input, kernel), columns, face), columns);
  let best: PackedLook = { width, height, parts: [{ x: 0, y: 0, width, height, toX: 0, toY: 0 }] };
  let most = worthPacking * width * height;
  for (const zones of zonesBeside(face, width, height)) {
    for (const length of pieceLengths) {
      const pieces = zones.flatMap((zone) => cutTo(zone, length));
      const look = packParts(
        pieces.flatMap((piece) => withoutPlain(piece, cells, columns)),
        most,
      );
      if (look === undefined) continue;
      best = look;
      most = look.width * look.height;
    }
  }
  return best;
}

/** The parts of `input` that `look` has, where it has them; what lies between them is grey. */
export function readPacked(input: Tensor, { width, height, parts }: PackedLook): Tensor {
  const [, , rows, columns] = input.dims as [number, number, number, number];
  if (width === columns && height === rows) return input;
  const data = new Float32Array(3 * width * height);
  for (const part of parts) {
    for (let channel = 0; channel < 3; channel++) {
      for (let row = 0; row < part.height; row++) {
        const from = (channel * rows + part.y + row) * columns + part.x;
        const to = (channel * height + part.toY + row) * width + part.toX;
        data.set(input.data.subarray(from, from + part.width), to);
      }
    }
  }
  return { data, dims: [1, 3, height, width] };
}

/**
 * What is left and right of the head and above it, in both ways that three boxes can share the corners. The boxes overlap, so that
 * nobody is cut in two.
 */
function zonesBeside(face: Box, width: number, height: number): readonly (readonly Box[])[] {
  const whole = (value: number, limit: number) =>
    Math.min(limit, Math.max(0, Math.round(value / cell) * cell));
  const middle = face.x + face.width / 2;
  const left = whole(middle - coreOfHead * headWidth * face.width, width);
  const right = whole(middle + coreOfHead * headWidth * face.width, width);
  const top = whole(face.y + (headMiddle - coreOfHead * headHeight) * face.height, height);
  const from = { x: Math.max(0, left - cutOverlap), y: Math.max(0, top - cutOverlap) };
  return [
    [
      { x: 0, y: 0, width: left, height },
      { x: right, y: 0, width: width - right, height },
      { x: from.x, y: 0, width: Math.min(width, right + cutOverlap) - from.x, height: top },
    ],
    [
      { x: 0, y: from.y, width: left, height: height - from.y },
      { x: right, y: from.y, width: width - right, height: height - from.y },
      { x: 0, y: 0, width, height: top },
    ],
  ];
}

/** By cell: 1 where brightness changes both across and upright, as around eyes and a mouth; along an edge it does so one way. */
export function livelyCells({ data, dims }: Tensor, kernel: MeasureKernel = scalarMeasures): Uint8Array {
  const [, , height, width] = dims as [number, number, number, number];
  const green = data.subarray(width * height, 2 * width * height);
  const sums = kernel.cellChanges(green, width, cell);
  const lively = new Uint8Array(sums.length / 2);
  const least = leastChange * (cell - 1) * (cell - 1);
  for (let at = 0; at < lively.length; at++) {
    if (sums[2 * at]! >= least && sums[2 * at + 1]! >= least) lively[at] = 1;
  }
  return lively;
}

/** Where the known person is nobody else is seen: an ellipse around the head, and below the chin what widens to the shoulders. */
function withoutPerson(lively: Uint8Array, columns: number, face: Box): Uint8Array {
  const middle = { x: face.x + face.width / 2, y: face.y + headMiddle * face.height };
  const chin = face.y + face.height;
  return lively.map((isLively, at) => {
    const column = at % columns;
    const x = Math.abs((column + 0.5) * cell - middle.x) / face.width;
    const y = ((at - column) / columns + 0.5) * cell;
    const ofWidth = x / headWidth;
    const ofHeight = (y - middle.y) / (headHeight * face.height);
    const below = (y - chin) / (shoulderDrop * face.height);
    const isHead = ofWidth * ofWidth + ofHeight * ofHeight < 1;
    const isBody = below > 0 && x < neckWidth + Math.min(1, below) * (shoulderWidth - neckWidth);
    return isHead || isBody ? 0 : isLively;
  });
}

/** Cells near lively ones: what changes little in a face lies beside what changes much. */
function around(lively: Uint8Array, columns: number): Uint8Array {
  const near = new Uint8Array(lively.length);
  const rows = lively.length / columns;
  for (let at = 0; at < lively.length; at++) {
    if (lively[at] === 0) continue;
    const column = at % columns;
    const row = (at - column) / columns;
    for (let y = Math.max(0, row - lookedAround); y <= Math.min(rows - 1, row + lookedAround); y++) {
      const from = y * columns;
      near.fill(
        1,
        from + Math.max(0, column - lookedAround),
        from + Math.min(columns, column + lookedAround + 1),
      );
    }
  }
  return near;
}

/** A zone cut along every row and column in which all is plain, as often as that leaves something out. */
function withoutPlain(zone: Box, cells: Uint8Array, columns: number): Box[] {
  const left = zone.x / cell;
  const top = zone.y / cell;
  const across = new Uint8Array(zone.width / cell);
  const upright = new Uint8Array(zone.height / cell);
  for (let row = 0; row < upright.length; row++) {
    const from = (top + row) * columns + left;
    for (let column = 0; column < across.length; column++) {
      if (cells[from + column] === 0) continue;
      across[column] = 1;
      upright[row] = 1;
    }
  }
  if (!across.includes(0) && !upright.includes(0)) {
    return Math.min(across.length, upright.length) < minPartCells ? [] : [zone];
  }
  return runsOf(across).flatMap((column) =>
    runsOf(upright).flatMap((row) => {
      const part = {
        x: zone.x + column.start * cell,
        y: zone.y + row.start * cell,
        width: column.length * cell,
        height: row.length * cell,
      };
      return withoutPlain(part, cells, columns);
    }),
  );
}

/** Ones that stand together. */
function runsOf(marks: Uint8Array): { readonly start: number; readonly length: number }[] {
  const found = [];
  for (let start = marks.indexOf(1); start >= 0; ) {
    const next = marks.indexOf(0, start);
    const end = next < 0 ? marks.length : next;
    found.push({ start, length: end - start });
    start = marks.indexOf(1, end);
  }
  return found;
}
