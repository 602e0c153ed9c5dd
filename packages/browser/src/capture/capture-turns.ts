/** The turns of a session: filmed, looked at, sent, and what the server says of them. */
import type { Policy } from '@livephoto/core';
import type { BrowserInspector } from '../create-inspector.ts';
import { answerChallenge, type ChallengeAnswer, challengeRefusal } from './answer-challenge.ts';
import type { Camera } from './camera.ts';
import { CaptureError } from './capture-error.ts';
import type { CaptureStage } from './capture-stage.ts';
import type { LivePhotoCaptureEventDetails } from './events.ts';
import { inspectorError } from './inspector-slot.ts';
import { CaptureRefusedError } from './session-api.ts';
import type { SessionSlot } from './session-slot.ts';

type Refusal = LivePhotoCaptureEventDetails['refused'];

export class CaptureTurns {
  readonly #stage: CaptureStage;
  readonly #remote: SessionSlot;
  readonly #startAgain: () => void;

  /** @param startAgain From the camera on. */
  constructor(stage: CaptureStage, remote: SessionSlot, startAgain: () => void) {
    this.#stage = stage;
    this.#remote = remote;
    this.#startAgain = startAgain;
  }

  /** From the challenge to the server's answer. The turns are filmed while `signal` has not fired. */
  async follow(inspector: BrowserInspector, camera: Camera, policy: Policy, signal: AbortSignal) {
    const { video } = this.#stage.host;
    this.#stage.setLive({ holding: true });
    const answer = await answerChallenge({
      remote: this.#remote,
      video,
      camera,
      inspector,
      policy: policy.motion,
      onProgress: (turn) => {
        this.#stage.setLive({ holding: false, turn });
        this.#stage.host.turned();
      },
      signal,
    });
    const next = this.#stage.begin();
    if (answer === undefined) return this.#refuse(undefined, challengeRefusal(this.#remote));
    const { photo } = answer;
    this.#stage.host.emit('captured', { photo, trigger: 'auto' });
    this.#stage.set({ view: 'inspecting', photo, loading: null, share: 0 });
    try {
      // What the server would refuse anyway is said at once, and costs no try.
      const findings = await answer.findingsOf(inspector, next);
      next.throwIfAborted();
      if (findings.length > 0) {
        this.#refuse(photo, { findings, state: 'open', attemptsLeft: this.#remote.attempts.left });
      } else {
        void this.#sendCapture(answer);
      }
    } catch (error) {
      this.#stage.fail(inspectorError(error), next, () => void this.#startAgain());
    }
  }

  async #sendCapture(answer: ChallengeAnswer): Promise<void> {
    const signal = this.#stage.begin();
    const { photo } = answer;
    const sending = (share: number) => {
      if (!signal.aborted) this.#stage.set({ view: 'sending', photo, report: undefined, share });
    };
    sending(0);
    try {
      const livePhoto = await answer.send(sending, signal);
      if (signal.aborted) return;
      this.#stage.set({ view: 'done', livePhoto });
      this.#stage.host.emit('accepted', { photo, livePhoto });
    } catch (error) {
      if (error instanceof CaptureRefusedError && !signal.aborted) this.#refuse(photo, error);
      else {
        const typed = CaptureError.from(error, 'upload_failed');
        const isOver = typed.code === 'challenge_over';
        this.#stage.fail(typed, signal, () => void (isOver ? this.#startAgain() : this.#sendCapture(answer)));
      }
    }
  }

  #refuse(photo: Blob | undefined, refusal: Refusal): void {
    const { findings, state } = refusal;
    const { isRunning } = this.#remote.attempts;
    const attemptsLeft = refusal.attemptsLeft + (isRunning ? 1 : 0);
    this.#stage.set({ view: 'refused', photo, findings, attemptsLeft: state === 'open' ? attemptsLeft : 0 });
    this.#stage.host.emit('refused', { findings, state, attemptsLeft });
  }
}
