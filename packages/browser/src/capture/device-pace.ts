/** Tells a device that cannot follow a turn from a person who turns too fast. */
import { tooSlow } from './capture-limits.ts';
import type { TrackStep } from './track-recorder.ts';

export class DevicePace {
  #lookedAt: number | undefined;
  /** Milliseconds spent on looks that took too long. */
  #spent = 0;
  #restarts = 0;

  /**
   * Feeds what became of a look.
   * @param at Milliseconds, rising: when its picture was taken.
   * @returns whether the turns began anew once too often because looks came too seldom.
   */
  feed(at: number, { cue, restarted }: Pick<TrackStep, 'cue' | 'restarted'>): boolean {
    const took = at - (this.#lookedAt ?? at);
    this.#lookedAt = at;
    if (took <= tooSlow.look) return false;
    this.#spent += took;
    if (!restarted || cue !== 'slower') return false;
    this.#restarts += took > tooSlow.hopeless ? 2 : 1;
    return this.#restarts >= tooSlow.restarts && this.#spent >= tooSlow.time;
  }

  /** Nothing was looked at: the page was away, or the camera gave no picture. */
  pause(): void {
    this.#lookedAt = undefined;
  }
}
