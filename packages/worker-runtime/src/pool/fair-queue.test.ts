import { describe, expect, it } from 'vitest';
import { FairQueue } from './fair-queue.ts';

const drained = (queue: FairQueue<string>) => {
  const jobs: string[] = [];
  for (let job = queue.shift(); job !== undefined; job = queue.shift()) jobs.push(job);
  return jobs;
};

describe('FairQueue', () => {
  it('is first come, first served for one caller', () => {
    const queue = new FairQueue<string>();
    for (const job of ['a', 'b', 'c']) queue.push(job);
    expect(queue.length).toBe(3);
    expect(drained(queue)).toEqual(['a', 'b', 'c']);
    expect(queue.shift()).toBeUndefined();
  });

  it('lets a newcomer go before the second job of whoever fills it', () => {
    const queue = new FairQueue<string>();
    for (let i = 1; i <= 4; i++) queue.push(`hog ${i}`, { caller: 'hog' });
    expect(queue.shift()).toBe('hog 1');
    queue.push('guest', { caller: 'guest' });
    expect(drained(queue)).toEqual(['guest', 'hog 2', 'hog 3', 'hog 4']);
  });

  it('counts what jobs cost: one of eight units weighs as much as eight of one', () => {
    const queue = new FairQueue<string>();
    for (let i = 1; i <= 3; i++) queue.push(`L${i}`, { caller: 'large', cost: 4 });
    for (let i = 1; i <= 8; i++) queue.push(`s${i}`, { caller: 'small', cost: 1 });
    const order = drained(queue);
    const smallBefore = (large: string) =>
      order.slice(0, order.indexOf(large)).filter((job) => job.startsWith('s')).length;
    expect([smallBefore('L1'), smallBefore('L2'), smallBefore('L3')]).toEqual([0, 4, 8]);
  });

  it('remembers what was done at once, and forgets it once the others caught up', () => {
    const queue = new FairQueue<string>();
    for (let i = 0; i < 5; i++) queue.pass({ caller: 'hog', cost: 10 });
    queue.push('hog', { caller: 'hog' });
    queue.push('guest', { caller: 'guest' });
    expect(drained(queue)).toEqual(['guest', 'hog']);
    queue.push('hog again', { caller: 'hog' });
    queue.push('guest again', { caller: 'guest' });
    expect(queue.length).toBe(2);
  });

  it('does not let a caller save up turns by staying away', () => {
    const queue = new FairQueue<string>();
    for (let i = 0; i < 100; i++) queue.pass({ caller: 'busy' });
    for (let i = 1; i <= 3; i++) queue.push(`late ${i}`, { caller: 'late' });
    queue.push('busy', { caller: 'busy' });
    expect(drained(queue).indexOf('busy')).toBeLessThanOrEqual(2);
  });

  it('takes a job out, puts one back as the next, and empties itself', () => {
    const queue = new FairQueue<string>();
    queue.push('a', { caller: 'x' });
    queue.push('b', { caller: 'x' });
    expect([queue.remove('a'), queue.remove('a')]).toEqual([true, false]);
    queue.unshift('again');
    expect(queue.shift()).toBe('again');
    expect(queue.clear()).toEqual(['b']);
    expect(queue.length).toBe(0);
  });

  it('makes room at the cost of whoever has most, never of an equal', () => {
    const queue = new FairQueue<string>();
    for (let i = 1; i <= 3; i++) queue.push(`hog ${i}`, { caller: 'hog' });
    expect(queue.displace({ caller: 'hog' })).toBeUndefined();
    expect(queue.displace({ caller: 'guest' })).toBe('hog 3');
    queue.push('guest', { caller: 'guest' });
    expect(queue.displace({ caller: 'guest' })).toBeUndefined();
    expect(queue.displace({ caller: 'third' })).toBe('hog 2');
    expect(queue.displace({ caller: 'third' })).toBeUndefined();
    expect(drained(queue)).toEqual(['hog 1', 'guest']);
  });

  it('lets a small job of a caller go before its second large one', () => {
    const queue = new FairQueue<string>();
    for (let i = 1; i <= 30; i++) queue.push(`large ${i}`, { caller: 'one', cost: 26 });
    queue.push('small', { caller: 'one', cost: 3 });
    expect([queue.shift(), queue.shift(), queue.shift()]).toEqual(['large 1', 'small', 'large 2']);
  });

  it('gives sizes of one caller the same share, and callers theirs whatever the sizes', () => {
    const queue = new FairQueue<string>();
    for (let i = 1; i <= 20; i++) queue.push('small', { caller: 'one', cost: 4 });
    for (let i = 1; i <= 5; i++) queue.push('large', { caller: 'one', cost: 16 });
    for (let i = 1; i <= 20; i++) queue.push('other', { caller: 'two', cost: 8 });
    const cost = { small: 4, large: 16, other: 8 };
    const had = { small: 0, large: 0, other: 0 };
    for (let i = 0; i < 20; i++) {
      const job = queue.shift() as keyof typeof had;
      had[job] += cost[job];
    }
    expect(Math.abs(had.small - had.large)).toBeLessThanOrEqual(16);
    expect(Math.abs(had.small + had.large - had.other)).toBeLessThanOrEqual(16);
  });

  it('makes room for a size of which its caller has less, where no other caller has more', () => {
    const queue = new FairQueue<string>();
    for (let i = 1; i <= 3; i++) queue.push(`large ${i}`, { caller: 'one', cost: 26 });
    expect(queue.displace({ caller: 'one', cost: 26 })).toBeUndefined();
    expect(queue.displace({ caller: 'one', cost: 3 })).toBe('large 3');
    queue.push('small', { caller: 'one', cost: 3 });
    expect(queue.displace({ caller: 'one', cost: 3 })).toBeUndefined();
    expect(queue.displace({ caller: 'two', cost: 3 })).toBe('large 2');
    expect(drained(queue)).toEqual(['large 1', 'small']);
  });
});
