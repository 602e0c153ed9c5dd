import { describe, expect, it } from 'vitest';
import { assertChallenge, drawChallenge, turnCount } from './challenge.ts';

describe('drawing', () => {
  it('asks for no turn twice in a row and for one to a side at least, whatever is drawn', () => {
    for (let count = turnCount.min; count <= turnCount.max; count++) {
      for (let i = 0; i < 200; i++) {
        const challenge = drawChallenge(count);
        expect(challenge.turns).toHaveLength(count);
        expect(() => assertChallenge(challenge)).not.toThrow();
      }
    }
  });

  it('draws every challenge of two turns about as often', () => {
    const counts = new Map<string, number>();
    for (let i = 0; i < 1800; i++) {
      const name = drawChallenge(2).turns.join();
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) {
      expect(count).toBeGreaterThan(200);
      expect(count).toBeLessThan(400);
    }
  });

  it.each([0, 5, 1.5, Number.NaN])('refuses %s turns', (count) => {
    expect(() => drawChallenge(count)).toThrow(expect.objectContaining({ param: 'turns' }));
  });
});

it.each([
  [[], '0 turns'],
  [['left', 'left'], 'twice in a row'],
  [['up'], 'no turn to a side'],
  [['left', 'down'], "'down'"],
  [['left', 'up', 'left', 'up', 'left'], '5 turns'],
])('refuses a challenge of %j', (turns, message) => {
  expect(() => assertChallenge({ turns: turns as [] })).toThrow(message);
});
