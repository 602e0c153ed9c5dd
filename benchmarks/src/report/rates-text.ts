/** Figures as people read them. */
import type { Estimate } from '../accuracy/statistics/bootstrap.ts';
import type { Proportion } from '../accuracy/statistics/proportion.ts';

/** What stands where there is no figure. */
export const none = '–';

/** `98.3` for 0.983. */
export function percentNumber(value: number | null): string {
  return value === null ? none : (value * 100).toFixed(1);
}

/** `98.3 % (97.1–99.0)`. */
export function shareText({ value, low, high }: Proportion): string {
  return value === null ? none : `${percentNumber(value)} % (${percentNumber(low)}–${percentNumber(high)})`;
}

/** `354/360`. */
export function countText({ hits, total }: Proportion): string {
  return total === 0 ? none : `${hits}/${total}`;
}

/** `98.3 % (97.1–99.0), 354/360`. */
export function rateText(share: Proportion): string {
  return share.value === null ? none : `${shareText(share)}, ${countText(share)}`;
}

/** A rate with its interval: `9.4 % (7.9–11.2)`. */
export function estimateText({ value, low, high }: Estimate): string {
  if (value === null) return none;
  const interval = low === null || high === null ? '' : ` (${percentNumber(low)}–${percentNumber(high)})`;
  return `${percentNumber(value)} %${interval}`;
}

/** `0.941 (0.926–0.955)`. */
export function areaText({ value, low, high }: Estimate): string {
  if (value === null) return none;
  const interval = low === null || high === null ? '' : ` (${low.toFixed(3)}–${high.toFixed(3)})`;
  return `${value.toFixed(3)}${interval}`;
}

/** `3.6° (3.1 to 4.2)`; a bias may be negative. */
export function degreesText({ value, low, high }: Estimate): string {
  if (value === null) return none;
  const interval = low === null || high === null ? '' : ` (${low.toFixed(1)} to ${high.toFixed(1)})`;
  return `${value.toFixed(1)}°${interval}`;
}

export function numberText(value: number | null, digits = 1): string {
  return value === null ? none : value.toFixed(digits);
}
