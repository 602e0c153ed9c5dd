/** Ends long work on ^C between two steps, so that what it started is cleaned up. */
import { LivePhotoError } from '@livephoto/core';

/** @throws what `work` throws once its signal has fired; the signal's reason is `inspection_aborted`. */
export async function stopOnInterrupt<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const onSignal = () => stop.abort(new LivePhotoError('inspection_aborted', 'The run was stopped'));
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  try {
    return await work(stop.signal);
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}
