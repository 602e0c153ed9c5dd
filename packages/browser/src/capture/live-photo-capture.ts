/** `<live-photo-capture>`: leads a person from their camera to a photo that passes, and to the API. */
import { imageTypes } from '@livephoto/core';
import { html } from 'lit';
import { browserKind, isDesktop } from './browser-kind.ts';
import { CaptureProperties } from './capture-properties.ts';
import { CaptureSession } from './capture-session.ts';
import type { CaptureView } from './capture-state.ts';
import type { Emit, LivePhotoCaptureEventMap } from './events.ts';
import type { GuidanceCode } from './guidance.ts';
import { captureMessages, type Messages, pickLanguage } from './messages/messages.ts';
import { drawPhoto } from './photo-canvas.ts';
import { stageStyles } from './stage-styles.ts';
import { Announcer } from './steady-advice.ts';
import { styles } from './styles.ts';
import { liveText, spokenText } from './texts.ts';
import type { TurnCue } from './track-recorder.ts';
import { renderView, type ViewActions } from './views.ts';

/**
 * @example
 * <script type="module" src="/livephoto/capture/register.js"></script>
 * <live-photo-capture api="https://photos.example/v1"></live-photo-capture>
 * <script type="module">
 *   const capture = document.querySelector('live-photo-capture');
 *   capture.tokenProvider = () => fetch('/photo-token', { method: 'POST' }).then((answer) => answer.json());
 *   capture.addEventListener('uploaded', ({ detail }) => console.log(detail.livePhoto.id));
 * </script>
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the types of an element's events have no other place.
export class LivePhotoCapture extends CaptureProperties {
  static override readonly styles = [styles, stageStyles];

  readonly #video = document.createElement('video');
  readonly #fileInput = document.createElement('input');
  readonly #browser = browserKind(navigator.userAgent, navigator.maxTouchPoints);
  readonly #announcer = new Announcer();
  readonly #session: CaptureSession;
  readonly #actions: ViewActions;
  #announcement = '';
  #shownAdvice: GuidanceCode | undefined;
  #shownView: CaptureView | undefined;
  #hadFocus = false;
  #listeners: AbortController | undefined;
  #stageSize: ResizeObserver | undefined;
  #shownCue: TurnCue | undefined;

  constructor() {
    super();
    this.#video.muted = true;
    this.#video.playsInline = true;
    this.#video.disablePictureInPicture = true;
    this.#fileInput.type = 'file';
    this.#fileInput.accept = imageTypes.join(',');
    this.#session = new CaptureSession({
      video: this.#video,
      options: () => ({
        policy: this.policy,
        backend: this.backend,
        assets: this.assets,
        inspector: this.inspector,
        performLivenessCheck: !this.noLiveness,
        auto: !this.manual,
        api: this.api,
        clientId: this.clientId,
        token: this.token,
        session: this.session,
        tokenProvider: this.tokenProvider,
      }),
      emit: this.#emit,
      changed: () => this.requestUpdate(),
      shownRatio: () => this.#shownRatio(),
      turned: () => this.#tellTurn(),
      advise: ({ advice: all }, code) => {
        if (code !== this.#shownAdvice) {
          this.#shownAdvice = code;
          this.#emit('guidance', { code, message: this.#texts().guidance[code], all });
        }
        this.#announceLive();
      },
    });
    const session = this.#session;
    this.#actions = {
      start: () => void session.start(),
      take: () => void session.take('button'),
      cancel: () => session.cancel(),
      pickFile: () => this.#fileInput.click(),
      retake: () => session.retake(),
      confirm: () => session.confirm(),
      chooseCamera: (deviceId) => session.chooseCamera(deviceId),
      handOver: () => {
        if (this.sessionUrl) void session.handOver(this.sessionUrl);
      },
    };
  }

  static override get observedAttributes(): string[] {
    // biome-ignore lint/complexity/noThisInStatic: Lit's getter reads the properties of the class that it is called on.
    return [...super.observedAttributes, 'lang'];
  }

  override attributeChangedCallback(name: string, before: string | null, value: string | null): void {
    super.attributeChangedCallback(name, before, value);
    if (name === 'lang') this.requestUpdate();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#listeners = new AbortController();
    const { signal } = this.#listeners;
    document.addEventListener('visibilitychange', () => this.#session.pause(document.hidden), { signal });
    const resize = () =>
      this.#session.resize({ width: this.#video.videoWidth, height: this.#video.videoHeight });
    this.#video.addEventListener('resize', resize, { signal });
    this.#fileInput.addEventListener('change', () => this.#takeFile(), { signal });
    this.#stageSize = new ResizeObserver(() => this.requestUpdate());
    if (this.autostart) void this.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#listeners?.abort();
    this.#stageSize?.disconnect();
    void this.#session.stop();
    this.requestUpdate();
  }

  /** What is shown. */
  get view(): CaptureView {
    return this.#session.state.view;
  }

  /** Asks for the camera, shows it and guides, as the button does. */
  start(): Promise<void> {
    return this.#session.start();
  }

  /** Takes the picture now, as the button does; nothing happens unless the preview is live. */
  takePhoto(): Promise<void> {
    return this.#session.take('button');
  }

  /** Inspects a file in the camera's place. */
  chooseFile(file: Blob): Promise<void> {
    return this.#session.chooseFile(file);
  }

  /** Discards the photo, and takes another one. */
  retake(): void {
    this.#session.retake();
  }

  /** Turns the camera off, frees the inspector and begins anew. */
  async stop(): Promise<void> {
    const stopping = this.#session.stop();
    this.requestUpdate();
    await stopping;
  }

  #takeFile(): void {
    const [file] = this.#fileInput.files ?? [];
    // The same file again is a change too.
    this.#fileInput.value = '';
    if (file) void this.#session.chooseFile(file);
  }

  readonly #emit: Emit = (name, detail) =>
    this.dispatchEvent(new CustomEvent(name, { detail, cancelable: name === 'confirmed' }));

  #language() {
    const own = this.closest('[lang]')?.getAttribute('lang');
    return pickLanguage([own, document.documentElement.lang, navigator.language]);
  }

  #texts(): Messages {
    const own = captureMessages[this.#language()];
    return this.messages ? { ...own, ...this.messages } : own;
  }

  /** Says what the preview shows, no oftener than one can listen to. */
  #announceLive(): void {
    const { state } = this.#session;
    if (state.view !== 'live') return;
    const text = this.#announcer.feed(liveText(state, this.#texts()), performance.now());
    if (text !== undefined) this.#announce(text);
  }

  /** A turn cannot wait until what was said before has had its time. */
  #tellTurn(): void {
    const { state } = this.#session;
    if (state.view !== 'live' || !state.turn || state.turn.cue === this.#shownCue) return;
    this.#shownCue = state.turn.cue;
    const message = this.#texts().turns[state.turn.cue];
    this.#announce(this.#announcer.say(message, performance.now()));
    this.#emit('turn', { cue: state.turn.cue, message });
  }

  /** Only the middle of a frame fits a stage of another shape. */
  #shownRatio(): number | undefined {
    const stage = this.shadowRoot?.querySelector('.stage');
    return stage?.clientHeight ? stage.clientWidth / stage.clientHeight : undefined;
  }

  /** A session decides; without one the page does. */
  #files(): 'always' | 'fallback' | 'never' {
    if (!this.session) return this.files;
    const info = this.#session.remote.info;
    return info?.allowFiles && info.challenge === 'none' ? 'always' : 'never';
  }

  #announce(text: string): void {
    this.#announcement = text;
    this.requestUpdate();
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if ((changed.has('session') || changed.has('api')) && this.session && this.api)
      void this.#session.greet();
    const { state } = this.#session;
    if (state.view === this.#shownView) return;
    this.#hadFocus = this.shadowRoot?.activeElement != null;
    this.#shownAdvice = undefined;
    this.#shownCue = undefined;
    const text = spokenText(state, this.#texts(), {
      sends: this.api !== undefined,
      hasSession: Boolean(this.session),
    });
    if (text !== '') this.#announcement = this.#announcer.say(text, performance.now());
  }

  protected override render() {
    const view = renderView(this.#session.state, {
      messages: this.#texts(),
      actions: this.#actions,
      video: this.#video,
      files: this.#files(),
      sends: this.api !== undefined,
      hasSession: Boolean(this.session),
      asksForTurns: this.#session.remote.asksForTurns,
      offersPhone: Boolean(this.session && this.sessionUrl) && isDesktop(this.#browser),
      shownRatio: this.#shownRatio(),
    });
    return html`<div class="card ${this.#session.state.view}" part="card" lang=${this.#language()}>
      ${view}
      <p class="hidden" role="status">${this.#announcement}</p>
    </div>`;
  }

  /** On a phone it fills the screen, wherever in the page it stands. */
  #showStage(stage: Element): void {
    this.#stageSize?.observe(stage);
    const fills = stage.clientHeight > 0.8 * window.innerHeight;
    if (fills) stage.scrollIntoView({ block: 'start' });
    this.requestUpdate();
  }

  protected override updated(): void {
    const { state } = this.#session;
    const isNew = state.view !== this.#shownView;
    this.#shownView = state.view;
    if (!isNew) return;
    this.#stageSize?.disconnect();
    const stage = this.renderRoot.querySelector('.stage');
    if (stage) this.#showStage(stage);
    if (this.#hadFocus) this.renderRoot.querySelector<HTMLElement>('[data-focus]')?.focus();
    const canvas = this.renderRoot.querySelector('canvas');
    if (!canvas || !('photo' in state) || !state.photo) return;
    // A file that is no picture is said by the inspection.
    drawPhoto(canvas, state.photo, 'report' in state ? state.report : undefined).catch(() => {});
  }
}

export interface LivePhotoCapture {
  addEventListener<Name extends keyof LivePhotoCaptureEventMap>(
    type: Name,
    listener: (this: LivePhotoCapture, event: LivePhotoCaptureEventMap[Name]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<Name extends keyof LivePhotoCaptureEventMap>(
    type: Name,
    listener: (this: LivePhotoCapture, event: LivePhotoCaptureEventMap[Name]) => void,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | EventListenerOptions,
  ): void;
}

declare global {
  interface HTMLElementTagNameMap {
    'live-photo-capture': LivePhotoCapture;
  }
}
