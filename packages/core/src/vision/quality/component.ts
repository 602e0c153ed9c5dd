/** Puts a measure on the scale of its component: 0 (worst) to 100 (best), 50 where it is just enough. */
import type { Anchors } from './tuning.ts';

/** Straight between the anchors, whichever way they run; whole. A number that is none is the worst. */
export function component(value: number, { worst, limit, best }: Anchors): number {
  const below = (value - worst) / (limit - worst);
  if (!(below >= 0)) return 0;
  // What misses the limit never rounds up to it.
  if (below < 1) return Math.min(49, Math.round(50 * below));
  return Math.round(50 + 50 * Math.min(1, (value - limit) / (best - limit)));
}
