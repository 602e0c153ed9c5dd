import { beforeEach, expect, it } from 'vitest';
import { clockLimits, createClockGuard } from './clock-guard.ts';

const day = 24 * 60 * 60_000;
let notes: Map<string, string>;
let wall = 0;
let elapsed = 0;
const store = {
  getNote: async (name: string) => notes.get(name),
  setNote: async (name: string, value: string) => {
    notes.set(name, value);
  },
};
const open = () =>
  createClockGuard(
    store,
    () => wall,
    () => elapsed,
  );
const pass = (milliseconds: number) => {
  wall += milliseconds;
  elapsed += milliseconds;
};
beforeEach(() => {
  notes = new Map();
  wall = Date.UTC(2026, 0, 1);
  elapsed = 1000;
});

it('trusts a clock that goes evenly, slowly set right too', async () => {
  const guard = open();
  for (let sweep = 0; sweep < 100; sweep++) {
    expect(await guard.doubt()).toBeUndefined();
    pass(60_000);
    wall += 20_000;
  }
});

it('distrusts a leap of 400 days for 3 seconds, there and back, and trusts again after a steady hour', async () => {
  const guard = open();
  await guard.doubt();
  wall += 400 * day;
  expect(await guard.doubt()).toBe('the clock leapt by 400 days');
  pass(3000);
  expect(await guard.doubt()).toMatch('400 days');
  wall -= 400 * day;
  expect(await guard.doubt()).toBe('the clock leapt by -400 days');
  pass(clockLimits.steady - 1000);
  expect(await guard.doubt()).toMatch('-400 days');
  pass(1000);
  expect(await guard.doubt()).toBeUndefined();
});

it('distrusts a start by a clock that is far from the last sweep, and remembers nothing of a wrong one', async () => {
  await open().doubt();
  const right = notes.get('last sweep');
  wall += 400 * day;
  const wrong = open();
  expect(await wrong.doubt()).toBe('the last sweep was 400 days ago by this clock');
  expect(notes.get('last sweep')).toBe(right);
  wall -= 800 * day;
  expect(await open().doubt()).toBe('the last sweep is 400 days ahead of this clock');
  wall += 400 * day;
  expect(await open().doubt()).toBeUndefined();
});
