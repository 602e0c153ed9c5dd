/** The way from a camera to a stored photo: one thing after another, everything stopped and given back at its end. */
import { type ImageContentType, resolvePolicy } from '@livephoto/core';
import { firstFrame, listCameras, openCamera } from './camera.ts';
import { CaptureError } from './capture-error.ts';
import { CaptureStage } from './capture-stage.ts';
import type { CaptureState, LiveState } from './capture-state.ts';
import { CaptureTurns } from './capture-turns.ts';
import type { CaptureTrigger } from './events.ts';
import { HoldStill } from './hold-still.ts';
import { InspectorSlot, inspectorError } from './inspector-slot.ts';
import { inspectFrames, type LiveFrame } from './live-frames.ts';
import { confirmPhoto } from './photo-sending.ts';
import { prepareFile, takePicture } from './picture.ts';
import type { SessionHost } from './session-host.ts';
import { SessionSlot } from './session-slot.ts';
import { SteadyAdvice } from './steady-advice.ts';

export class CaptureSession {
  readonly #stage: CaptureStage;
  readonly #inspector: InspectorSlot;
  readonly #remote: SessionSlot;
  readonly #turns: CaptureTurns;
  readonly #hold = new HoldStill();
  readonly #advice = new SteadyAdvice();
  /** A picture is being encoded; frames go on meanwhile. */
  #isTaking = false;
  /** Ends the advice before the turns; undefined where none is given. */
  #guiding: AbortController | undefined;
  /** The camera that the person chose. */
  #chosen: string | undefined;
  /** Where a file was chosen, so that the person comes back there for another one. */
  #fileFrom: CaptureState | undefined;

  constructor(host: SessionHost) {
    this.#stage = new CaptureStage(host, ({ code }) => {
      if (code === 'inspector_failed') void this.#inspector.release();
    });
    this.#remote = new SessionSlot(() => host.options());
    this.#turns = new CaptureTurns(this.#stage, this.#remote, () => void this.start());
    this.#inspector = new InspectorSlot(
      () => host.options(),
      (progress) => {
        host.emit('progress', progress);
        const loading = progress.loaded / progress.total;
        const { state } = this.#stage;
        if (state.view === 'live' || state.view === 'inspecting') this.#stage.set({ ...state, loading });
      },
    );
  }

  get state(): CaptureState {
    return this.#stage.state;
  }

  /** What the server says of the session; undefined without one, and until it was asked. */
  get remote(): SessionSlot {
    return this.#remote;
  }

  /** Hears early what the session allows, or that nothing can come of it. */
  async greet(): Promise<void> {
    if (this.#stage.state.view !== 'welcome' || !this.#remote.isGiven) return;
    const { signal } = this.#stage;
    try {
      await this.#remote.open(signal);
      this.#stage.host.changed();
    } catch (error) {
      const typed = CaptureError.from(error, 'upload_failed');
      this.#stage.fail(typed, signal, () => {
        this.cancel();
        void this.greet();
      });
    }
  }

  /** Takes another camera from here on. */
  chooseCamera(deviceId: string): void {
    this.#chosen = deviceId;
    if (this.#stage.state.view === 'live') void this.start();
  }

  /** Shows the address of this session for a phone, and waits until the photo was taken there. */
  async handOver(url: string): Promise<void> {
    const back = this.#stage.state.view === 'problem' ? this.#stage.state : ({ view: 'welcome' } as const);
    const signal = this.#stage.begin();
    this.#stage.set({ view: 'phone', url, back });
    try {
      await this.#remote.untilOver(signal);
      this.#stage.set({ view: 'done', livePhoto: undefined });
    } catch (error) {
      this.#stage.fail(CaptureError.from(error, 'upload_failed'), signal, () => void this.handOver(url));
    }
  }

  /** Asks for the camera, shows it and guides. */
  async start(): Promise<void> {
    const signal = this.#stage.begin();
    this.#fileFrom = undefined;
    this.#stage.set({ view: 'asking', starting: false });
    try {
      // All at once: what the person has to allow takes as long as the download.
      const inspecting = this.#inspector.get();
      inspecting.catch(() => {});
      const opening = this.#remote.open(signal);
      opening.catch(() => {});
      const camera = await openCamera(signal, this.#chosen);
      this.#stage.use(camera);
      void camera.lost.then((error) => this.#stage.fail(error, signal, () => void this.start()));
      this.#stage.set({ view: 'asking', starting: true });
      const { video } = this.#stage.host;
      video.srcObject = camera.stream;
      await firstFrame(video, signal);
      this.#hold.restart(performance.now());
      this.#advice.restart();
      this.#stage.set({
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
        if (!signal.aborted) this.#stage.setLive({ cameras });
      });
      await opening;
      const inspector = await inspecting;
      signal.throwIfAborted();
      this.#hold.restart(performance.now());
      this.#stage.setLive({ loading: null });
      this.#stage.host.emit('ready', {
        backend: inspector.backend,
        width: video.videoWidth,
        height: video.videoHeight,
      });
      const policy = resolvePolicy(this.#stage.host.options().policy);
      const guiding = new AbortController();
      this.#guiding = guiding;
      signal.addEventListener('abort', () => guiding.abort(), { once: true });
      const onFrame = (frame: LiveFrame) => this.#onFrame(frame);
      const framing = () => this.#stage.host.shownRatio();
      await inspectFrames(video, inspector, { policy, onFrame, framing, signal: guiding.signal });
      if (!signal.aborted) await this.#turns.follow(inspector, camera, policy, signal);
    } catch (error) {
      this.#stage.fail(inspectorError(error), signal, () => void this.start());
    }
  }

  #onFrame(frame: LiveFrame): void {
    if (this.#stage.state.view !== 'live') return;
    const now = performance.now();
    const { take, holding } = this.#hold.feed(frame.advice[0] === 'hold_still', now);
    this.#stage.host.emit('frame', { report: frame.report, all: frame.advice });
    const before = this.#stage.state.advice;
    const advice = this.#advice.feed(frame.advice[0], now);
    if (advice !== before || holding !== this.#stage.state.holding) this.#stage.setLive({ advice, holding });
    this.#stage.host.advise(frame, advice);
    if (take && (this.#stage.host.options().auto || this.#remote.asksForTurns)) void this.take('auto');
  }

  /** Takes the picture; nothing happens unless the preview is live and the inspector there. */
  async take(trigger: CaptureTrigger = 'button'): Promise<void> {
    if (this.#stage.state.view !== 'live' || this.#stage.state.loading !== null || this.#isTaking) return;
    // The turns begin; the photo is taken at their end.
    if (this.#remote.asksForTurns) return this.#guiding?.abort();
    const { signal } = this.#stage;
    this.#isTaking = true;
    try {
      const photo = await takePicture(this.#stage.host.video).finally(() => {
        this.#isTaking = false;
      });
      if (signal.aborted) return;
      this.#stage.host.emit('captured', { photo, trigger });
      await this.#inspect(photo);
    } catch (error) {
      this.#stage.fail(CaptureError.from(error, 'camera_busy'), signal, () => void this.start());
    }
  }

  /** Takes a chosen file in the camera's place. */
  async chooseFile(file: Blob): Promise<void> {
    if (this.#stage.state.view === 'welcome' || this.#stage.state.view === 'problem')
      this.#fileFrom ??= this.#stage.state;
    const signal = this.#stage.begin();
    this.#stage.set({ view: 'inspecting', photo: file, loading: undefined, share: 0 });
    try {
      const photo = await prepareFile(file);
      signal.throwIfAborted();
      this.#stage.host.emit('captured', { photo, trigger: 'file' });
      await this.#inspect(photo);
    } catch (error) {
      this.#stage.fail(CaptureError.from(error, 'photo_unreadable'), signal, () => this.retake());
    }
  }

  /** Inspects the very bytes that are sent. The camera is off from here on. */
  async #inspect(photo: Blob): Promise<void> {
    const signal = this.#stage.begin();
    this.#stage.set({ view: 'inspecting', photo, loading: undefined, share: 0 });
    try {
      const inspector = await this.#inspector.get();
      signal.throwIfAborted();
      const report = await inspector.inspect(photo, {
        performLivenessCheck: this.#stage.host.options().performLivenessCheck,
        signal,
        onProgress: ({ index, count }) => {
          if (!signal.aborted && this.#stage.state.view === 'inspecting') {
            this.#stage.set({ ...this.#stage.state, loading: null, share: index / count });
          }
        },
      });
      signal.throwIfAborted();
      // A file's report has its content type.
      const known = report as typeof report & { image: { contentType: ImageContentType } };
      this.#stage.host.emit('inspected', { photo, report: known });
      if (!signal.aborted)
        this.#stage.set({ view: 'result', photo, report: known, refusal: undefined, fromFile: this.#isFile });
    } catch (error) {
      const typed = inspectorError(error);
      const again = typed.code === 'photo_unreadable' ? () => this.retake() : () => void this.#inspect(photo);
      this.#stage.fail(typed, signal, again);
    }
  }

  /** Discards the photo. */
  retake(): void {
    this.#stage.host.emit('retake', null);
    if (this.#fileFrom === undefined) return void this.start();
    this.#stage.begin();
    this.#stage.set(this.#fileFrom);
  }

  /** Uses the accepted photo: sends it where there is an API to send it to. */
  confirm(): void {
    confirmPhoto(this.#stage);
  }

  /** Back to the photo while it is being sent, or to the start. */
  cancel(): void {
    const state = this.#stage.state;
    this.#stage.begin();
    if (state.view === 'sending' && state.report !== undefined) {
      const { photo, report } = state;
      this.#stage.set({ view: 'result', photo, report, refusal: undefined, fromFile: this.#isFile });
    } else {
      this.#stage.set(
        ((state.view === 'problem' || state.view === 'phone') && state.back) || { view: 'welcome' },
      );
    }
  }

  /** The page went to the background or came back. */
  pause(paused: boolean): void {
    this.#hold.restart(performance.now());
    this.#advice.restart();
    // Phones pause the camera of a page in the background, and do not go on by themselves.
    if (!paused && this.#stage.camera) this.#stage.host.video.play().catch(() => {});
    this.#stage.setLive({ paused, holding: false });
  }

  /** The camera's frames have another size: the phone was turned. */
  resize(size: LiveState['size']): void {
    if (size.width > 0) this.#stage.setLive({ size, holding: false });
  }

  /** Gives everything back: the camera at once, then the inspector. */
  async stop(): Promise<void> {
    this.#stage.stop();
    this.#fileFrom = undefined;
    await this.#inspector.release();
  }

  get #isFile(): boolean {
    return this.#fileFrom !== undefined;
  }
}
