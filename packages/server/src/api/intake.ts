/** Takes request bodies in, before anything else of a request costs much: so many at once, of one caller and of all. */
import { LivePhotoError } from '@livephoto/core';
import type { Context } from 'hono';
import { parseWatched, readBytes, watchJson } from './body.ts';
import type { ApiEnv, Limits } from './context.ts';
import type { BoundsWatch } from './json-bounds.ts';
import { RateLimitError } from './rate-limit.ts';
import type { UploadBody } from './upload-body.ts';

export interface Intake {
  /**
   * The body of a request.
   * @param limit bytes that it may have.
   * @throws {LivePhotoError} `payload_too_large`; `rate_limit_exceeded` when the caller has enough bodies on their way,
   *   `service_unavailable` when all callers together have; `invalid_request` for what is too slow or breaks off.
   */
  read(c: Context<ApiEnv>, limit: number): Promise<Uint8Array<ArrayBuffer>>;
  /** The same of JSON, parsed. @throws {LivePhotoError} `invalid_request` for what is none, or nested too deep, as soon as that is seen. */
  readJson(c: Context<ApiEnv>, limit: number): Promise<unknown>;
}

/** The body of an upload, whichever of its forms it has. */
export function uploadBodyOf(intake: Intake, c: Context<ApiEnv>, limit: number): UploadBody {
  return { bytes: () => intake.read(c, limit), json: () => intake.readJson(c, limit) };
}

export type IntakeLimits = Pick<
  Limits,
  'bodyTime' | 'minBodyRate' | 'bodiesInFlight' | 'bodiesOfCaller' | 'bodyBytesInFlight'
>;

export function createIntake(limits: IntakeLimits): Intake {
  const callers = new Map<string, number>();
  let bodies = 0;
  let held = 0;
  const take = async (c: Context<ApiEnv>, limit: number, watch?: BoundsWatch) => {
    assertNotEncoded(c);
    const caller = c.get('caller');
    const own = callers.get(caller) ?? 0;
    if (own >= limits.bodiesOfCaller) throw new RateLimitError(1);
    if (bodies >= limits.bodiesInFlight) throw tooMany();
    callers.set(caller, own + 1);
    bodies += 1;
    let taken = 0;
    const hold = (bytes: number) => {
      if (held + bytes > limits.bodyBytesInFlight) throw tooMany();
      taken += bytes;
      held += bytes;
    };
    try {
      const { bodyTime: timeLimit, minBodyRate: minRate } = limits;
      return await readBytes(c.req.raw, { limit, timeLimit, minRate, take: hold, watch });
    } finally {
      held -= taken;
      bodies -= 1;
      const left = (callers.get(caller) ?? 1) - 1;
      if (left > 0) callers.set(caller, left);
      else callers.delete(caller);
    }
  };
  return {
    read: (c, limit) => take(c, limit),
    readJson: async (c, limit) => parseWatched(await take(c, limit, watchJson())),
  };
}

/** What is packed is small to send and may be anything to unpack; and nothing that is sent here gets much smaller. */
function assertNotEncoded(c: Context<ApiEnv>): void {
  const encoding = c.req.header('Content-Encoding')?.trim().toLowerCase() ?? '';
  if (encoding === '' || encoding === 'identity') return;
  throw new LivePhotoError('invalid_request', 'Content-Encoding: send the body as it is, not encoded', {
    param: 'Content-Encoding',
  });
}

function tooMany(): LivePhotoError {
  return new LivePhotoError('service_unavailable', 'Too many uploads at once: try again in a moment');
}
