/** Holds what is known of the capture session that a token stands for: its state, and the challenge that is under way. */
import { CaptureError } from './capture-error.ts';
import { handOverInterval, turning } from './capture-limits.ts';
import {
  type CaptureSessionInfo,
  createSessionApi,
  type DrawnChallenge,
  type SessionApi,
} from './session-api.ts';
import type { CaptureOptions } from './session-host.ts';

export class SessionSlot {
  readonly #options: () => CaptureOptions;
  #token: string | undefined;
  #info: CaptureSessionInfo | undefined;
  #challenge: { readonly drawn: DrawnChallenge; readonly until: number } | undefined;

  constructor(options: () => CaptureOptions) {
    this.#options = options;
  }

  /** Whether the page gave a session at all. */
  get isGiven(): boolean {
    return Boolean(this.#options().session);
  }

  /** Undefined until the server was asked, and without a session. */
  get info(): CaptureSessionInfo | undefined {
    return this.#options().session === this.#token ? this.#info : undefined;
  }

  get asksForTurns(): boolean {
    return this.isGiven && this.info?.challenge === 'turn';
  }

  /** @throws {CaptureError} `upload_failed` without `api`. */
  api(): SessionApi {
    const { api, session = '' } = this.#options();
    if (api === undefined) {
      throw new CaptureError('upload_failed', "Set 'api' to the URL of the Live Photos API");
    }
    return createSessionApi(api, session);
  }

  /** Asks the server; does nothing without a session. */
  async load(signal: AbortSignal): Promise<CaptureSessionInfo | undefined> {
    if (!this.isGiven) return undefined;
    const { session } = this.#options();
    const info = await this.api().current(signal);
    if (session !== this.#token) this.#challenge = undefined;
    this.#token = session;
    this.#info = info;
    return info;
  }

  /**
   * As `load`, for whoever wants to go on with it.
   * @throws {CaptureError} `session_locked`, `session_expired` or `session_used` when nothing can come of it any more.
   */
  async open(signal: AbortSignal): Promise<CaptureSessionInfo | undefined> {
    const info = await this.load(signal);
    const over = info && codeOfState[info.state];
    if (over) throw new CaptureError(over, `The session is ${info.state}`);
    return info;
  }

  /**
   * Settles when the session has its photo, wherever it was taken.
   * @throws {CaptureError} `session_locked` or `session_expired`; the signal's reason. An answer that fails is waited for.
   */
  async untilOver(signal: AbortSignal): Promise<void> {
    for (;;) {
      const info = await this.load(signal).catch((error: unknown) => {
        if (signal.aborted || (error as CaptureError).code === 'session_expired') throw error;
        return undefined;
      });
      if (info?.state === 'accepted') return;
      const over = info && codeOfState[info.state];
      if (over) throw new CaptureError(over, `The session is ${info.state}`);
      await new Promise((resolve) => setTimeout(resolve, handOverInterval));
      signal.throwIfAborted();
    }
  }

  /** The challenge of the try that is under way, or of a new one. */
  async draw(signal: AbortSignal): Promise<DrawnChallenge> {
    const drawn = await this.api().draw(signal);
    if (drawn.id !== this.#challenge?.drawn.id) {
      this.#challenge = { drawn, until: performance.now() + turning.lifetime };
    }
    this.#note(drawn.attemptsLeft);
    return drawn;
  }

  /** The tries that are left, and whether one is under way that can be made again. */
  get attempts(): { readonly left: number; readonly isRunning: boolean } {
    const isRunning = this.#challenge !== undefined && performance.now() < this.#challenge.until;
    return { left: this.#info?.attemptsLeft ?? 0, isRunning };
  }

  /** The challenge was answered. */
  answered(attemptsLeft: number): void {
    this.#challenge = undefined;
    this.#note(attemptsLeft);
  }

  #note(attemptsLeft: number): void {
    if (this.#info) this.#info = { ...this.#info, attemptsLeft };
  }
}

const codeOfState = {
  open: undefined,
  accepted: 'session_used',
  locked: 'session_locked',
  expired: 'session_expired',
} as const;
