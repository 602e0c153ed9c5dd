/** A face that is held up: on a telephone in a hand, cut out of paper; drawn here around the sample selfie, over the real models. */
import type { InspectionReport, Inspector } from '@livephoto/core';
import { createNodeInspector } from '@livephoto/worker-runtime/node';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sample } from './photos.ts';

let inspector: Inspector;
let selfie: Buffer;
let itself: InspectionReport;
beforeAll(async () => {
  [inspector, selfie] = await Promise.all([createNodeInspector(), sample('selfie')]);
  itself = await inspector.inspect(selfie);
});
afterAll(() => inspector?.dispose());

const [width, height] = [900, 1200];
const svg = (body: string, w = width, h = height) =>
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${w} ${h}" width="${w}" height="${h}">${body}</svg>`,
  );
/** A wall in uneven light, so that none of it is taken for a bar, with a door and a picture on it. */
const room = (wall: string) =>
  svg(`<defs><linearGradient id="light" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="${wall}"/><stop offset="1" stop-color="#6a6258"/></linearGradient></defs>
    <rect width="${width}" height="${height}" fill="url(#light)"/><rect x="60" y="80" width="220" height="420" fill="#7b5a3c"/>
    <rect x="640" y="140" width="200" height="160" fill="#e9edf2" stroke="#555" stroke-width="10"/>`);

interface Phone {
  readonly screen: readonly [width: number, height: number];
  /** At the sides, and above and below, pixels. */
  readonly bezel: readonly [side: number, end: number];
  readonly at: readonly [left: number, top: number];
  readonly turn: number;
  readonly wall: string;
}

async function onPhone({ screen: [w, h], bezel: [side, end], at: [left, top], turn, wall }: Phone) {
  const shown = await sharp(selfie)
    .resize(w, h, { fit: 'cover' })
    .linear([0.85, 0.9, 1], [18, 18, 24])
    .toBuffer();
  const [outerWidth, outerHeight] = [w + 2 * side, h + 2 * end];
  const body = svg(
    `<rect width="${outerWidth}" height="${outerHeight}" rx="${1.2 * end}" fill="#16181c"/>`,
    outerWidth,
    outerHeight,
  );
  const device = await sharp(body)
    .composite([{ input: shown, left: side, top: end }])
    .png()
    .toBuffer();
  const turned = await sharp(device).rotate(turn, { background: '#00000000' }).png().toBuffer();
  const finger = (_: unknown, i: number) =>
    `<rect x="${left - 30}" y="${top + h / 2 + 58 * i}" width="120" height="46" rx="23" fill="#d9a184"/>`;
  const fingers = svg(Array.from({ length: 4 }, finger).join(''));
  return photo(room(wall), { input: turned, left, top }, { input: fingers, left: 0, top: 0 });
}

/** The face in an oval of paper on a stick, with a rim that scissors left and a shadow on the wall. */
async function cutOut(scale: number, rim: number, wall: string) {
  const print = sharp(selfie)
    .resize(Math.round(672 * scale))
    .linear(0.75, 30);
  const { data, info } = await print.toBuffer({ resolveWithObject: true });
  const oval = (grow: number, fill: string) =>
    `<ellipse cx="${330 * scale}" cy="${440 * scale}" rx="${245 * scale + grow}" ry="${350 * scale + grow}" fill="${fill}"/>`;
  const layer = (body: string) => svg(body, info.width, info.height);
  const face = await sharp(data)
    .ensureAlpha()
    .composite([{ input: layer(oval(0, '#fff')), blend: 'dest-in' }])
    .png()
    .toBuffer();
  const stick = `<rect x="${330 * scale}" y="${700 * scale}" width="${40 * scale}" height="${info.height}" fill="#b98b52"/>`;
  const shadow = await sharp(layer(oval(rim, '#00000073')))
    .blur(9)
    .png()
    .toBuffer();
  const [left, top] = [(width - info.width) >> 1, (height - info.height) >> 1];
  return photo(
    room(wall),
    { input: shadow, left: left + 8, top: top + 10 },
    { input: layer(stick + oval(rim, '#f4f2ee')), left, top },
    { input: face, left, top },
  );
}

function photo(background: Buffer, ...layers: { input: Buffer; left: number; top: number }[]) {
  return sharp(background).composite(layers).blur(0.7).jpeg({ quality: 88 }).toBuffer();
}

const frameCue = ({ inspections }: InspectionReport) => inspections.liveness.evidence.cues!.frame!;

describe('the selfie on a telephone that is held up', () => {
  // Dark ones, near. Their pixels were never re-photographed, so only what surrounds the face speaks: a light one passes.
  const phone: Phone = {
    screen: [520, 700],
    bezel: [14, 40],
    at: [170, 200],
    turn: 0,
    wall: '#c9c2b2',
  };
  it.each([
    ['upright', phone],
    ['with a wide frame', { ...phone, bezel: [40, 60], at: [150, 200], turn: 3 }],
  ] as const)('%s: refused as a picture of one', async (_, held) => {
    const report = await inspector.inspect(await onPhone(held));
    expect(report.faces).toHaveLength(1);
    expect(report.accepted).toBe(false);
    expect(report.inspections.liveness.findings.map(({ code }) => code)).toContain(
      'presentation_attack_suspected',
    );
    expect(frameCue(report)).toBeLessThan(frameCue(itself) - 50);
  });
});

describe('the selfie cut out of paper', () => {
  // Nothing that was re-photographed: most such composites pass, as the model card says. That their edge is seen must not be lost.
  it.each([
    ['with a rim', 0.9, 14, '#b7c3cf'],
    ['smaller, with a wide rim', 0.7, 22, '#9aa58f'],
  ] as const)('%s: speaks against the frame', async (_, scale, rim, wall) => {
    const report = await inspector.inspect(await cutOut(scale, rim, wall));
    expect(report.faces).toHaveLength(1);
    expect(report.inspections.liveness.evidence.bonaFide).toBeLessThan(100);
    expect(frameCue(report)).toBeLessThan(frameCue(itself) - 10);
  });

  it('is told from the selfie itself, which passes', () => {
    expect(itself.inspections.liveness.outcome).toBe('passed');
    expect(frameCue(itself)).toBeGreaterThan(90);
  });
});
