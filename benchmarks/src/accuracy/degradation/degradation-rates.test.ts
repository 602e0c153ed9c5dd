import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { degradationChart, degradationTable, stepRates } from './degradation-rates.ts';
import { degradations, type Picture } from './degradations.ts';

/** Stripes and a slope: something to lose. */
const picture: Picture = {
  width: 96,
  height: 80,
  data: Buffer.from(
    Array.from({ length: 3 * 96 * 80 }, (_, at) => {
      const x = Math.floor(at / 3) % 96;
      return Math.floor(x / 8) % 2 ? 60 + Math.floor(at / 300) : 190;
    }),
  ),
};
const deviation = async ({ data, width, height }: Picture) =>
  (await sharp(data, { raw: { width, height, channels: 3 } }).stats()).channels[0]!.stdev;
const mean = ({ data }: Picture) => data.reduce((sum, level) => sum + level, 0) / data.length;
const named = (name: string) => degradations.find((each) => each.name === name)!;

describe('degradations', () => {
  it.each(degradations.map((each) => [each.name, each] as const))(
    '%s: every step answers a picture of the same size, and other pixels',
    async (_, { steps, degrade }) => {
      for (const step of steps) {
        const worse = await degrade(picture, step, 180);
        expect([worse.width, worse.height, worse.data.length]).toEqual([96, 80, 3 * 96 * 80]);
        expect(worse.data.equals(picture.data)).toBe(false);
      }
    },
  );

  it.each(['defocus', 'motion'])('%s takes more detail with every step', async (name) => {
    const { steps, degrade } = named(name);
    let before = await deviation(picture);
    for (const step of steps.slice(0, 4)) {
      const after = await deviation(await degrade(picture, step, 180));
      expect(after).toBeLessThan(before);
      before = after;
    }
  });

  it('counts steps by the distance between the eyes', async () => {
    const { degrade } = named('defocus');
    const [near, far] = [await degrade(picture, 6, 180), await degrade(picture, 12, 90)];
    expect(Math.abs((await deviation(near)) - (await deviation(far)))).toBeLessThan(0.5);
  });

  it('takes and gives light', async () => {
    expect(mean(await named('dark').degrade(picture, 25, 180))).toBeCloseTo(mean(picture) / 4, -1);
    expect(mean(await named('overexposed').degrade(picture, 5, 180))).toBeGreaterThan(240);
  });
});

describe('rates', () => {
  const rates = {
    degradation: { name: 'defocus', unit: 'σ' },
    steps: [
      stepRates(0, [
        { refused: false, scatter: 1 },
        { refused: false, scatter: 3 },
        { refused: false, scatter: 2 },
      ]),
      stepRates(6, [
        { refused: true, scatter: null },
        { refused: true, scatter: 9 },
        { refused: false, scatter: 8 },
      ]),
      stepRates(16, [{ refused: true, scatter: null }]),
    ],
  };

  it('are the share refused and the median of how far landmarks wander', () => {
    expect(rates.steps.map(({ refused, scatter }) => [refused.hits, refused.total, scatter])).toEqual([
      [0, 3, 2],
      [2, 3, 9],
      [1, 1, null],
    ]);
  });

  it('are drawn as a table and as a chart', () => {
    expect(degradationTable(rates).rows.map((row) => row[3])).toEqual(['2.0 %', '9.0 %', '–']);
    const { svg, legend } = degradationChart(rates);
    expect(svg).toMatch(/^<svg/);
    expect(legend).toHaveLength(2);
  });
});
