/** When something ends, as people type it: how long from now, a day, or a moment. */
import { LivePhotoError } from '@livephoto/core';

const units = { h: 3_600_000, d: 24 * 3_600_000 } as const;
/** Far enough for any key, and within what dates can be. */
const longest = 100 * 366 * units.d;

/**
 * @param text `12h`, `90d`, `2027-01-31` (its first moment in UTC) or `2027-01-31T12:00:00Z`.
 * @param now milliseconds since 1970.
 * @returns ISO 8601, UTC.
 * @throws {LivePhotoError} `invalid_request` for anything else, and for what is over already.
 */
export function parseExpiry(text: string, now: number): string {
  const [, count, unit] = /^(\d{1,6})([dh])$/.exec(text) ?? [];
  const isMoment = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z)?$/.test(text);
  const at = unit ? now + Number(count) * units[unit as 'd'] : isMoment ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at) || at > now + longest || (isMoment && !isOnCalendar(text, at))) {
    throw wrong(`must be like 90d, 12h, 2027-01-31 or 2027-01-31T12:00:00Z, not '${text.slice(0, 100)}'`);
  }
  if (at <= now) throw wrong(`is over already: ${new Date(at).toISOString()}`);
  return new Date(at).toISOString();
}

/** Some engines take 30 February for 2 March. */
function isOnCalendar(text: string, at: number): boolean {
  return new Date(at).toISOString().startsWith(text.slice(0, 10));
}

function wrong(reason: string): LivePhotoError {
  return new LivePhotoError('invalid_request', `--expires ${reason}`, { param: 'expires' });
}
