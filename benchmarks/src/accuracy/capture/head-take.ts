/** Takes of one head, whose stations or shots an attack may change. */
import { type CaptureChallenge, drawChallenge } from '@livephoto/core';
import type { CameraName } from './camera.ts';
import type { Person } from './people.ts';
import type { Randomness } from './randomness.ts';
import type { Scene, Shot } from './ray-library.ts';
import { type Cast, head, headRays } from './scenes/cast.ts';
import { type Station, stationsOf, type Take, takeOf } from './take.ts';

/** The view of a scene that a station asks for. */
export function shotOn(scene: Scene, station: Station, camera: CameraName = 'ordinary'): Shot {
  const { direction, view, ray } = station;
  return { scene, camera, direction, view, ray };
}

/** Degrees of whoever is in a hurry, or thorough. */
export const someAngle = (random: Randomness) => random.between(18, 37);

/**
 * A take of a sitter's own head.
 * @param filmed What is sent of each station, once all of them are known; the head as it turns when left out.
 * @param arranged The order of the stations.
 */
export function takeOfHead(
  person: Person,
  cast: Cast,
  random: Randomness,
  asked: CaptureChallenge,
  filmed: (scene: Scene, stations: readonly Station[]) => (station: Station, index: number) => Shot = (
    scene,
  ) =>
    (station) =>
      shotOn(scene, station),
  arranged = (stations: readonly Station[], _: Randomness) => stations,
): Take {
  const scene = head(person, cast);
  const stations = arranged(stationsOf(asked, someAngle(random), headRays, random), random);
  return takeOf(person.name, stations, headRays, random, filmed(scene, stations));
}

/** Turns in another order than was asked for, or to another side. */
export function otherThan(challenge: CaptureChallenge, random: Randomness): CaptureChallenge {
  let other = challenge;
  while (other.turns.join() === challenge.turns.join()) {
    other = drawChallenge(challenge.turns.length, (limit) => random.below(limit));
  }
  return other;
}

/** All but the first two and the last two, in any order. */
export function shuffled(stations: readonly Station[], random: Randomness): Station[] {
  const middle = stations.slice(2, -2);
  for (let i = middle.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [middle[i], middle[j]] = [middle[j]!, middle[i]!];
  }
  return [...stations.slice(0, 2), ...middle, ...stations.slice(-2)];
}
