/** What the capture element shows of a capture session alone: its turns, its refusals, the way to a phone. */
import { html, nothing, svg, type TemplateResult } from 'lit';
import { until } from 'lit/directives/until.js';
import type { CaptureState, LiveState } from './capture-state.ts';
import type { Area, Ellipse } from './guidance.ts';
import { icons } from './icons.ts';
import { qrPath } from './qr-path.ts';
import { attemptsText, sentencesOf } from './texts.ts';
import type { TurnCue } from './track-recorder.ts';
import type { ViewContext } from './views.ts';

/** On which side of the oval an arrow stands, seen in a mirror. */
const sides: Partial<Record<TurnCue, readonly [x: number, y: number, turned: number]>> = {
  left: [-1, 0, 0],
  up: [0, -1, 90],
  right: [1, 0, 180],
};

/** How far the turns are, and an arrow to where the head shall go. */
export function turnMarks(
  { turn, mirrored }: LiveState,
  { x, y, radiusX, radiusY }: Ellipse,
  shown: Area,
): TemplateResult | typeof nothing {
  const side = turn && sides[turn.cue];
  if (!side) return nothing;
  const [across, down, turned] = side;
  const flip = mirrored || across === 0 ? 1 : -1;
  const size = radiusX * 0.16;
  // Beside the oval where there is room, and over its line where there is none.
  const [beside, above] = [shown.width / 2 - 1.4 * size, y - shown.y - 1.4 * size];
  const at = [
    x + flip * across * Math.min(radiusX * 1.2, beside),
    y + down * Math.min(radiusY * 1.12, above),
  ];
  const angle = flip === 1 ? turned : 180 - turned;
  return svg`<g transform="translate(${at[0]} ${at[1]}) rotate(${angle}) scale(${size})">
    <path class="pointer" part="pointer" d="M.4 -1L-.6 0L.4 1" />
  </g>`;
}

export function renderRefused(
  { photo, findings, attemptsLeft }: Extract<CaptureState, { view: 'refused' }>,
  { messages, actions }: ViewContext,
): TemplateResult {
  const reasons = sentencesOf(findings, messages, true);
  return html`<div class="verdict">
    ${photo ? html`<canvas part="photo" role="img" aria-label=${messages.photo}></canvas>` : nothing}
    <div>
      <h2 class="heading bad" part="title" tabindex="-1" data-focus>
        ${icons.cross}<span>${messages.session.refused}</span>
      </h2>
      <ul class="reasons" part="reasons">${reasons.map((reason) => html`<li>${reason}</li>`)}</ul>
      <p part="attempts">${attemptsText(attemptsLeft, messages)}</p>
      ${
        attemptsLeft > 0
          ? html`<div class="actions" part="actions">
            <button class="primary" part="button primary" @click=${actions.start}>${messages.tryAgain}</button>
          </div>`
          : nothing
      }
    </div>
  </div>`;
}

export function renderPhone(
  { url }: Extract<CaptureState, { view: 'phone' }>,
  { messages, actions }: ViewContext,
): TemplateResult {
  const code = qrPath(url).then(
    ({ size, path }) => html`<svg
      class="code"
      part="code"
      role="img"
      aria-label=${messages.phone.code}
      viewBox="0 0 ${size} ${size}"
    ><rect width=${size} height=${size} fill="#fff" /><path d=${path} fill="#000" /></svg>`,
  );
  return html`<div class="message" part="message">
    <h2 part="title" tabindex="-1" data-focus>${messages.phone.title}</h2>
    ${until(code, nothing)}
    <p>${messages.phone.text}</p>
    <div class="actions" part="actions">
      <button part="button cancel" @click=${actions.cancel}>${messages.cancel}</button>
    </div>
  </div>`;
}
