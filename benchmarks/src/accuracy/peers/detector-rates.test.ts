import { describe, expect, it } from 'vitest';
import { row } from '../testing/rows.ts';
import { detectorScores, judgedByAll, scoreDetectors } from './detector-rates.ts';

const judged = (label: 'real' | 'spoof', liveness: number, rival: number) => ({
  ...row('liveness', label, { liveness }, label === 'spoof' ? { attack: 'print' } : {}),
  peers: { rival },
});
const photos = [
  judged('real', 90, 0.9),
  judged('real', 80, 0.2),
  judged('spoof', 20, 0.5),
  judged('spoof', 10, 0.1),
  row('liveness', 'real', { liveness: 70 }),
  { ...row('liveness', 'real', { faces: 0 }), peers: { rival: 1 } },
];

describe('judgedByAll', () => {
  it('keeps photos that have scores of all, so that all are measured on the same', () => {
    expect(judgedByAll(photos)).toEqual(photos.slice(0, 4));
  });
});

describe('scoreDetectors', () => {
  it('measures each over its own scores, the product first', () => {
    const [product, rival] = scoreDetectors(judgedByAll(photos));
    expect(product).toMatchObject({ name: 'livephoto', bonaFide: 2, attacks: 2 });
    expect([product!.eer.value, product!.auc.value, product!.bpcer10.value]).toEqual([0, 1, 0]);
    // 0.9 beats both attacks, 0.2 one of two; no attack passes only above 0.5, where one of two is refused.
    expect(rival).toMatchObject({ name: 'rival', bonaFide: 2, attacks: 2 });
    expect([rival!.eer.value, rival!.auc.value, rival!.bpcer10.value]).toEqual([0.5, 0.75, 0.5]);
  });

  it('has the product alone over nothing', () => {
    expect(detectorScores([]).map(({ name }) => name)).toEqual(['livephoto']);
    expect(scoreDetectors([])[0]!.eer.value).toBeNull();
  });
});
