/** Tells when the camera has given a frame that was not taken yet, and how long that took it. */
import { stalled } from './capture-limits.ts';
import { whileShown } from './shown-patience.ts';

export class FrameClock {
  readonly #video: HTMLVideoElement;
  readonly #signal: AbortSignal;
  #isFresh = true;
  #waited = 0;
  #wake: (() => void) | undefined;

  constructor(video: HTMLVideoElement, signal: AbortSignal) {
    this.#video = video;
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#wake?.(), { once: true });
    this.#listen();
  }

  /** Milliseconds for which the last frame was waited for: long where the page was away, or the camera stood still. */
  get waited(): number {
    return this.#waited;
  }

  /**
   * @returns false when the signal has fired.
   * @throws {CaptureError} `camera_busy` where no frame comes any more, though nobody took the camera away.
   */
  async next(): Promise<boolean> {
    const from = performance.now();
    if (!this.#isFresh && !this.#signal.aborted) await this.#frame();
    this.#waited = performance.now() - from;
    this.#isFresh = false;
    this.#wake = undefined;
    return !this.#signal.aborted;
  }

  async #frame(): Promise<void> {
    let stop = () => {};
    try {
      await new Promise<void>((resolve, reject) => {
        this.#wake = resolve;
        stop = whileShown(stalled, reject);
      });
    } finally {
      stop();
    }
  }

  #listen(): void {
    if (this.#signal.aborted) return;
    const onFrame = () => {
      this.#isFresh = true;
      this.#wake?.();
      this.#listen();
    };
    if ('requestVideoFrameCallback' in this.#video) this.#video.requestVideoFrameCallback(onFrame);
    else requestAnimationFrame(onFrame);
  }
}
