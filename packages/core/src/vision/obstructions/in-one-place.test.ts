import { describe, expect, it } from 'vitest';
import { mostInOnePlace, type Place, placeOfEyes } from './in-one-place.ts';

const place = (x: number, y: number, width: number): Place => ({ x, y, width });
const most = (...places: Place[]) => mostInOnePlace(places, (one) => one);

describe('placeOfEyes', () => {
  it('lies in the middle, as wide as the eyes are apart, however the head leans', () => {
    expect(placeOfEyes({ x: 10, y: 20 }, { x: 40, y: 60 })).toEqual(place(25, 40, 50));
  });
});

describe('mostInOnePlace', () => {
  it('takes those that lie in the place of one of them', () => {
    const there = [place(100, 100, 100), place(110, 95, 110), place(95, 108, 92)];
    expect(most(place(300, 100, 100), ...there, place(100, 100, 40))).toEqual(there);
  });

  it('takes a face of another size, or one that lies aside, for another one', () => {
    const one = place(100, 100, 100);
    expect(most(one, place(100, 100, 119))).toHaveLength(2);
    expect(most(one, place(100, 100, 121))).toHaveLength(1);
    expect(most(one, place(114, 100, 100))).toHaveLength(2);
    expect(most(one, place(100, 116, 100))).toHaveLength(1);
  });

  it('has none of none, and takes eyes without width for no place', () => {
    expect(most()).toEqual([]);
    expect(most(place(1, 1, 0), place(1, 1, 0))).toEqual([]);
    expect(most(place(Number.NaN, 1, 5))).toEqual([]);
  });
});
