import { describe, expect, it } from 'vitest';
import type { LabelledPhoto } from '../labels/labels.ts';
import { isFittable, pooled, scoreVariant, thresholds } from './left-out-rates.ts';
import type { MeasuredPhoto } from './measured-signals.ts';

function measured(source: string, genuine: boolean, attack?: string, weak = false): MeasuredPhoto {
  const photo = { path: `${source}/x.jpg`, source, extra: attack ? { attack } : {} } as LabelledPhoto;
  const signals = {
    faceMargin: 0,
    frameMargin: 0,
    features: new Float64Array(1),
    texture: new Float64Array(30),
    light: { brightness: 100, colour: 1 },
  };
  const face = { x: 0, y: 0, width: 10, height: 10 };
  return { photo, signals, genuine, source, weak, face, image: { width: 20, height: 20 }, score: 50 };
}

describe('isFittable', () => {
  it('wants both kinds of two sources each', () => {
    const photos = [measured('a', true), measured('a', false), measured('b', true)];
    expect(isFittable(photos)).toBe(false);
    expect(isFittable([...photos, measured('b', false)])).toBe(true);
  });
});

describe('scoreVariant', () => {
  it('pools what is certain, and shows each source with all of its photos, largest first', () => {
    const photos = [
      measured('small', true),
      measured('small', false, 'print', true),
      ...Array.from({ length: 4 }, (_, i) =>
        measured('large', i % 2 === 0, i % 2 === 0 ? undefined : 'replay'),
      ),
    ];
    const { rows } = scoreVariant(photos, { name: 'x', logits: [2, 9, 1, -1, 1, 3] });
    expect(rows.map(({ source, genuine, attacks }) => [source, genuine, attacks])).toEqual([
      [pooled, 3, 2],
      ['large', 2, 2],
      ['small', 1, 1],
    ]);
    // One of two attacks of the large source lies above both genuine photos.
    expect(rows[1]).toMatchObject({ eer: 0.5, auc: 0.5 });
    expect(rows[2]).toMatchObject({ auc: 0 });
  });
});

describe('thresholds', () => {
  it('refuses at most 5 % of the genuine by default, and passes at most 5 % of the attacks when strict', () => {
    const photos = [
      ...Array.from({ length: 100 }, () => measured('a', true)),
      ...Array.from({ length: 100 }, (_, i) => measured('a', false, i < 20 ? 'print' : 'replay')),
    ];
    const probabilities = [
      ...Array.from({ length: 100 }, (_, i) => 0.3 + 0.005 * i),
      ...Array.from({ length: 100 }, (_, i) => (i < 20 ? 0.5 : 0.1) + 0.001 * i),
    ];
    const [byDefault, strict] = thresholds(photos, probabilities);
    expect(byDefault.minScore).toBeCloseTo(0.325, 9);
    expect(byDefault.bpcer).toBeCloseTo(0.05, 9);
    expect(byDefault.species).toEqual({ print: 1, replay: 0 });
    expect(strict.apcer).toBeLessThanOrEqual(0.05);
    expect(strict.bpcer).toBeGreaterThan(byDefault.bpcer);
  });
});
