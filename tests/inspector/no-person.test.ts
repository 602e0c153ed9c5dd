/** What no camera has seen a person of: drawings, figures, screenshots, photos of a telephone; drawn here, over the real models. */
import type { FindingCode, InspectionReport, Inspector } from '@livephoto/core';
import { createNodeInspector } from '@livephoto/worker-runtime/node';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sample } from './photos.ts';

let inspector: Inspector;
let selfie: Buffer;
beforeAll(async () => {
  [inspector, selfie] = await Promise.all([createNodeInspector(), sample('selfie')]);
});
afterAll(() => inspector?.dispose());

const livenessCodes = ({ inspections }: InspectionReport): FindingCode[] =>
  inspections.liveness.findings.map(({ code }) => code);
const drawn = (svg: string) =>
  sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 1100" width="900" height="1100">${svg}</svg>`,
    ),
  )
    .jpeg({ quality: 92 })
    .toBuffer();

/** Eyes with iris and brow, a nose and a mouth around (450, 560). */
const features = (ink: string, iris: string) => `
  <g fill="white" stroke="${ink}" stroke-width="5"><ellipse cx="355" cy="510" rx="48" ry="27"/><ellipse cx="545" cy="510" rx="48" ry="27"/></g>
  <g fill="${iris}"><circle cx="355" cy="510" r="22"/><circle cx="545" cy="510" r="22"/></g>
  <g fill="black"><circle cx="355" cy="510" r="10"/><circle cx="545" cy="510" r="10"/></g>
  <g stroke="${ink}" stroke-width="14" fill="none" stroke-linecap="round">
    <path d="M300 455 Q355 425 410 452"/><path d="M490 452 Q545 425 600 455"/>
    <path stroke-width="6" d="M445 520 Q420 620 450 640 Q475 645 485 632"/></g>
  <path d="M370 725 Q450 700 530 725 Q450 775 370 725" fill="#b3545c" stroke="#7d3239" stroke-width="4"/>`;

const drawings = {
  'flat shapes': `<rect width="900" height="1100" fill="#c8d2dc"/>
    <ellipse cx="450" cy="480" rx="305" ry="390" fill="#5a3a20"/>
    <rect x="370" y="800" width="160" height="170" fill="#d8a98a"/>
    <ellipse cx="450" cy="1120" rx="400" ry="190" fill="#3c4a78"/>
    <ellipse cx="450" cy="560" rx="245" ry="315" fill="#f0c8a8"/>
    <path d="M205 470 Q230 260 450 262 Q670 260 695 470 Q450 400 205 470" fill="#5a3a20"/>
    ${features('#4a2d1a', '#5b86b5')}`,
  'ink on paper': `<rect width="900" height="1100" fill="#f4efe2"/>
    <g fill="none" stroke="#3a3436" stroke-width="6">
      <ellipse cx="450" cy="560" rx="245" ry="315"/>
      ${Array.from({ length: 40 }, (_, i) => `<path d="M${215 + 12 * i} ${470 - 5 * Math.min(i, 40 - i)} q ${10 - i / 2} -90 ${20 - i} -150"/>`).join('')}
      <path d="M330 850 L300 1090 M570 850 L600 1090"/></g>
    ${features('#3a3436', '#8a8688')}`,
};

describe('what is no person', () => {
  it.each(Object.entries(drawings))('refuses a face of %s', async (_, svg) => {
    const report = await inspector.inspect(await drawn(svg));
    expect(report.accepted).toBe(false);
    // Whether it is a face at all the detectors may say; that it is a person nothing may.
    if (report.faces.length > 0) {
      expect(livenessCodes(report)).toContain('not_a_person');
      expect(report.inspections.liveness.evidence.cues!.person).toBeLessThan(30);
    }
  });

  it('finds a face in at least one of them, so that something is judged', async () => {
    const reports = await Promise.all(
      Object.values(drawings).map(async (svg) => inspector.inspect(await drawn(svg))),
    );
    expect(reports.some(({ faces }) => faces.length > 0)).toBe(true);
  });

  it('takes the selfie drawn in pencil for no person, and the selfie itself, soft or small, for one', async () => {
    const grey = sharp(selfie).greyscale();
    const [light, dodge] = await Promise.all([
      grey.clone().toBuffer(),
      grey.clone().negate().blur(6).toBuffer(),
    ]);
    const pencil = await sharp(light)
      .composite([{ input: dodge, blend: 'colour-dodge' }])
      .toColourspace('srgb')
      .png()
      .toBuffer();
    // Sepia, so that it is not refused for having no colour alone.
    const sketch = await inspector.inspect(
      await sharp(pencil).linear([0.9, 0.85, 0.7], [10, 5, 0]).png().toBuffer(),
    );
    expect(sketch.faces).toHaveLength(1);
    expect(livenessCodes(sketch)).toContain('not_a_person');
    for (const photo of [
      selfie,
      await sharp(selfie).blur(1.2).jpeg().toBuffer(),
      await sharp(selfie).resize(420).jpeg().toBuffer(),
    ]) {
      const report = await inspector.inspect(photo);
      expect(livenessCodes(report)).not.toContain('not_a_person');
      expect(report.inspections.liveness.evidence.cues!.person).toBeGreaterThan(70);
    }
  });
});

describe('what is no capture', () => {
  it.each([
    ['light grey', '#f0f0f0'],
    ['black', '#000000'],
    ['of an app’s colour', '#25d366'],
  ])('calls the selfie between %s bars a screenshot', async (_, background) => {
    const shot = await sharp(selfie).extend({ top: 160, bottom: 160, background }).png().toBuffer();
    expect(livenessCodes(await inspector.inspect(shot))).toEqual(['screenshot_suspected']);
  });

  it('leaves a bar at one side and bars left and right alone', async () => {
    const cues = async (bytes: Buffer) =>
      (await inspector.inspect(bytes)).inspections.liveness.evidence.cues!;
    const plain = await cues(selfie);
    for (const bars of [{ top: 160 }, { left: 120, right: 120 }]) {
      const padded = await sharp(selfie)
        .extend({ ...bars, background: '#f0f0f0' })
        .png()
        .toBuffer();
      const report = await inspector.inspect(padded);
      expect(report.inspections.liveness.outcome).toBe('passed');
      // Two lines more than the bar are cut off: the frame hardly changes.
      expect(Math.abs(report.inspections.liveness.evidence.cues!.frame! - plain.frame!)).toBeLessThan(10);
    }
  });

  it('does not vouch for what was compressed to bits or lies in glaring light', async () => {
    const crushed = await sharp(selfie).jpeg({ quality: 20 }).toBuffer();
    const glaring = await sharp(selfie).linear(1.6, 110).jpeg({ quality: 92 }).toBuffer();
    for (const bytes of [crushed, glaring]) {
      const report = await inspector.inspect(bytes);
      expect(livenessCodes(report)).toEqual(['liveness_not_assessable']);
      expect(report.accepted).toBe(false);
    }
  });
});
