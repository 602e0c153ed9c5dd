/** Where a capture stands: what is shown, what is under way, the camera; and how each of them ends. */
import type { Camera } from './camera.ts';
import type { CaptureError } from './capture-error.ts';
import type { CaptureState, LiveState } from './capture-state.ts';
import type { SessionHost } from './session-host.ts';

export class CaptureStage {
  readonly host: SessionHost;
  readonly #onFailure: (error: CaptureError) => void;
  #state: CaptureState = { view: 'welcome' };
  /** Of what is under way: starting something else, or stopping, aborts it. */
  #work = new AbortController();
  #camera: Camera | undefined;

  /** @param onFailure Told before the person is. */
  constructor(host: SessionHost, onFailure: (error: CaptureError) => void) {
    this.host = host;
    this.#onFailure = onFailure;
  }

  get state(): CaptureState {
    return this.#state;
  }

  /** Of what is under way. */
  get signal(): AbortSignal {
    return this.#work.signal;
  }

  get camera(): Camera | undefined {
    return this.#camera;
  }

  /** From here on this one is closed with what is under way. */
  use(camera: Camera): void {
    this.#camera = camera;
  }

  /** Ends what is under way, the camera too, for something else. */
  begin(): AbortSignal {
    this.#work.abort();
    this.#closeCamera();
    this.#work = new AbortController();
    return this.#work.signal;
  }

  /** Ends what is under way, and shows nothing of it. */
  stop(): void {
    this.#work.abort();
    this.#closeCamera();
    this.#state = { view: 'welcome' };
  }

  /** Says what went wrong, unless it was stopped on purpose. */
  fail(error: CaptureError, signal: AbortSignal, retry: () => void, back?: CaptureState): void {
    if (signal.aborted) return;
    this.begin();
    this.#onFailure(error);
    this.set({ view: 'problem', code: error.code, retry, back });
    this.report(error);
  }

  report({ code, message, cause }: CaptureError): void {
    this.host.emit('error', { code, message, cause });
  }

  setLive(change: Partial<LiveState>): void {
    if (this.#state.view === 'live') this.set({ ...this.#state, ...change });
  }

  set(state: CaptureState): void {
    this.#state = state;
    this.host.changed();
  }

  #closeCamera(): void {
    this.#camera?.close();
    this.#camera = undefined;
    this.host.video.srcObject = null;
  }
}
