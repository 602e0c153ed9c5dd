/** Tells when the camera has given a frame that was not taken yet, and how long that took it. */
import { CaptureError } from './capture-error.ts';
import { stalled } from './capture-limits.ts';

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
    let [missed, isDrawn, patience]: [number, boolean, ReturnType<typeof setInterval> | undefined] = [
      0,
      true,
      undefined,
    ];
    try {
      await new Promise<void>((resolve, reject) => {
        this.#wake = resolve;
        patience = setInterval(() => {
          // A page in the background is given none, nor is a frame of another origin that was scrolled away: neither is drawn.
          missed = document.hidden || !isDrawn ? 0 : missed + 1;
          isDrawn = false;
          requestAnimationFrame(() => {
            isDrawn = true;
          });
          if (missed >= stalled.looks)
            reject(new CaptureError('camera_busy', 'The camera gives no picture any more'));
        }, stalled.interval);
      });
    } finally {
      clearInterval(patience);
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
