import type { InspectionReport } from '@livephoto/core';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { beforeAll, describe, expect, test } from 'vitest';
import { plainImage, squareFace } from '../testing/sample-picture.ts';
import { acceptedReport, emptyReport, maskedReport } from '../testing/sample-report.ts';
import { drawAnnotation } from './draw-annotation.ts';
import { registerFonts } from './fonts.ts';
import { sizes } from './theme.ts';

beforeAll(() => registerFonts());

const grey = [120, 120, 120] as const;

async function pixelsOf(png: Buffer) {
  const image = await loadImage(png);
  const canvas = createCanvas(image.width, image.height);
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  return {
    width: image.width,
    height: image.height,
    at: (x: number, y: number) => [
      ...data.subarray(4 * (y * image.width + x), 4 * (y * image.width + x) + 3),
    ],
  };
}

test('puts the panel beside a portrait and leaves the photo as it is where nothing was seen', async () => {
  const png = drawAnnotation('me.jpg', acceptedReport, {
    image: plainImage(600, 800, grey),
    geometry: squareFace,
  });
  const { width, height, at } = await pixelsOf(png);
  expect(width).toBe(600 + sizes.panel + 3 * sizes.margin);
  expect(height).toBe(800 + 2 * sizes.margin);
  expect(at(sizes.margin + 40, sizes.margin + 40)).toEqual([...grey]);
});

test('colours the verdict', async () => {
  const seen = { image: plainImage(600, 800, grey), geometry: null };
  const inTopEdge = async (report: InspectionReport) => {
    const { at } = await pixelsOf(drawAnnotation('me.jpg', report, seen));
    return at(600 + 2 * sizes.margin + 200, sizes.margin + 2);
  };
  const [red, green] = await inTopEdge(acceptedReport);
  expect(green).toBeGreaterThan(red! + 80);
  const [refusedRed, refusedGreen] = await inTopEdge(maskedReport);
  expect(refusedRed).toBeGreaterThan(refusedGreen! + 80);
});

test('tints the covered cells of the obstruction map and no others', async () => {
  const report: InspectionReport = {
    ...maskedReport,
    faces: [],
    inspections: {
      ...maskedReport.inspections,
      obstructions: {
        ...maskedReport.inspections.obstructions,
        evidence: {
          map: {
            width: 2,
            height: 2,
            values: [0, 0, 100, 100],
            corners: [
              { x: 200, y: 300 },
              { x: 400, y: 300 },
              { x: 400, y: 500 },
              { x: 200, y: 500 },
            ],
          },
        },
      },
    },
  };
  const { at, height } = await pixelsOf(
    drawAnnotation('me.jpg', report, { image: plainImage(600, 800, grey), geometry: null }),
  );
  const top = sizes.margin + Math.round((height - 2 * sizes.margin - 800) / 2);
  expect(at(sizes.margin + 300, top + 310)).toEqual([...grey]);
  const [red, green, blue] = at(sizes.margin + 300, top + 480);
  expect(red).toBeGreaterThan(180);
  expect(green).toBeLessThan(110);
  expect(blue).toBeLessThan(110);
  expect(at(sizes.margin + 300, top + 560)).toEqual([...grey]);
});

test('draws the mesh where the landmarks are, from a picture decoded at a quarter of its size', async () => {
  const bare = { ...acceptedReport, faces: [] };
  const image = plainImage(150, 200, grey);
  const without = await pixelsOf(drawAnnotation('me.jpg', bare, { image, geometry: null }));
  const { at } = await pixelsOf(drawAnnotation('me.jpg', bare, { image, geometry: squareFace }));
  const changed = (x: number, y: number) =>
    String(at(sizes.margin + x, sizes.margin + y)) !== String(without.at(sizes.margin + x, sizes.margin + y));
  expect(changed(300, 260)).toBe(true);
  expect(changed(300, 430)).toBe(true);
  expect(changed(100, 100)).toBe(false);
  expect(changed(500, 700)).toBe(false);
});

describe('every shape of photo gives a picture that can be looked at', () => {
  test.each([
    [100, 80],
    [64, 64],
    [4000, 3000],
    [3000, 4000],
    [6000, 64],
    [64, 6000],
    [1, 1],
  ])('%i × %i', async (width, height) => {
    const image = plainImage(Math.min(width, 800), Math.min(height, 800), grey);
    const report = { ...emptyReport, image: { ...emptyReport.image, width, height } };
    const picture = await pixelsOf(drawAnnotation('x.jpg', report, { image, geometry: null }));
    expect(picture.width).toBeGreaterThanOrEqual(sizes.panel);
    expect(Math.max(picture.width, picture.height)).toBeLessThanOrEqual(1900);
    expect(picture.height).toBeGreaterThan(200);
  });
});

test('the same photo and report give the same bytes', () => {
  const draw = () =>
    drawAnnotation('me.jpg', maskedReport, { image: plainImage(600, 800, grey), geometry: squareFace });
  expect(draw().equals(draw())).toBe(true);
});

test('an absurd report is still drawn: many long findings, scores out of range, an endless name', async () => {
  const finding = maskedReport.inspections.obstructions.findings[0]!;
  const report: InspectionReport = {
    ...maskedReport,
    inspections: {
      ...maskedReport.inspections,
      liveness: {
        outcome: 'failed',
        score: 400,
        findings: Array.from({ length: 20 }, () => ({ ...finding, message: 'W'.repeat(300) })),
        evidence: { cues: { 'a cue with a name that is far too long': -5, other: 900 } },
      },
    },
  };
  const picture = await pixelsOf(
    drawAnnotation('n'.repeat(4000), report, { image: plainImage(600, 800, grey), geometry: squareFace }),
  );
  expect(picture.height).toBeGreaterThan(2000);
});
