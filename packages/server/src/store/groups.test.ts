import { describe, expect, it } from 'vitest';
import { createGroups } from './groups.ts';

const soon = (milliseconds = 0) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const patient = () => ({ turn: 60_000, answer: 60_000 });
const late = () => new Error('too late');
const done = <Value>(value: Value) => ({ status: 'fulfilled', value }) as const;

describe('groups', () => {
  it('serve together what waits together, no more at once than they may, each with its own answer', async () => {
    const served: string[][] = [];
    const serve = createGroups<string, string>({
      size: 3,
      patience: patient,
      async serve(items) {
        served.push([...items]);
        await soon();
        return items.map((item) => done(item.toUpperCase()));
      },
      onLate: late,
    });
    expect(await Promise.all(['a', 'b', 'c', 'd', 'e'].map(serve))).toEqual(['A', 'B', 'C', 'D', 'E']);
    expect(served).toEqual([
      ['a', 'b', 'c'],
      ['d', 'e'],
    ]);
    expect(await serve('f')).toBe('F');
  });

  it('tell one what is wrong with it, all what is wrong for all, and go on', async () => {
    const serve = createGroups<string, string>({
      size: 8,
      patience: patient,
      async serve(items) {
        await soon();
        if (items.includes('fatal')) throw new Error('gone');
        return items.map((item) =>
          item === 'bad' ? { status: 'rejected' as const, reason: new Error('bad') } : done(item),
        );
      },
      onLate: late,
    });
    const ended = await Promise.allSettled(['first', 'good', 'bad'].map(serve));
    expect(ended.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    const gone = await Promise.allSettled(['good', 'fatal'].map(serve));
    expect(gone.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await serve('good')).toBe('good');
  });

  it('let nobody wait longer than it may, whoever it waits with', async () => {
    let patience = { turn: 60_000, answer: 60_000 };
    let open = () => {};
    const granted: number[] = [];
    const serve = createGroups<string, string>({
      size: 8,
      patience: () => patience,
      async serve(items, milliseconds) {
        granted.push(milliseconds);
        if (items.includes('slow')) await new Promise<void>((resolve) => (open = resolve));
        return items.map(done);
      },
      onLate: late,
    });
    const slow = serve('slow');
    await soon();
    const waits = serve('waits');
    patience = { turn: 20, answer: 20 };
    await expect(serve('hasty')).rejects.toThrow('too late');
    patience = { turn: 60_000, answer: 30_000 };
    const brief = serve('brief');
    open();
    expect(await Promise.all([slow, waits, brief])).toEqual(['slow', 'waits', 'brief']);
    // The group has the time of the one that may wait least.
    expect(granted[1]).toBeLessThanOrEqual(30_000);
  });

  it('tell all that wait when the turn does not come, and ask for it again', async () => {
    let refused = true;
    let turns = 0;
    const serve = createGroups<string, string>({
      size: 8,
      patience: patient,
      async takeTurn() {
        await soon();
        if (refused) throw new Error('no turn');
        turns += 1;
        return () => {
          turns -= 1;
        };
      },
      serve: async (items) => items.map(done),
      onLate: late,
    });
    const ended = await Promise.allSettled(['a', 'b'].map(serve));
    expect(ended.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    refused = false;
    expect(await Promise.all(['a', 'b'].map(serve))).toEqual(['a', 'b']);
    expect(turns).toBe(0);
  });
});
