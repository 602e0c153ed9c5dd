/** Keeps what is shown from flickering, and what is spoken from piling up. */
import { adviceSettle, announcing } from './capture-limits.ts';
import type { GuidanceCode } from './guidance.ts';

/** Shows new advice once it has held for a moment. */
export class SteadyAdvice {
  #shown: GuidanceCode | undefined;
  #next: GuidanceCode | undefined;
  #since = 0;

  /** @returns what to show at `now`, in milliseconds. */
  feed(code: GuidanceCode, now: number): GuidanceCode {
    if (this.#shown === undefined) this.#shown = code;
    if (code === this.#shown) {
      this.#next = undefined;
    } else if (code !== this.#next) {
      this.#next = code;
      this.#since = now;
    } else if (now - this.#since >= adviceSettle) {
      this.#shown = code;
      this.#next = undefined;
    }
    return this.#shown;
  }

  restart(): void {
    this.#shown = undefined;
    this.#next = undefined;
  }
}

/** Lets a sentence through to the screen reader when the one before has had its time. */
export class Announcer {
  #said = '';
  #at = Number.NEGATIVE_INFINITY;

  /** @returns the sentence to announce now, or undefined to stay silent. */
  feed(text: string, now: number): string | undefined {
    const wait = text === this.#said ? announcing.repeat : announcing.interval;
    if (now - this.#at < wait) return undefined;
    return this.say(text, now);
  }

  /** As `feed`, for what cannot wait. */
  say(text: string, now: number): string {
    // A live region that is given the same text again says nothing: a space makes it another one.
    const again = text === this.#said;
    this.#said = text;
    this.#at = now;
    this.#turn = again ? !this.#turn : false;
    return this.#turn ? `${text} ` : text;
  }

  #turn = false;
}
