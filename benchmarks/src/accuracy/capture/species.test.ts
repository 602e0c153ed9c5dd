import { drawChallenge, type RgbImage } from '@livephoto/core';
import { describe, expect, it } from 'vitest';
import type { Person } from './people.ts';
import { createRandomness } from './randomness.ts';
import type { Cast } from './scenes/cast.ts';
import { type Species, species } from './species.ts';
import { stillAt, type Take } from './take.ts';

const image: RgbImage = { width: 8, height: 8, data: new Uint8Array(8 * 8 * 3) };
const person = (name: string, number = 0): Person => {
  const frontal = { image, points: new Float64Array(468 * 3), yaw: 0, pitch: 0, label: { yaw: 0, pitch: 0 } };
  return { name, key: `sitting ${name}/${number}`, frontal, poses: [frontal] };
};
const sitters = ['ann', 'bob', 'cleo', 'dan'].map((name) => person(name));
const others = ['eve', 'fay', 'gus', 'hal'].map((name) => person(name));
const wearers = new Map(sitters.map((sitter) => [sitter, sitter]));
const cast: Cast = { sitters, everyone: [...sitters, ...others], wearers, triangles: [0, 1, 2] };

interface Staged {
  readonly kind: Species;
  readonly asked: readonly string[];
  readonly take: Take;
}

/** Some takes of every species that is wanted. */
function staged(wanted: (kind: Species) => boolean, turns = 2): Staged[] {
  return species.filter(wanted).flatMap((kind) =>
    Array.from({ length: 10 }, (_, seed) => {
      const random = createRandomness(seed);
      const challenge = drawChallenge(turns, (limit) => random.below(limit));
      return { kind, asked: challenge.turns, take: kind.take(cast, challenge, random, seed) };
    }),
  );
}

const shots = ({ take }: Staged) => take.frames.map(({ shot }) => shot);
/** What tells one look at a scene from another. */
const looks = (take: Staged) =>
  shots(take).map(({ scene, direction, ray, view }) =>
    [scene.person.key, scene.name, view === 0 ? 'centre' : direction, ray, view].join('|'),
  );
/** The way that the views go, without those that repeat. */
const turnsOf = (take: Staged) =>
  shots(take)
    .filter(({ view }) => view > 0)
    .map(({ direction }) => direction)
    .filter((direction, i, all) => direction !== all[i - 1]);

describe('species', () => {
  it('have names of their own, and every family is there', () => {
    expect(new Set(species.map(({ name }) => name)).size).toBe(species.length);
    expect(new Set(species.map(({ family }) => family))).toEqual(
      new Set(['genuine', 'flat', 'bent', 'swapped', 'order', 'repeated']),
    );
  });

  it('film only what their scenes have rays of, in time, and take the still after all of it', () => {
    for (const { kind, take } of staged(() => true)) {
      const times = take.frames.map(({ at }) => at);
      expect(times[0]).toBe(0);
      expect(times, kind.name).toEqual([...times].sort((a, b) => a - b));
      expect(stillAt(take)).toBeGreaterThan(times.at(-1)!);
      const beyond = [...take.frames.map(({ shot }) => shot), take.still].filter(
        ({ scene, camera, view }) => view * 5 > scene.reach + 2.5 || !scene.cameras.includes(camera),
      );
      expect(beyond, kind.name).toEqual([]);
    }
  });

  it('are the same for the same seed, and others for another', () => {
    const kind = species[0]!;
    const challenge = { turns: ['left', 'right'] } as const;
    const of = (seed: number) => kind.take(cast, challenge, createRandomness(seed), 0).frames;
    const plain = (seed: number) =>
      JSON.stringify(of(seed).map(({ at, shot }) => [at, shot.scene.person.name, shot.ray, shot.view]));
    expect(plain(1)).toBe(plain(1));
    expect(plain(1)).not.toBe(plain(2));
  });

  it('of genuine turns show one head that turns as it was asked to, and no look twice', () => {
    for (const take of staged(({ family }) => family === 'genuine')) {
      const { kind } = take;
      expect(new Set(shots(take).map(({ scene }) => scene)).size, kind.name).toBe(1);
      if (take.asked[0] !== take.asked[1]) expect(turnsOf(take), kind.name).toEqual(take.asked);
      if (kind.name !== 'turn of 25°, one picture turned') {
        const outward = looks(take).filter((look) => !look.includes('centre'));
        expect(new Set(outward).size, kind.name).toBe(outward.length);
      }
    }
  });

  it('of heads look straight ahead at another place each time, whatever the turns are', () => {
    for (const take of staged(({ name }) => /^turn of 20°/.test(name))) {
      const places = shots(take)
        .filter(({ view }) => view === 0)
        .map(({ ray }) => ray);
      expect(places.length, take.kind.name).toBe(4);
      expect(new Set(places).size, take.kind.name).toBe(4);
    }
  });

  it('reach the angle in their names', () => {
    for (const take of staged(({ name }) => /^turn of \d+°$/.test(name))) {
      const angle = Number(/\d+/.exec(take.kind.name)![0]);
      expect(Math.max(...shots(take).map(({ view }) => view * 5))).toBe(angle);
    }
  });

  it('that miss frames have fewer of them, and never lack the farthest', () => {
    const whole = staged(({ name }) => name === 'turn of 20°');
    const missing = staged(({ name }) => name.includes('missing'));
    const count = (takes: Staged[]) => takes.reduce((sum, { take }) => sum + take.frames.length, 0);
    expect(count(missing)).toBeLessThan(count(whole));
    for (const take of missing) expect(shots(take).some(({ view }) => view === 4)).toBe(true);
  });

  it('of sheets never show a head; bent ones are divided among the people', () => {
    for (const take of staged(({ family }) => family === 'flat' || family === 'bent')) {
      const names = shots(take).map(({ scene }) => scene.name);
      expect(names.filter((name) => !/^(flat|bent)/.test(name))).toEqual([]);
    }
    const bent = staged(({ family }) => family === 'bent');
    const people = new Set(bent.map(({ take }) => take.person));
    expect(people.size).toBe(cast.everyone.length);
    for (const kind of new Set(bent.map((take) => take.kind))) {
      const theirs = bent.filter((take) => take.kind === kind).map(({ take }) => take.person);
      expect(new Set(theirs).size, kind.name).toBeLessThanOrEqual(cast.everyone.length / 4);
    }
  });

  it('of swaps show two things, or stills of one', () => {
    for (const take of staged(({ family }) => family === 'swapped')) {
      const scenes = new Set([...shots(take), take.take.still].map(({ scene }) => scene));
      if (take.kind.name.startsWith('stills')) {
        expect(scenes.size).toBe(1);
        expect(new Set(shots(take).map(({ view }) => view))).toEqual(new Set([0, 5]));
      } else {
        expect(scenes.size, take.kind.name).toBe(2);
      }
    }
    for (const take of staged(({ name }) => name.startsWith('face of another person'))) {
      const [victim, attacker] = new Set(shots(take).map(({ scene }) => scene.person.name));
      expect(victim).not.toBe(attacker);
      expect(take.take.person).toBe(victim);
    }
  });

  it('of a wrong order never turn as they were asked to', () => {
    for (const take of staged(({ name }) => name.startsWith('turns in another order'))) {
      expect(turnsOf(take).join()).not.toBe(take.asked.join());
    }
    for (const take of staged(({ name }) => name === 'the first turn alone')) {
      expect(turnsOf(take)).toEqual(take.asked.slice(0, 1));
    }
    for (const take of staged(({ name }) => name === 'frames out of their order')) {
      const views = shots(take).map(({ view }) => view);
      const steps = views.slice(1).map((view, i) => Math.abs(view - views[i]!));
      expect(Math.max(...steps)).toBeGreaterThan(1);
    }
  });

  it('that repeat frames show a look again; a loop shows the first one', () => {
    for (const take of staged(({ name }) => name.startsWith('way out played backwards'))) {
      const outward = looks(take).filter((look) => !look.includes('centre'));
      expect(new Set(outward).size).toBeLessThan(outward.length);
    }
    for (const take of staged(({ name }) => name.startsWith('looped stream'))) {
      const centres = looks(take).filter((look) => look.includes('centre'));
      expect(centres.length).toBeGreaterThan(2);
      expect(new Set(centres).size).toBe(1);
    }
    for (const { take } of staged(({ name }) => name.startsWith('frozen picture'))) {
      const views = take.frames.map(({ shot }) => shot.scene.view({} as never));
      expect(new Set(views).size).toBe(1);
    }
  });
});
