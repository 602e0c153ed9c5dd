import { describe, expect, it } from 'vitest';
import { createPolledTurns, createTurns } from './turns.ts';

const late = () => new Error('late');
const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe.each([
  ['turns', () => createTurns(late)],
  ['polled turns', () => createPolledTurns(late)],
])('%s', (_, create) => {
  it('has one inside at a time, and lets everybody in', async () => {
    const turns = create();
    let inside = 0;
    let most = 0;
    let done = 0;
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        const end = await turns.take(60_000);
        inside += 1;
        most = Math.max(most, inside);
        await sleep(1);
        inside -= 1;
        done += 1;
        end();
        // Twice is once.
        end();
      }),
    );
    expect({ most, done }).toEqual({ most: 1, done: 20 });
  });

  it('turns away who has waited too long, and goes on with the others', async () => {
    const turns = create();
    const end = await turns.take(1000);
    await expect(turns.take(20)).rejects.toThrow('late');
    const next = turns.take(60_000);
    end();
    (await next)();
    (await turns.take(10))();
  });
});

it('takes a polled turn over from a request that ended without a word', async () => {
  const turns = createPolledTurns(late, 30);
  await turns.take(1000);
  const start = Date.now();
  (await turns.take(1000))();
  expect(Date.now() - start).toBeGreaterThanOrEqual(25);
});
