import { describe, expect, it } from 'vitest';
import { familyPoints, type JudgedPhoto, rateFamilies as rateWith } from './family-rates.ts';
import { familyTables } from './family-tables.ts';

/** Nothing here asks how exact intervals are, but whether they reach from one family to the other. */
const rateFamilies = (judged: readonly JudgedPhoto[]) => rateWith(judged, 100);

const photos = (
  family: string,
  species: string | undefined,
  scores: readonly number[],
  more: Partial<JudgedPhoto> = {},
): JudgedPhoto[] => scores.map((score) => ({ family, species, score, ...more }));
const range = (count: number, from: number) => Array.from({ length: count }, (_, i) => from + i / 1000);

/** One family of many photos that is told apart wholly, one of few that is told apart wrongly. */
const large = [...photos('large', undefined, range(90, 5)), ...photos('large', 'replay', range(90, -5))];
const small = [...photos('small', undefined, range(10, -1)), ...photos('small', 'print', range(10, 1))];

describe('rateFamilies', () => {
  it('lets a small family weigh as much as a large one', () => {
    const { macro, families } = rateFamilies([...large, ...small]);
    expect(macro.eer.value).toBeCloseTo(0.5, 9);
    expect(macro).toMatchObject({ families: 2, worstFamily: 'small', worstSpecies: 'print' });
    expect(families.map(({ family, eer }) => [family, eer.value])).toEqual([
      ['small', 1],
      ['large', 0],
    ]);
    // Pooled, the small family would hide: 10 of 100 genuine photos.
    expect(macro.bpcer10.value).toBeCloseTo(0.5, 9);
    expect(macro.eer.low).toBe(0);
    expect(macro.eer.high).toBe(1);
  });

  it('tells families that need thresholds of their own from families that are told apart', () => {
    const shifted = photos('shifted', undefined, range(20, -8)).concat(
      photos('shifted', 'replay', range(20, -20)),
    );
    const { macro } = rateFamilies([...large, ...shifted]);
    expect(macro.eer.value).toBe(0);
    // At one threshold either the shifted genuine are refused, or the large family's attacks pass.
    expect(macro.eerOneThreshold.value).toBeCloseTo(0.5, 2);
  });

  it('gives no equal error rate to a family of one kind or of too few, and counts it at the threshold all the same', () => {
    const portraits = photos('portraits', undefined, range(30, 0), { accepted: false });
    const few = [...photos('few', undefined, range(4, 0)), ...photos('few', 'mask', range(9, -1))];
    const { macro, families, species } = rateFamilies([...large, ...portraits, ...few]);
    expect(macro.families).toBe(1);
    expect(macro.bpcer.value).toBe(1);
    const of = (name: string) => families.find(({ family }) => family === name)!;
    expect(of('portraits')).toMatchObject({ eer: { value: null }, bpcer: { hits: 30, total: 30 } });
    expect(of('few').eer.value).toBeNull();
    expect(species.find((one) => one.species === 'mask')).toMatchObject({
      families: 1,
      attacks: 9,
      eer: { value: null },
    });
  });

  it('means the decisions of families, not of photos', () => {
    const decided = [
      ...photos('a', 'print', range(98, 0), { accepted: false }),
      ...photos('b', 'print', range(2, 0), { accepted: true }),
    ];
    const { macro, species } = rateFamilies(decided);
    expect(macro.apcer.value).toBe(0.5);
    expect(species[0]).toMatchObject({ species: 'print', apcer: { value: 0.5 } });
    expect(macro.bpcer.value).toBeNull();
  });

  it('measures the calibration of each family', () => {
    const right = [
      ...photos('right', undefined, range(10, 0), { probability: 0.95 }),
      ...photos('right', 'print', range(10, 0), { probability: 0.05 }),
    ];
    const wrong = [
      ...photos('wrong', undefined, range(10, 0), { probability: 0.05 }),
      ...photos('wrong', 'print', range(10, 0), { probability: 0.95 }),
    ];
    const { families, macro } = rateFamilies([...right, ...wrong]);
    const of = (name: string) => families.find(({ family }) => family === name)!.calibrationError;
    expect(of('right')).toBeCloseTo(0.05, 9);
    expect(of('wrong')).toBeCloseTo(0.95, 9);
    expect(macro.calibrationError).toBeCloseTo(0.5, 9);
  });

  it('says nothing of no photos', () => {
    const { macro, families, species } = rateFamilies([]);
    expect([families, species]).toEqual([[], []]);
    expect(macro).toMatchObject({
      families: 0,
      worstFamily: null,
      eer: { value: null },
      bpcer10: { value: null },
    });
  });
});

describe('familyPoints', () => {
  it('accepts all at the first threshold and none at the last', () => {
    const sevenths = [...Array(7)].flatMap((_, f) => [
      ...photos(`${f}`, undefined, range(7, f)),
      ...photos(`${f}`, 'print', range(3, -f)),
    ]);
    const members = [...Array(7)].map((_, f) => sevenths.filter(({ family }) => family === `${f}`));
    const points = familyPoints(members);
    expect(points[0]).toMatchObject({ apcer: 1, worstApcer: 1, bpcer: 0 });
    expect(points.at(-1)).toMatchObject({ apcer: 0, worstApcer: 0, bpcer: 1 });
  });
});

describe('familyTables', () => {
  it('shows the columns of a threshold only where there is one', () => {
    const [without] = familyTables(rateFamilies([...large, ...small]), 'left out');
    expect(without!.columns).not.toContain('APCER, policy');
    const decided = large.map((photo) => ({ ...photo, accepted: photo.score > 0 }));
    const tables = familyTables(rateFamilies(decided), 'firm labels');
    for (const { columns, rows } of tables) for (const row of rows) expect(row).toHaveLength(columns.length);
    expect(tables[0]!.columns).toContain('APCER, policy');
    expect(tables[0]!.rows[0]![0]).toBe('macro, 1 family');
  });
});
