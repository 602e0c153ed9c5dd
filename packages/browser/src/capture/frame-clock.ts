/** Tells when the camera has given a frame that was not taken yet. */

export class FrameClock {
  readonly #video: HTMLVideoElement;
  readonly #signal: AbortSignal;
  #isFresh = true;
  #wake: (() => void) | undefined;

  constructor(video: HTMLVideoElement, signal: AbortSignal) {
    this.#video = video;
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#wake?.(), { once: true });
    this.#listen();
  }

  /** @returns false when the signal has fired. */
  async next(): Promise<boolean> {
    if (!this.#isFresh && !this.#signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#isFresh = false;
    this.#wake = undefined;
    return !this.#signal.aborted;
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
