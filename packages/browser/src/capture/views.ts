/** What the capture element shows in each of its states. */
import { html, nothing, svg, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { browserKind } from './browser-kind.ts';
import type { CaptureState, LiveState } from './capture-state.ts';
import { type GuidanceCode, ovalIn, shownOf } from './guidance.ts';
import { icons } from './icons.ts';
import { fillIn, type Messages } from './messages/messages.ts';
import { renderResult } from './result-view.ts';
import { renderPhone, renderRefused, turnMarks } from './session-views.ts';
import { liveText } from './texts.ts';

/** What a person can do. */
export interface ViewActions {
  readonly start: () => void;
  readonly take: () => void;
  readonly cancel: () => void;
  readonly pickFile: () => void;
  readonly retake: () => void;
  readonly confirm: () => void;
  readonly chooseCamera: (deviceId: string) => void;
  readonly handOver: () => void;
}

export interface ViewContext {
  readonly messages: Messages;
  readonly actions: ViewActions;
  readonly video: HTMLVideoElement;
  /** Whether a file may be chosen in the camera's place: always, never, or when there is no camera. */
  readonly files: 'always' | 'fallback' | 'never';
  /** Whether a confirmed photo is sent to an API. */
  readonly sends: boolean;
  readonly hasSession: boolean;
  /** Whether the session asks for turns of the head. */
  readonly asksForTurns: boolean;
  /** Whether a phone may go on. */
  readonly offersPhone: boolean;
  /** Width over height of what is shown of the camera; undefined before it is. */
  readonly shownRatio: number | undefined;
}

/** Where the focus goes when the view appears and had it before: `data-focus`. */
export function renderView(state: CaptureState, context: ViewContext): TemplateResult {
  switch (state.view) {
    case 'welcome':
      return welcome(context);
    case 'asking':
      return asking(state, context);
    case 'phone':
      return renderPhone(state, context);
    case 'refused':
      return renderRefused(state, context);
    case 'live':
      return live(state, context);
    case 'inspecting':
      return inspecting(state, context);
    case 'result':
      return renderResult(state, context);
    case 'sending':
      return sending(state, context);
    case 'done':
      return done(context);
    case 'problem':
      return problem(state, context);
  }
}

function welcome(context: ViewContext): TemplateResult {
  const { messages, actions, files, asksForTurns } = context;
  const { title, welcome: text, privacy } = asksForTurns ? messages.session : messages;
  return html`<div class="message" part="message">
    <div class="emblem">${icons.face}</div>
    <h2 part="title">${title}</h2>
    <p>${text}</p>
    <p class="muted">${privacy}</p>
    <div class="actions" part="actions">
      <button class="primary" part="button primary" data-focus @click=${actions.start}>${messages.startCamera}</button>
      ${files === 'always' ? fileButton(messages, actions) : nothing}
      ${phoneButton(context)}
    </div>
  </div>`;
}

/** The video is in the page already: some browsers play none that is not. */
function asking(
  { starting }: Extract<CaptureState, { view: 'asking' }>,
  { messages, actions, video, asksForTurns }: ViewContext,
): TemplateResult {
  return html`<div class="message" part="message">
    <div class="hidden" aria-hidden="true">${video}</div>
    <div class="emblem">${icons.face}</div>
    <h2 part="title" tabindex="-1" data-focus>
      ${starting ? messages.startingCamera : messages.askingForCamera}
    </h2>
    <p class="muted">${asksForTurns ? messages.session.privacy : messages.privacy}</p>
    <div class="actions" part="actions">
      <button part="button cancel" @click=${actions.cancel}>${messages.cancel}</button>
    </div>
  </div>`;
}

const arrows: Partial<Record<GuidanceCode, keyof typeof icons>> = {
  move_left: 'left',
  move_right: 'right',
  move_up: 'up',
  move_down: 'down',
  head_turned_right: 'left',
  head_turned_left: 'right',
  face_tilted_up: 'down',
  face_tilted_down: 'up',
  hold_still: 'check',
};

/** In the mirror the person's right is the screen's right; in a picture that is none it is its left. */
function arrowOf(code: GuidanceCode, mirrored: boolean): TemplateResult | typeof nothing {
  const name = arrows[code];
  if (name === undefined) return nothing;
  if (mirrored || (name !== 'left' && name !== 'right')) return icons[name];
  return icons[name === 'left' ? 'right' : 'left'];
}

function live(state: LiveState, context: ViewContext): TemplateResult {
  const { messages, actions, video, shownRatio, asksForTurns } = context;
  const { size, mirrored, advice, holding, paused, loading, turn } = state;
  const oval = ovalIn(size, shownRatio);
  const { x, y, radiusX, radiusY } = oval;
  const { width, height } = size;
  const shown = shownOf(size, shownRatio);
  const top = `M${x} ${y - radiusY}a${radiusX} ${radiusY} 0 1 1 0 ${2 * radiusY}a${radiusX} ${radiusY} 0 1 1 0 ${-2 * radiusY}z`;
  const isReady = loading === null;
  video.className = mirrored ? 'mirrored' : '';
  video.ariaLabel = messages.preview;
  const title = asksForTurns ? messages.session.title : messages.title;
  return html`<h2 class="hidden">${title}</h2>
    <div
      class="stage ${holding ? 'holding' : ''} ${turn ? 'turning' : ''}"
      part="stage"
      ${styled({ '--ratio': String(width / height), '--turned': String(100 * (turn?.share ?? 0)) })}
    >
      ${video}
      ${svg`<svg viewBox="${shown.x} ${shown.y} ${shown.width} ${shown.height}" preserveAspectRatio="none" aria-hidden="true">
        <path class="veil" fill-rule="evenodd" d="M0 0H${width}V${height}H0z${top}" />
        <path class="ring" part="ring" pathLength="100" d=${top} />
        <path class="fill" pathLength="100" d=${top} />
        ${turnMarks(state, oval, shown)}
      </svg>`}
      ${
        paused || !isReady || advice || turn
          ? html`<p class="advice" part="advice">
            ${isReady && !paused && !turn && advice ? arrowOf(advice, mirrored) : nothing}
            <span>${liveText(state, messages)}</span>
          </p>`
          : nothing
      }
      ${isReady ? nothing : bar(loading ?? 0, messages.preparing)}
    </div>
    ${cameraChoice(state, context)}
    <div class="actions" part="actions">
      <button
        class="primary"
        part="button primary"
        data-focus
        aria-disabled=${isReady && !turn ? 'false' : 'true'}
        @click=${actions.take}
      >${asksForTurns ? messages.session.begin : messages.takePhoto}</button>
      <button part="button cancel" @click=${actions.cancel}>${messages.cancel}</button>
    </div>`;
}

/** Where there is a choice, and no turn is under way that it would end. */
function cameraChoice(
  { cameras, camera, turn }: LiveState,
  { messages, actions }: ViewContext,
): TemplateResult | typeof nothing {
  if (cameras.length < 2 || turn) return nothing;
  const choose = (event: Event) => actions.chooseCamera((event.target as HTMLSelectElement).value);
  return html`<label class="cameras" part="cameras">
    <span>${messages.camera}</span>
    <select @change=${choose}>
      ${cameras.map(
        ({ deviceId, label }) =>
          html`<option value=${deviceId} ?selected=${deviceId === camera}>${label}</option>`,
      )}
    </select>
  </label>`;
}

function inspecting(
  { loading, share }: Extract<CaptureState, { view: 'inspecting' }>,
  { messages, actions }: ViewContext,
): TemplateResult {
  const isLoading = typeof loading === 'number';
  const text = isLoading
    ? fillIn(messages.downloading, { percent: Math.floor(100 * loading) })
    : messages.inspecting;
  return html`<canvas part="photo" role="img" aria-label=${messages.photo}></canvas>
    <div class="message" part="message">
      <h2 part="title" tabindex="-1" data-focus>${text}</h2>
      ${bar(isLoading ? loading : share, text)}
      <div class="actions" part="actions">
        <button part="button cancel" @click=${actions.cancel}>${messages.cancel}</button>
      </div>
    </div>`;
}

function sending(
  { share }: Extract<CaptureState, { view: 'sending' }>,
  { messages, actions }: ViewContext,
): TemplateResult {
  const text = fillIn(messages.sending, { percent: Math.round(100 * share) });
  return html`<canvas part="photo" role="img" aria-label=${messages.photo}></canvas>
    <div class="message" part="message">
      <h2 part="title" tabindex="-1" data-focus>${text}</h2>
      ${bar(share, text)}
      <div class="actions" part="actions">
        <button part="button cancel" @click=${actions.cancel}>${messages.cancel}</button>
      </div>
    </div>`;
}

function done({ messages, sends, hasSession }: ViewContext): TemplateResult {
  const text = hasSession ? messages.session.done : sends ? messages.sent : messages.used;
  return html`<div class="message" part="message">
    <div class="emblem good">${icons.check}</div>
    <h2 part="title" tabindex="-1" data-focus>${text}</h2>
  </div>`;
}

function problem(
  { code, retry, back }: Extract<CaptureState, { view: 'problem' }>,
  context: ViewContext,
): TemplateResult {
  const { messages, actions, files } = context;
  const isCamera = code.startsWith('camera_');
  const offersOther = isCamera || code === 'device_too_slow';
  const offersFile = files === 'always' || (files === 'fallback' && (isCamera || code.startsWith('photo_')));
  // A browser that lacks something lacks it the next time too.
  const offersRetry = !/^(camera_unsupported|browser_unsupported|session_\w+)$/.test(code);
  const help =
    code === 'camera_denied'
      ? messages.deniedHelp[browserKind(navigator.userAgent, navigator.maxTouchPoints)]
      : undefined;
  const isDone = code === 'session_used';
  return html`<div class="message" part="message">
    <div class="emblem ${isDone ? 'good' : 'bad'}">
      ${isCamera ? icons.noCamera : isDone ? icons.check : icons.cross}
    </div>
    <h2 part="title" tabindex="-1" data-focus>${messages.errors[code]}</h2>
    ${help ? html`<p part="help">${help}</p>` : nothing}
    <div class="actions" part="actions">
      ${
        offersRetry
          ? html`<button class="primary" part="button primary" @click=${retry}>${messages.tryAgain}</button>`
          : nothing
      }
      ${offersFile ? fileButton(messages, actions, code.startsWith('photo_')) : nothing}
      ${offersOther ? phoneButton(context) : nothing}
      ${back ? html`<button part="button cancel" @click=${actions.cancel}>${messages.cancel}</button>` : nothing}
    </div>
  </div>`;
}

function fileButton(messages: Messages, actions: ViewActions, another = false): TemplateResult {
  return html`<button part="button" @click=${actions.pickFile}>
    ${another ? messages.chooseAnother : messages.chooseFile}
  </button>`;
}

function phoneButton({ messages, actions, offersPhone }: ViewContext): TemplateResult | typeof nothing {
  if (!offersPhone) return nothing;
  return html`<button part="button" @click=${actions.handOver}>${messages.phone.offer}</button>`;
}

function bar(share: number, label: string): TemplateResult {
  return html`<div
    class="bar"
    part="bar"
    role="progressbar"
    aria-label=${label}
    aria-valuemin="0"
    aria-valuemax="100"
    aria-valuenow=${Math.round(100 * share)}
    ${styled({ '--share': String(share) })}
  ><div></div></div>`;
}

/** Custom properties of an element, set by script: a content security policy forbids `style` attributes. */
function styled(properties: Readonly<Record<string, string>>) {
  return ref((element) => {
    const { style } = (element ?? {}) as Partial<HTMLElement>;
    for (const [name, value] of Object.entries(properties)) style?.setProperty(name, value);
  });
}
