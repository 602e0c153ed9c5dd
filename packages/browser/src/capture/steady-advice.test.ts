import { describe, expect, it } from 'vitest';
import { adviceSettle, announcing } from './capture-limits.ts';
import { Announcer, SteadyAdvice } from './steady-advice.ts';

describe('SteadyAdvice', () => {
  it('shows the first advice at once, and what follows when it has held', () => {
    const advice = new SteadyAdvice();
    expect(advice.feed('face_too_small', 0)).toBe('face_too_small');
    expect(advice.feed('hold_still', 100)).toBe('face_too_small');
    expect(advice.feed('hold_still', 100 + adviceSettle - 1)).toBe('face_too_small');
    expect(advice.feed('hold_still', 100 + adviceSettle)).toBe('hold_still');
  });

  it('does not follow what flickers', () => {
    const advice = new SteadyAdvice();
    for (let now = 0; now < 5000; now += 100) {
      expect(advice.feed(now % 200 === 0 ? 'move_left' : 'move_right', now)).toBe('move_left');
    }
  });
});

describe('Announcer', () => {
  it('lets a sentence be heard to its end', () => {
    const announcer = new Announcer();
    expect(announcer.feed('Come closer.', 0)).toBe('Come closer.');
    expect(announcer.feed('Hold still.', announcing.interval - 1)).toBeUndefined();
    expect(announcer.feed('Hold still.', announcing.interval)).toBe('Hold still.');
  });

  it('says again what does not change, in a way that is heard', () => {
    const announcer = new Announcer();
    announcer.feed('Come closer.', 0);
    expect(announcer.feed('Come closer.', announcing.repeat - 1)).toBeUndefined();
    const again = announcer.feed('Come closer.', announcing.repeat);
    expect(again).toMatch(/^Come closer\.\s$/);
    expect(announcer.feed('Come closer.', 2 * announcing.repeat)).toBe('Come closer.');
  });

  it('says at once what cannot wait', () => {
    const announcer = new Announcer();
    announcer.feed('Come closer.', 0);
    expect(announcer.say('Photo taken.', 10)).toBe('Photo taken.');
  });
});
