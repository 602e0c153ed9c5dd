/**
 * The one inspector of an isolate: made at the first need, used by one request at a time, and made anew when its
 * WebAssembly trapped.
 *
 * No request here waits for a promise of another: a request whose client has gone, or that was ended at its limit, ends
 * without settling anything, and with it would end everybody who waits. They look at a clock instead.
 */
import { type Clock, type Inspector, LivePhotoError, throwIfAborted } from '@livephoto/core';
import type { Log } from '../log.ts';

export interface InspectorHostOptions {
  /** Lets go of the inspector that it made before, and of whatever that one ran in. */
  create(): Promise<Inspector>;
  /** Milliseconds for one inspection. Whoever has not even said so a second later is taken for gone. */
  readonly timeLimit: number;
  readonly clock: Clock;
  readonly log: Log;
}

export interface InspectorHost {
  inspect: Inspector['inspect'];
  inspectCapture: Inspector['inspectCapture'];
  fingerprint(bytes: Uint8Array, options?: { readonly signal?: AbortSignal | undefined }): Promise<string>;
  /** @throws when inspections would fail. */
  ready(): Promise<void>;
}

interface Turn {
  readonly until: number;
}

/** Milliseconds beyond its time that an inspection may take to come to an end. */
const grace = 1000;

/** Milliseconds between two looks at whether it is one's turn. */
const lookAgain = 5;

export function createInspectorHost(options: InspectorHostOptions): InspectorHost {
  const { create, timeLimit, clock, log } = options;
  let inspector: Inspector | undefined;
  let current: Turn | undefined;

  async function takeTurn(signal: AbortSignal | undefined): Promise<Turn> {
    while (current) {
      if (clock() > current.until) {
        log.error({}, 'an inspection ended without a word; the inspector is started anew');
        inspector = undefined;
        break;
      }
      await new Promise((resolve) => setTimeout(resolve, lookAgain));
      throwIfAborted(signal);
    }
    current = { until: clock() + timeLimit + grace };
    return current;
  }

  async function inTurn<Result>(
    signal: AbortSignal | undefined,
    work: (inspector: Inspector) => Promise<Result>,
  ): Promise<Result> {
    const mine = await takeTurn(signal);
    try {
      const ours = inspector ?? (await create());
      if (current === mine) inspector = ours;
      return await work(ours);
    } catch (error) {
      if (!(error instanceof LivePhotoError && error.type === 'inference_failed') || current !== mine) {
        throw error;
      }
      log.error({ err: error }, 'an inspection broke off; the inspector is started anew');
      inspector = undefined;
      throw new LivePhotoError(
        'service_unavailable',
        'The inspection broke off and the inspector is started anew: send the photo again',
        { cause: error },
      );
    } finally {
      if (current === mine) current = undefined;
    }
  }

  /** One job in its turn and within its time. */
  function limited<Result>(
    caller: AbortSignal | undefined,
    work: (inspector: Inspector, signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    return inTurn(caller, async (ours) => {
      const limit = AbortSignal.timeout(timeLimit);
      try {
        return await work(ours, caller ? AbortSignal.any([caller, limit]) : limit);
      } catch (error) {
        if (!limit.aborted || caller?.aborted) throw error;
        throw new LivePhotoError(
          'service_unavailable',
          `The inspection took longer than ${timeLimit / 1000} s and was given up: try again`,
          { cause: error },
        );
      }
    });
  }

  return {
    inspect: (bytes, inspectOptions = {}) =>
      limited(inspectOptions.signal, (ours, signal) => ours.inspect(bytes, { ...inspectOptions, signal })),
    inspectCapture: (capture, challenge, captureOptions = {}) =>
      limited(captureOptions.signal, (ours, signal) =>
        ours.inspectCapture(capture, challenge, { ...captureOptions, signal }),
      ),
    fingerprint: (bytes, { signal: caller } = {}) => limited(caller, (ours) => ours.fingerprint(bytes)),
    ready: () => inTurn(undefined, async () => {}),
  };
}
