import { describe, expect, it } from 'vitest';
import type { Tensor } from '../../contract/ports.ts';
import { livelyCells, lookBeside, readPacked } from './beside-the-face.ts';
import { besideCell, leastChange } from './tuning.ts';

const [width, height] = [288, 384];
const face = { x: 84, y: 120, width: 120, height: 160 };

/** @param pixel Of all three channels, as the detector is fed them. */
function look(pixel: (x: number, y: number) => number): Tensor {
  const data = Float32Array.from({ length: 3 * width * height }, (_, i) => {
    const at = i % (width * height);
    return pixel(at % width, Math.floor(at / width));
  });
  return { data, dims: [1, 3, height, width] };
}

const chequered = (x: number, y: number) => ((x + y) % 2 === 0 ? 0.3 : -0.3);
const within = (x: number, y: number, left: number, top: number, side: number) =>
  x >= left && x < left + side && y >= top && y < top + side;

describe('lookBeside', () => {
  it('shows nothing of plain walls, of soft shadows and of edges that run one way', () => {
    expect(
      lookBeside(
        look(() => 0.5),
        face,
      ).parts,
    ).toEqual([]);
    expect(
      lookBeside(
        look((x, y) => (x + y) / 800),
        face,
      ).parts,
    ).toEqual([]);
    expect(
      lookBeside(
        look((x) => (x % 16 < 8 ? -0.8 : 0.8)),
        face,
      ).parts,
    ).toEqual([]);
  });

  it('shows what changes both ways left, right and above, with what is around it, and leaves out the rest', () => {
    for (const [left, top] of [
      [8, 200],
      [264, 64],
      [136, 8],
    ] as const) {
      const packed = lookBeside(
        look((x, y) => (within(x, y, left, top, 16) ? chequered(x, y) : 0)),
        face,
      );
      expect(packed.width * packed.height).toBeLessThan(0.02 * width * height);
      const [part, ...more] = packed.parts;
      expect(more).toEqual([]);
      expect(part).toMatchObject({ x: left - besideCell, y: Math.max(0, top - besideCell) });
      expect(part!.width).toBe(16 + 2 * besideCell);
    }
  });

  it('shows neither the known head nor the body below it', () => {
    const person = (x: number, y: number) =>
      within(x, y, 96, 136, 96) || (y > 330 && Math.abs(x - 144) < 100) ? chequered(x, y) : 0;
    expect(lookBeside(look(person), face).parts).toEqual([]);
  });

  it('shows the whole where somebody may be all around', () => {
    const small = { x: 130, y: 180, width: 28, height: 36 };
    const packed = lookBeside(look(chequered), small);
    expect(packed).toMatchObject({ width, height });
    const input = look(chequered);
    expect(readPacked(input, packed)).toBe(input);
  });

  it('takes less than four fifths of a busy picture of which the person fills the middle', () => {
    const large = { x: 64, y: 110, width: 160, height: 220 };
    const packed = lookBeside(look(chequered), large);
    expect(packed.width * packed.height).toBeLessThan(0.8 * width * height);
    expect(packed.parts.length).toBeGreaterThan(2);
    expect(packed.width % besideCell).toBe(0);
    expect(packed.height % besideCell).toBe(0);
  });
});

describe('readPacked', () => {
  it('reads every channel of every part where it went, and grey between', () => {
    const input = look(chequered);
    const numbered = { ...input, data: input.data.map((_, i) => i + 1) };
    const packed = lookBeside(input, { x: 64, y: 110, width: 160, height: 220 });
    const { data, dims } = readPacked(numbered, packed);
    expect(dims).toEqual([1, 3, packed.height, packed.width]);
    let filled = 0;
    for (const { x, y, width: across, height: down, toX, toY } of packed.parts) {
      filled += 3 * across * down;
      for (const channel of [0, 1, 2]) {
        const to = (channel * packed.height + toY + down - 1) * packed.width + toX + across - 1;
        expect(data[to]).toBe((channel * height + y + down - 1) * width + x + across);
      }
    }
    expect(data.reduce((count, value) => count + (value === 0 ? 0 : 1), 0)).toBe(filled);
  });
});

describe('livelyCells', () => {
  it('asks for change both ways', () => {
    const change = 1.1 * leastChange;
    const both = livelyCells(look((x, y) => change * ((x % 2) + (y % 2))));
    expect(both.every((is) => is === 1)).toBe(true);
    expect(livelyCells(look((x) => change * 4 * (x % 2))).includes(1)).toBe(false);
  });
});
