/** What callers hear of an inspection that took too long, or whose worker died of it: 503, as on every runtime. */
import { LivePhotoError } from '@livephoto/core';
import type { Log } from '../log.ts';
import type { PhotoInspector } from './context.ts';

/** The same inspector; where the inference failed by itself, the log has why, and the caller a typed error. */
export function sayBrokenOff(inspector: PhotoInspector, log: Log): PhotoInspector {
  const saying = async <Result>(work: Promise<Result>): Promise<Result> => {
    try {
      return await work;
    } catch (error) {
      if (!(error instanceof LivePhotoError && error.type === 'inference_failed')) throw error;
      log.error({ err: error }, 'an inspection broke off');
      throw new LivePhotoError('service_unavailable', 'The inspection broke off: send the photo again', {
        cause: error,
      });
    }
  };
  return {
    inspect: (...given) => saying(inspector.inspect(...given)),
    inspectCapture: (...given) => saying(inspector.inspectCapture(...given)),
    fingerprint: (...given) => saying(inspector.fingerprint(...given)),
  };
}
