/** The checks of a capture's motion and the hints of its camera, for people. */
import type { MotionEvidence } from '@livephoto/core';

export const checkWords: Readonly<Record<keyof MotionEvidence['checks'], string>> = {
  followed: 'The turns that were asked for, in their order',
  continuous: 'No gap, no jump, a face in every frame',
  solid: 'Parallax, shape and width of a head',
  moving: 'No frame twice',
  samePerson: 'One person all the time',
  sameScene: 'One place all the time',
  exposed: 'Even light',
};

/** One line; what the page did not tell is left out. */
export function signalWords(signals: Readonly<Record<string, unknown>>): string {
  const told = Object.entries(signals).filter(([, value]) => value !== false && value !== '');
  const words = told.map(([name, value]) => {
    if (Array.isArray(value)) return value.length > 0 ? `${name} ${value.join(', ')}` : '';
    return value === true ? name : `${name} ${String(value)}`;
  });
  return words.filter((word) => word !== '').join(', ') || 'none';
}
