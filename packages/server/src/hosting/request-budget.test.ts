import { describe, expect, it } from 'vitest';
import { budgeted } from '../budget.ts';
import { createBudget } from './request-budget.ts';

/** A clock that is set by hand, and waits that move it on. */
function start() {
  let time = 0;
  const budget = createBudget(() => time);
  const pass = async (milliseconds: number) => {
    await Promise.resolve();
    time += milliseconds;
  };
  return { budget, pass, wait: (milliseconds: number) => budget.wait(() => pass(milliseconds)) };
}

describe('a budget', () => {
  it('shrinks by what a request waits for stores, and by nothing else it does', async () => {
    const { budget, pass, wait } = start();
    await budget.run(3500, async () => {
      await wait(1000);
      await pass(60_000);
      expect(budget.left()).toBe(2500);
      await wait(2000);
      expect(budget.left()).toBe(500);
      await wait(2000);
      expect(budget.left()).toBe(0);
    });
  });

  it('counts once what waits at the same time, and what waits inside of another wait', async () => {
    const { budget, wait } = start();
    await budget.run(3500, async () => {
      await Promise.all([wait(100), wait(100)]);
      expect(budget.left()).toBe(3300);
      await budget.wait(() => wait(1000));
      expect(budget.left()).toBe(2300);
      await budget.wait(async () => {
        await wait(1000);
        expect(budget.left()).toBe(1300);
      });
    });
  });

  it('is each request its own, through everything it awaits', async () => {
    const { budget, wait } = start();
    const request = (milliseconds: number) =>
      budget.run(milliseconds, async () => {
        await new Promise((resolve) => setTimeout(resolve, 1));
        return budget.left();
      });
    expect(await Promise.all([request(10), request(20)])).toEqual([10, 20]);
    await budget.run(100, async () => {
      await wait(70);
      expect(await request(50)).toBe(50);
      expect(budget.left()).toBe(30);
    });
  });

  it('does not bind what is nobody’s request, was taken apart, or goes on after the answer', async () => {
    const { budget, wait } = start();
    expect(budget.left()).toBe(Number.POSITIVE_INFINITY);
    await wait(1000);
    let later: Promise<number> | undefined;
    await budget.run(100, async () => {
      expect(budget.apart(() => budget.left())).toBe(Number.POSITIVE_INFINITY);
      later = new Promise((resolve) => setTimeout(resolve, 5)).then(() => budget.left());
    });
    expect(await later).toBe(Number.POSITIVE_INFINITY);
  });

  it('is counted by every method of a store but those that answer no promise', async () => {
    const { budget, pass } = start();
    const store = {
      name: 'store',
      get: async (key: string) => {
        await pass(10);
        return key;
      },
      fail: async () => {
        await pass(10);
        throw new Error('gone');
      },
      list: () => ['a'],
    };
    const counted = budgeted(store, budget, ['list']);
    await budget.run(100, async () => {
      expect(await counted.get('x')).toBe('x');
      await expect(counted.fail()).rejects.toThrow('gone');
      expect(counted.list()).toEqual(['a']);
      expect(counted.name).toBe('store');
      expect(budget.left()).toBe(80);
    });
  });
});
