/** Times, ratios and bytes as people read them. */
import type { Estimate } from '../accuracy/statistics/bootstrap.ts';
import type { Spread } from '../accuracy/statistics/spread.ts';
import { none } from './rates-text.ts';

/** `0.42`, `8.3`, `123`: three digits say enough. */
export function millisecondsNumber(value: number): string {
  if (value < 1) return value.toFixed(2);
  return value < 100 ? value.toFixed(1) : value.toFixed(0);
}

/** `83.1 (80.2–90.4)`: the median and the quartiles. */
export function spreadText(spread: Spread | undefined): string {
  if (spread === undefined) return none;
  const { median, q1, q3 } = spread;
  return `${millisecondsNumber(median)} (${millisecondsNumber(q1)}–${millisecondsNumber(q3)})`;
}

/** `0.84 (0.81–0.88)`. */
export function ratioText({ value, low, high }: Estimate): string {
  if (value === null) return none;
  const interval = low === null || high === null ? '' : ` (${low.toFixed(2)}–${high.toFixed(2)})`;
  return `${value.toFixed(2)}${interval}`;
}

/** `812 B`, `81.5 KB`, `6.65 MB`; of 1000. */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(bytes < 100e3 ? 1 : 0)} KB`;
  return `${(bytes / 1e6).toFixed(bytes < 10e6 ? 2 : bytes < 100e6 ? 1 : 0)} MB`;
}
