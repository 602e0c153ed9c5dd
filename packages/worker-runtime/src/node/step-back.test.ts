import { expect, it } from 'vitest';
import { stepBack } from './step-back.ts';

it.each([
  ['linux', 0, 10],
  ['linux', -5, 10],
  ['linux', 10, 10],
  // Without CAP_SYS_NICE nobody comes forward again: a server under `nice -n 19` died of trying.
  ['linux', 19, 19],
  ['darwin', 0, 0],
] as const)('on %s from %i to %i', (platform, before, after) => {
  let now: number = before;
  stepBack({
    platform,
    getPriority: () => now,
    setPriority: (...to: number[]) => {
      if (to[0]! < now) throw new Error('EACCES');
      now = to[0]!;
    },
  });
  expect(now).toBe(after);
});
