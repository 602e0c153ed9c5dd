import { expect, it } from 'vitest';
import { silentLog } from '../log.ts';
import { createMemoryBuckets } from './memory-buckets.ts';
import { createSharedBuckets } from './shared-buckets.ts';
import type { TokenBuckets } from './token-buckets.ts';

const clock = () => 1_000_000;

async function takeMany(buckets: TokenBuckets, tries: number): Promise<number> {
  let taken = 0;
  for (let i = 0; i < tries; i++) if ((await buckets.take('a', 5)) === 0) taken += 1;
  return taken;
}

it('lets processes in together as one would be', async () => {
  const shared = createMemoryBuckets(clock);
  const open = () => createSharedBuckets({ own: createMemoryBuckets(clock), shared, log: silentLog });
  const [one, two] = [open(), open()];
  expect(await takeMany(one, 3)).toBe(3);
  expect(await takeMany(two, 9)).toBe(2);
  expect(await takeMany(one, 9)).toBe(0);
});

it('asks nobody about what the process itself refuses', async () => {
  let asked = 0;
  const shared = {
    async take() {
      asked += 1;
      return 0;
    },
  };
  const buckets = createSharedBuckets({ own: createMemoryBuckets(clock), shared, log: silentLog });
  expect(await takeMany(buckets, 100)).toBe(5);
  expect(asked).toBe(5);
});

it.each([
  ['errs', async () => Promise.reject(new Error('gone'))],
  ['hangs', () => new Promise<number>(() => {})],
])(
  'holds each process to the limit where the database %s, and leaves it alone for a second',
  async (_, take) => {
    let asked = 0;
    const warnings: string[] = [];
    const log = { ...silentLog, warn: (_fields: object, message: string) => warnings.push(message) };
    const shared: TokenBuckets = {
      take() {
        asked += 1;
        return take();
      },
    };
    const buckets = createSharedBuckets({ own: createMemoryBuckets(clock), shared, log, patience: 20 });
    expect(await takeMany(buckets, 20)).toBe(5);
    expect(asked).toBe(1);
    expect(warnings).toHaveLength(1);
  },
);
