import { describe, expect, it } from 'vitest';
import { row } from '../../testing/rows.ts';
import { livenessMistakes, scoreLiveness } from './attack-detection.ts';

const refused = { liveness: ['presentation_attack_suspected'] } as const;
const real = (score: number, source = 'webcam') =>
  row('liveness', 'real', { liveness: score, findings: score < 50 ? refused : {} }, { subject: 'a' }, source);
const spoof = (attack: string, score: number, device?: string) =>
  row(
    'liveness',
    'spoof',
    { liveness: score, findings: score < 50 ? refused : {} },
    { attack, ...(device === undefined ? {} : { device }), subject: 'a' },
    'webcam',
  );

const photos = [
  ...[95, 90, 80, 40].map((score) => real(score)),
  row('liveness', 'real', { faces: 0, findings: { faces: ['face_not_detected'] } }, {}, 'webcam'),
  spoof('print', 10),
  spoof('print', 20),
  spoof('print', 30),
  spoof('print', 60),
  spoof('replay', 5, 'mobile'),
  spoof('replay', 70, 'tablet'),
  row('liveness', 'spoof', { error: 'damaged' }, { attack: 'replay', device: 'mobile' }, 'webcam'),
];

describe('scoreLiveness', () => {
  const figures = scoreLiveness(photos).firm!.all;

  it('gives the rates of decisions per species, and the worst species', () => {
    expect(figures.rates.species.map(({ species, apcer }) => [species, apcer.hits, apcer.total])).toEqual([
      ['print', 1, 4],
      ['replay', 1, 2],
    ]);
    expect(figures.rates.worst?.species).toBe('replay');
    expect(figures.rates.bpcer).toMatchObject({ hits: 1, total: 4 });
  });

  it('counts what got no answer', () => {
    expect(figures.rates.bpnrr).toMatchObject({ hits: 1, total: 5 });
    expect(figures.rates.species[1]?.apnrr).toMatchObject({ hits: 1, total: 3 });
    expect(figures.errors).toBe(1);
    expect(figures.instruments.map(({ species }) => species)).toEqual([
      'print',
      'replay · mobile',
      'replay · tablet',
    ]);
  });

  it('gives rates over all thresholds from the scores of those that were answered', () => {
    // Genuine 95, 90, 80, 40; attacks 10, 20, 30, 60, 5, 70: only 40 is below two of six.
    expect(figures.auc.value).toBeCloseTo((3 * 6 + 4) / 24, 12);
    // APCER ≤ 10 % of six attacks: none may pass, so the threshold is above 70 and one of four is refused.
    expect(figures.bpcer10.value).toBe(0.25);
    expect(figures.eer.low).toBeLessThanOrEqual(figures.eer.value!);
    expect(figures.eer.high).toBeGreaterThanOrEqual(figures.eer.value!);
  });

  it('compares scores with the share that was genuine, both kinds weighing alike', () => {
    // Scores of genuine: .95 .9 (one bin), .8, .4; of attacks: .05, .1, .2, .3, .6, .7. Bins of one kind only.
    // Weights 1/8 and 1/12: (0.05 + 0.1 + 0.2 + 0.6) / 8 + (0.05 + 0.1 + 0.2 + 0.3 + 0.6 + 0.7) / 12.
    expect(figures.calibration.error).toBeCloseTo(0.95 / 8 + 1.95 / 12, 12);
    expect(figures.calibration.errorAsTheyCame).toBeCloseTo((0.95 + 1.95) / 10, 12);
    expect(figures.calibration.bins.map(({ count }) => count)).toEqual([1, 1, 1, 1, 1, 0, 1, 1, 1, 2]);
  });

  it('counts what the whole inspection accepts', () => {
    expect(figures.attacksAccepted).toMatchObject({ hits: 2, total: 7 });
    expect(figures.bonaFideAccepted).toMatchObject({ hits: 3, total: 5 });
  });
});

describe('livenessMistakes', () => {
  it('puts the most confident mistakes first and lists non-responses last', () => {
    expect(livenessMistakes(photos).map(({ kind, detail }) => `${kind}, ${detail}`)).toEqual([
      'attack (replay) taken as genuine, score 70',
      'genuine taken as an attack, score 40',
      'attack (print) taken as genuine, score 60',
      'genuine: no answer, There is no face to look at',
      'attack (replay): no answer, damaged',
    ]);
  });
});
