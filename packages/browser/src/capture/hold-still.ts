/** Decides when everything has been right for long enough to take the picture. */
import { holdStill as limits } from './capture-limits.ts';

export class HoldStill {
  #since: number | undefined;
  #last = Number.NEGATIVE_INFINITY;
  #frames = 0;
  #notBefore = 0;

  /** Starts again; nothing is taken within the grace time from `now`, in milliseconds. */
  restart(now: number): void {
    this.#since = undefined;
    this.#frames = 0;
    this.#notBefore = now + limits.grace;
  }

  /**
   * Takes the verdict on a frame.
   * @param now Milliseconds of a clock that never goes back.
   * @returns whether to take the picture, and whether everything is right so far.
   */
  feed(isRight: boolean, now: number): { readonly take: boolean; readonly holding: boolean } {
    const gap = now - this.#last;
    this.#last = now;
    if (!isRight || gap > limits.maxGap) this.#since = undefined;
    if (!isRight || now < this.#notBefore) {
      this.#since = undefined;
      return { take: false, holding: false };
    }
    if (this.#since === undefined) {
      this.#since = now;
      this.#frames = 0;
    }
    this.#frames += 1;
    const take = now - this.#since >= limits.duration && this.#frames >= limits.minFrames;
    return { take, holding: true };
  }
}
