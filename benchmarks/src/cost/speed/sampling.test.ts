import { describe, expect, it } from 'vitest';
import { takeSamples } from './sampling.ts';

/** A product that counts its inspections. */
function counting() {
  let calls = 0;
  return {
    calls: () => calls,
    inspect: async (bytes: Uint8Array) => ({ timings: { total: ++calls, size: bytes.length } }),
  };
}

describe('takeSamples', () => {
  it('takes as many samples as asked, after the warm-up, in order', async () => {
    const subject = counting();
    const samples = await takeSamples(subject, new Uint8Array(3), { samples: 4, warmup: 2 });
    expect(samples.map(({ stages }) => stages.total)).toEqual([3, 4, 5, 6]);
    expect(samples.every(({ endToEnd, stages }) => endToEnd >= 0 && stages.size === 3)).toBe(true);
    expect(subject.calls()).toBe(6);
  });

  it('does without a warm-up', async () => {
    const subject = counting();
    await takeSamples(subject, new Uint8Array(1), { samples: 3, warmup: 0 });
    expect(subject.calls()).toBe(3);
  });

  it('passes on what goes wrong', async () => {
    const broken = { inspect: () => Promise.reject(new Error('no photo')) };
    await expect(takeSamples(broken, new Uint8Array(1), { samples: 2, warmup: 0 })).rejects.toThrow(
      /no photo/,
    );
  });
});
