import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { perturbations, readSubject, type Subject } from './perturbations.ts';

let subject: Subject;
beforeAll(async () => {
  const selfie = await readFile(new URL('../../../../samples/selfie.jpg', import.meta.url));
  subject = await readSubject(selfie, { x: 180, y: 220, width: 300, height: 400 });
});

const perturbed = async (name: string) => {
  const bytes = await perturbations.find((one) => one.name === name)!.perturb(subject);
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  const { format } = await sharp(bytes).metadata();
  const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
  return { data, ...info, format, mean, bytes };
};

describe('perturbations', () => {
  it('start from the very pixels of the photo', async () => {
    const { data, format } = await perturbed('unchanged');
    expect(format).toBe('png');
    expect(data.equals(subject.data)).toBe(true);
  });

  it('each make another picture that can be read', async () => {
    const seen = new Set<string>();
    for (const { name, perturb } of perturbations) {
      const bytes = await perturb(subject);
      const { width, height, channels } = await sharp(bytes).metadata();
      expect(Math.min(width, height), name).toBeGreaterThanOrEqual(40);
      expect(channels, name).toBe(3);
      seen.add(bytes.toString('latin1'));
    }
    expect(seen.size).toBe(perturbations.length);
  });

  it('do what their names say', async () => {
    expect(await perturbed('black bars above and below')).toMatchObject({ width: 672, height: 1120 });
    expect(await perturbed('white bars at the sides, JPEG quality 85')).toMatchObject({
      width: 940,
      format: 'jpeg',
    });
    const grey = await perturbed('without colour');
    expect(grey.data.every((value, i) => value === grey.data[i - (i % 3)])).toBe(true);
    const { mean } = await perturbed('unchanged');
    expect((await perturbed('brightness × 0.35')).mean / mean).toBeCloseTo(0.35, 1);
    expect((await perturbed('face 48 pixels wide')).width).toBe(Math.round((672 * 48) / 300));
    expect(await perturbed('the face fills the frame')).toMatchObject({ width: 380, height: 480 });
    expect((await perturbed('JPEG quality 30')).bytes.length).toBeLessThan(
      (await perturbed('JPEG quality 60')).bytes.length,
    );
  });
});
