/** Turns a figure and its limit into a goal that is met, missed or not measured. */
import type { Estimate } from '../accuracy/statistics/bootstrap.ts';
import type { Proportion } from '../accuracy/statistics/proportion.ts';
import type { Goal } from './markup.ts';
import { degreesText, estimateText, rateText } from './rates-text.ts';

/** Floating point must not turn a goal that is met exactly into one that is missed. */
const epsilon = 1e-9;

export function shareAtLeast(name: string, share: Proportion | undefined, limit: number): Goal {
  return {
    name,
    wanted: `≥ ${percent(limit)}`,
    measured: share ? rateText(share) : 'not measured',
    met: share?.value == null ? null : share.value >= limit - epsilon,
  };
}

/** @param limit 0: none at all */
export function shareAtMost(name: string, share: Proportion | undefined, limit: number): Goal {
  return {
    ...shareAtLeast(name, share, 0),
    wanted: limit === 0 ? 'none' : `≤ ${percent(limit)}`,
    met: share?.value == null ? null : share.value <= limit + epsilon,
  };
}

/** @param limit 0..1, or degrees */
export function estimateAtMost(
  name: string,
  estimate: Estimate | undefined,
  limit: number,
  unit: '%' | '°' = '%',
): Goal {
  return {
    ...estimateAtLeast(name, estimate, limit, unit),
    wanted: `≤ ${unit === '%' ? percent(limit) : `${limit.toFixed(1)}°`}`,
    met: estimate?.value == null ? null : estimate.value <= limit + epsilon,
  };
}

/** @param limit 0..1, or degrees */
export function estimateAtLeast(
  name: string,
  estimate: Estimate | undefined,
  limit: number,
  unit: '%' | '°' = '%',
): Goal {
  const text = unit === '%' ? estimateText : degreesText;
  return {
    name,
    wanted: `≥ ${unit === '%' ? percent(limit) : `${limit.toFixed(1)}°`}`,
    measured: estimate?.value == null ? 'not measured' : text(estimate),
    met: estimate?.value == null ? null : estimate.value >= limit - epsilon,
  };
}

function percent(share: number): string {
  return `${+(share * 100).toFixed(1)} %`;
}
