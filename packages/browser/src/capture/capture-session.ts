/** The way from a camera to a stored photo: one thing after another, everything stopped and given back at its end. */
import { type ImageContentType, type Policy, resolvePolicy } from '@livephoto/core';
import type { BrowserInspector } from '../create-inspector.ts';
import { answerChallenge, type ChallengeAnswer, challengeRefusal } from './answer-challenge.ts';
import { type Camera, firstFrame, listCameras, openCamera } from './camera.ts';
import { CaptureError } from './capture-error.ts';
import type { CaptureState, LiveState } from './capture-state.ts';
import type { CaptureTrigger, LivePhotoCaptureEventDetails } from './events.ts';
import { HoldStill } from './hold-still.ts';
import { InspectorSlot, inspectorError } from './inspector-slot.ts';
import { inspectFrames, type LiveFrame } from './live-frames.ts';
import { prepareFile, takePicture } from './picture.ts';
import { sendPhoto } from './send-photo.ts';
import { CaptureRefusedError } from './session-api.ts';
import type { SessionHost } from './session-host.ts';
import { SessionSlot } from './session-slot.ts';
import { SteadyAdvice } from './steady-advice.ts';
import { UploadRefusedError } from './upload.ts';

export class CaptureSession {
  readonly #host: SessionHost;
  readonly #inspector: InspectorSlot;
  readonly #hold = new HoldStill();
  readonly #advice = new SteadyAdvice();
  #state: CaptureState = { view: 'welcome' };
  /** Of what is under way: starting something else, or stopping, aborts it. */
  #work = new AbortController();
  #camera: Camera | undefined;
  /** A picture is being encoded; frames go on meanwhile. */
  #isTaking = false;
  /** Ends the advice before the turns; undefined where none is given. */
  #guiding: AbortController | undefined;
  /** The camera that the person chose. */
  #chosen: string | undefined;
  readonly #remote: SessionSlot;
  /** Where a file was chosen, so that the person comes back there for another one. */
  #fileFrom: CaptureState | undefined;

  constructor(host: SessionHost) {
    this.#host = host;
    this.#remote = new SessionSlot(() => host.options());
    this.#inspector = new InspectorSlot(
      () => host.options(),
      (progress) => {
        host.emit('progress', progress);
        const loading = progress.loaded / progress.total;
        const { view } = this.#state;
        if (view === 'live' || view === 'inspecting') this.#set({ ...this.#state, loading } as CaptureState);
      },
    );
  }

  get state(): CaptureState {
    return this.#state;
  }

  /** What the server says of the session; undefined without one, and until it was asked. */
  get remote(): SessionSlot {
    return this.#remote;
  }

  /** Hears early what the session allows, or that nothing can come of it. */
  async greet(): Promise<void> {
    if (this.#state.view !== 'welcome' || !this.#remote.isGiven) return;
    const { signal } = this.#work;
    try {
      await this.#remote.open(signal);
      this.#host.changed();
    } catch (error) {
      const typed = CaptureError.from(error, 'upload_failed');
      this.#fail(typed, signal, () => {
        this.cancel();
        void this.greet();
      });
    }
  }

  /** Takes another camera from here on. */
  chooseCamera(deviceId: string): void {
    this.#chosen = deviceId;
    if (this.#state.view === 'live') void this.start();
  }

  /** Shows the address of this session for a phone, and waits until the photo was taken there. */
  async handOver(url: string): Promise<void> {
    const back = this.#state.view === 'problem' ? this.#state : ({ view: 'welcome' } as const);
    const { signal } = this.#begin();
    this.#set({ view: 'phone', url, back });
    try {
      await this.#remote.untilOver(signal);
      this.#set({ view: 'done', livePhoto: undefined });
    } catch (error) {
      this.#fail(CaptureError.from(error, 'upload_failed'), signal, () => void this.handOver(url));
    }
  }

  /** Asks for the camera, shows it and guides. */
  async start(): Promise<void> {
    const { signal } = this.#begin();
    this.#fileFrom = undefined;
    this.#set({ view: 'asking', starting: false });
    try {
      // All at once: what the person has to allow takes as long as the download.
      const inspecting = this.#inspector.get();
      inspecting.catch(() => {});
      const opening = this.#remote.open(signal);
      opening.catch(() => {});
      const camera = await openCamera(signal, this.#chosen);
      this.#camera = camera;
      void camera.lost.then((error) => this.#fail(error, signal, () => void this.start()));
      this.#set({ view: 'asking', starting: true });
      const { video } = this.#host;
      video.srcObject = camera.stream;
      await firstFrame(video, signal);
      this.#hold.restart(performance.now());
      this.#advice.restart();
      this.#set({
        view: 'live',
        size: { width: video.videoWidth, height: video.videoHeight },
        mirrored: camera.facesUser,
        advice: undefined,
        holding: false,
        paused: document.hidden,
        loading: undefined,
        turn: undefined,
        cameras: [],
        camera: camera.track.getSettings().deviceId,
      });
      void listCameras().then((cameras) => {
        if (!signal.aborted) this.#setLive({ cameras });
      });
      await opening;
      const inspector = await inspecting;
      signal.throwIfAborted();
      this.#hold.restart(performance.now());
      this.#setLive({ loading: null });
      this.#host.emit('ready', {
        backend: inspector.backend,
        width: video.videoWidth,
        height: video.videoHeight,
      });
      const policy = resolvePolicy(this.#host.options().policy);
      const guiding = new AbortController();
      this.#guiding = guiding;
      signal.addEventListener('abort', () => guiding.abort(), { once: true });
      const onFrame = (frame: LiveFrame) => this.#onFrame(frame);
      const framing = () => this.#host.shownRatio();
      await inspectFrames(video, inspector, { policy, onFrame, framing, signal: guiding.signal });
      if (!signal.aborted) await this.#turn(inspector, camera, policy, signal);
    } catch (error) {
      this.#fail(inspectorError(error), signal, () => void this.start());
    }
  }

  /** From the challenge to the server's answer. */
  async #turn(inspector: BrowserInspector, camera: Camera, policy: Policy, signal: AbortSignal) {
    const { video } = this.#host;
    this.#setLive({ holding: true });
    const answer = await answerChallenge({
      remote: this.#remote,
      video,
      camera,
      inspector,
      policy: policy.motion,
      onProgress: (turn) => {
        this.#setLive({ holding: false, turn });
        this.#host.turned();
      },
      signal,
    });
    const next = this.#begin().signal;
    if (answer === undefined) return this.#refuse(undefined, challengeRefusal(this.#remote));
    const { photo } = answer;
    this.#host.emit('captured', { photo, trigger: 'auto' });
    this.#set({ view: 'inspecting', photo, loading: null, share: 0 });
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
      this.#fail(inspectorError(error), next, () => void this.start());
    }
  }

  async #sendCapture(answer: ChallengeAnswer): Promise<void> {
    const { signal } = this.#begin();
    const { photo } = answer;
    const sending = (share: number) => {
      if (!signal.aborted) this.#set({ view: 'sending', photo, report: undefined, share });
    };
    sending(0);
    try {
      const livePhoto = await answer.send(sending, signal);
      if (signal.aborted) return;
      this.#set({ view: 'done', livePhoto });
      this.#host.emit('accepted', { photo, livePhoto });
    } catch (error) {
      if (error instanceof CaptureRefusedError && !signal.aborted) this.#refuse(photo, error);
      else {
        const typed = CaptureError.from(error, 'upload_failed');
        const isOver = typed.code === 'challenge_over';
        this.#fail(typed, signal, () => void (isOver ? this.start() : this.#sendCapture(answer)));
      }
    }
  }

  #refuse(photo: Blob | undefined, refusal: LivePhotoRefusal): void {
    const { findings, state } = refusal;
    const { isRunning } = this.#remote.attempts;
    const attemptsLeft = refusal.attemptsLeft + (isRunning ? 1 : 0);
    this.#set({ view: 'refused', photo, findings, attemptsLeft: state === 'open' ? attemptsLeft : 0 });
    this.#host.emit('refused', { findings, state, attemptsLeft });
  }

  #onFrame(frame: LiveFrame): void {
    if (this.#state.view !== 'live') return;
    const now = performance.now();
    const { take, holding } = this.#hold.feed(frame.advice[0] === 'hold_still', now);
    this.#host.emit('frame', { report: frame.report, all: frame.advice });
    const before = this.#state.advice;
    const advice = this.#advice.feed(frame.advice[0], now);
    if (advice !== before || holding !== this.#state.holding) this.#setLive({ advice, holding });
    this.#host.advise(frame, advice);
    if (take && (this.#host.options().auto || this.#remote.asksForTurns)) void this.take('auto');
  }

  /** Takes the picture; nothing happens unless the preview is live and the inspector there. */
  async take(trigger: CaptureTrigger = 'button'): Promise<void> {
    if (this.#state.view !== 'live' || this.#state.loading !== null || this.#isTaking) return;
    // The turns begin; the photo is taken at their end.
    if (this.#remote.asksForTurns) return this.#guiding?.abort();
    const { signal } = this.#work;
    this.#isTaking = true;
    try {
      const photo = await takePicture(this.#host.video).finally(() => {
        this.#isTaking = false;
      });
      if (signal.aborted) return;
      this.#host.emit('captured', { photo, trigger });
      await this.#inspect(photo);
    } catch (error) {
      this.#fail(CaptureError.from(error, 'camera_busy'), signal, () => void this.start());
    }
  }

  /** Takes a chosen file in the camera's place. */
  async chooseFile(file: Blob): Promise<void> {
    if (this.#state.view === 'welcome' || this.#state.view === 'problem') this.#fileFrom ??= this.#state;
    const { signal } = this.#begin();
    this.#set({ view: 'inspecting', photo: file, loading: undefined, share: 0 });
    try {
      const photo = await prepareFile(file);
      signal.throwIfAborted();
      this.#host.emit('captured', { photo, trigger: 'file' });
      await this.#inspect(photo);
    } catch (error) {
      this.#fail(CaptureError.from(error, 'photo_unreadable'), signal, () => this.retake());
    }
  }

  /** Inspects the very bytes that are sent. The camera is off from here on. */
  async #inspect(photo: Blob): Promise<void> {
    const { signal } = this.#begin();
    this.#set({ view: 'inspecting', photo, loading: undefined, share: 0 });
    try {
      const inspector = await this.#inspector.get();
      signal.throwIfAborted();
      const report = await inspector.inspect(photo, {
        performLivenessCheck: this.#host.options().performLivenessCheck,
        signal,
        onProgress: ({ index, count }) => {
          if (!signal.aborted && this.#state.view === 'inspecting') {
            this.#set({ ...this.#state, loading: null, share: index / count });
          }
        },
      });
      signal.throwIfAborted();
      // A file's report has its content type.
      const known = report as typeof report & { image: { contentType: ImageContentType } };
      this.#host.emit('inspected', { photo, report: known });
      if (!signal.aborted)
        this.#set({ view: 'result', photo, report: known, refusal: undefined, fromFile: this.#isFile });
    } catch (error) {
      const typed = inspectorError(error);
      const again = typed.code === 'photo_unreadable' ? () => this.retake() : () => void this.#inspect(photo);
      this.#fail(typed, signal, again);
    }
  }

  /** Discards the photo. */
  retake(): void {
    this.#host.emit('retake', null);
    if (this.#fileFrom === undefined) return void this.start();
    this.#begin();
    this.#set(this.#fileFrom);
  }

  /** Uses the accepted photo: sends it where there is an API to send it to. */
  confirm(): void {
    if (this.#state.view !== 'result' || !this.#state.report.accepted) return;
    const { photo, report } = this.#state;
    if (!this.#host.emit('confirmed', { photo, report })) return;
    if (this.#host.options().api === undefined) {
      this.#set({ view: 'done', livePhoto: undefined });
    } else {
      void this.#send(photo, report);
    }
  }

  async #send(photo: Blob, report: TakenReport): Promise<void> {
    const { signal } = this.#begin();
    this.#set({ view: 'sending', photo, report, share: 0 });
    try {
      const livePhoto = await sendPhoto(photo, {
        options: this.#host.options(),
        onProgress: (share) => {
          if (!signal.aborted) this.#set({ view: 'sending', photo, report, share });
        },
        signal,
      });
      if (signal.aborted) return;
      this.#set({ view: 'done', livePhoto });
      this.#host.emit('uploaded', { photo, livePhoto });
    } catch (error) {
      if (error instanceof UploadRefusedError && !signal.aborted) {
        this.#report(error);
        this.#set({ view: 'result', photo, report, refusal: error.findings, fromFile: this.#isFile });
      } else {
        const again = () => void this.#send(photo, report);
        const back = { view: 'result', photo, report, refusal: undefined, fromFile: this.#isFile } as const;
        this.#fail(CaptureError.from(error, 'upload_failed'), signal, again, back);
      }
    }
  }

  /** Back to the photo while it is being sent, or to the start. */
  cancel(): void {
    const state = this.#state;
    this.#begin();
    if (state.view === 'sending' && state.report !== undefined) {
      const { photo, report } = state;
      this.#set({ view: 'result', photo, report, refusal: undefined, fromFile: this.#isFile });
    } else {
      this.#set(((state.view === 'problem' || state.view === 'phone') && state.back) || { view: 'welcome' });
    }
  }

  /** The page went to the background or came back. */
  pause(paused: boolean): void {
    this.#hold.restart(performance.now());
    this.#advice.restart();
    // Phones pause the camera of a page in the background, and do not go on by themselves.
    if (!paused && this.#camera) this.#host.video.play().catch(() => {});
    this.#setLive({ paused, holding: false });
  }

  /** The camera's frames have another size: the phone was turned. */
  resize(size: LiveState['size']): void {
    if (size.width > 0) this.#setLive({ size, holding: false });
  }

  /** Gives everything back: the camera at once, then the inspector. */
  async stop(): Promise<void> {
    this.#work.abort();
    this.#closeCamera();
    this.#fileFrom = undefined;
    this.#state = { view: 'welcome' };
    await this.#inspector.release();
  }

  get #isFile(): boolean {
    return this.#fileFrom !== undefined;
  }

  /** Ends what is under way, the camera too, for something else. */
  #begin(): AbortController {
    this.#work.abort();
    this.#closeCamera();
    this.#work = new AbortController();
    return this.#work;
  }

  #closeCamera(): void {
    this.#camera?.close();
    this.#camera = undefined;
    this.#host.video.srcObject = null;
  }

  /** Says what went wrong, unless it was stopped on purpose. */
  #fail(error: CaptureError, signal: AbortSignal, retry: () => void, back?: CaptureState): void {
    if (signal.aborted) return;
    this.#begin();
    if (error.code === 'inspector_failed') void this.#inspector.release();
    this.#set({ view: 'problem', code: error.code, retry, back });
    this.#report(error);
  }

  #report({ code, message, cause }: CaptureError): void {
    this.#host.emit('error', { code, message, cause });
  }

  #setLive(change: Partial<LiveState>): void {
    if (this.#state.view === 'live') this.#set({ ...this.#state, ...change });
  }

  #set(state: CaptureState): void {
    this.#state = state;
    this.#host.changed();
  }
}

type LivePhotoRefusal = LivePhotoCaptureEventDetails['refused'];
type TakenReport = Extract<CaptureState, { view: 'result' }>['report'];
