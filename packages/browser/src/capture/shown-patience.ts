/** Patience with a camera that gives nothing, of a page that is shown: in the background cameras rest, and timers too. */
import { CaptureError } from './capture-error.ts';

/** How often, every so many milliseconds, it is looked at in vain. */
export interface Looks {
  readonly looks: number;
  readonly interval: number;
}

/**
 * Looks are counted in place of time: a page that comes back may find its timers overdue before the camera goes on.
 * @param end Called once, after so many looks in a row while the page is shown, with what is said of it: `camera_busy`.
 * @returns what ends it before.
 */
export function whileShown({ looks, interval }: Looks, end: (error: CaptureError) => void): () => void {
  let [missed, isDrawn] = [0, true];
  const timer = setInterval(() => {
    // A frame of another origin that was scrolled away is not hidden, but not drawn either.
    missed = document.hidden || !isDrawn ? 0 : missed + 1;
    isDrawn = false;
    requestAnimationFrame(() => {
      isDrawn = true;
    });
    if (missed < looks) return;
    clearInterval(timer);
    end(new CaptureError('camera_busy', 'The camera gives no picture any more'));
  }, interval);
  return () => clearInterval(timer);
}
