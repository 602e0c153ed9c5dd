/** What the capture element shows of a photo that was inspected. */
import { inspectionNames } from '@livephoto/core';
import { html, nothing, type TemplateResult } from 'lit';
import type { CaptureState } from './capture-state.ts';
import { icons } from './icons.ts';
import type { Messages } from './messages/messages.ts';
import { reasonsOf } from './texts.ts';
import type { ViewContext } from './views.ts';

/** The photo with what was found in it, and what can be done with it. */
export function renderResult(
  state: Extract<CaptureState, { view: 'result' }>,
  { messages, actions, sends }: ViewContext,
): TemplateResult {
  const { report, refusal, fromFile } = state;
  const reasons = reasonsOf(state, messages);
  const isAccepted = report.accepted && refusal === undefined;
  return html`<div class="verdict">
    <canvas part="photo" role="img" aria-label=${messages.photo}></canvas>
    <div>
      <h2 class="heading ${isAccepted ? 'good' : 'bad'}" part="title" tabindex="-1" data-focus>
        ${isAccepted ? icons.check : icons.cross}<span>${isAccepted ? messages.accepted : messages.refused}</span>
      </h2>
      ${
        reasons.length > 0
          ? html`<ul class="reasons" part="reasons">${reasons.map((reason) => html`<li>${reason}</li>`)}</ul>`
          : nothing
      }
      <ul class="checks" part="checks">
        ${inspectionNames.map((name) => check(name, report.inspections[name].outcome, messages))}
      </ul>
      <div class="actions" part="actions">
        ${
          isAccepted
            ? html`<button class="primary" part="button primary" @click=${actions.confirm}>
              ${sends ? messages.send : messages.use}
            </button>`
            : nothing
        }
        <button
          class=${isAccepted ? '' : 'primary'}
          part=${isAccepted ? 'button' : 'button primary'}
          @click=${fromFile ? actions.pickFile : actions.retake}
        >${fromFile ? messages.chooseAnother : messages.retake}</button>
        ${fromFile ? html`<button part="button" @click=${actions.retake}>${messages.cancel}</button>` : nothing}
      </div>
    </div>
  </div>`;
}

function check(
  name: (typeof inspectionNames)[number],
  outcome: 'passed' | 'failed' | 'skipped',
  messages: Messages,
): TemplateResult {
  const look = {
    passed: ['good', icons.check],
    failed: ['bad', icons.cross],
    skipped: ['muted', icons.dash],
  };
  const [color, icon] = look[outcome];
  return html`<li>
    <span class=${color}>${icon}</span>
    <span>${messages.inspections[name]}<span class="hidden">: ${messages.outcomes[outcome]}</span></span>
  </li>`;
}
