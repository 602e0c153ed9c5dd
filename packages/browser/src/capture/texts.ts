/** What the capture element says, from its state: on the screen, and to a screen reader. */
import { type Finding, type FindingCode, findingCodes } from '@livephoto/core';
import type { CaptureState, LiveState } from './capture-state.ts';
import { fillIn, type Messages } from './messages/messages.ts';

/** The line over the preview. */
export function liveText({ advice, paused, loading }: LiveState, messages: Messages): string {
  if (paused) return messages.paused;
  if (loading === undefined) return messages.preparing;
  if (loading !== null) return fillIn(messages.downloading, { percent: Math.floor(100 * loading) });
  return advice === undefined ? '' : messages.guidance[advice];
}

type ResultState = Extract<CaptureState, { view: 'result' }>;

/** Every reason once, in the person's language, the most important first. */
export function reasonsOf({ report, refusal }: ResultState, messages: Messages): readonly string[] {
  const found = refusal ?? Object.values(report.inspections).flatMap(({ findings }) => findings);
  const order: readonly string[] = Object.values(findingCodes).flat();
  const sorted = [...found].sort((a, b) => order.indexOf(a.code) - order.indexOf(b.code));
  const texts = new Set(
    sorted.map((finding) => reasonOf(finding, new Set(found.map(({ code }) => code)), messages)),
  );
  if (refusal && texts.size === 0) return [messages.errors.upload_refused];
  return [...texts];
}

/** One sentence for what one thing covers: a mask hides nose, mouth and chin, dark glasses both eyes. */
function reasonOf({ code, message }: Finding, found: ReadonlySet<FindingCode>, messages: Messages): string {
  const isMask = found.has('mouth_obstructed') && found.has('nose_obstructed');
  if (isMask && /^(nose|mouth|chin)_/.test(code)) return messages.coveredByMask;
  const isGlasses = found.has('left_eye_obstructed') && found.has('right_eye_obstructed');
  if (isGlasses && /_eye_obstructed$/.test(code)) return messages.coveredByGlasses;
  // A server may know findings that this page does not.
  return messages.findings[code] ?? message;
}

/** What a screen reader says when a view appears. @param sends whether a confirmed photo is sent to an API */
export function spokenText(state: CaptureState, texts: Messages, sends: boolean): string {
  switch (state.view) {
    case 'welcome':
      return '';
    case 'asking':
      return texts.askingForCamera;
    case 'live':
      return liveText(state, texts);
    case 'inspecting':
      return `${texts.taken} ${texts.inspecting}`;
    case 'result': {
      const isAccepted = state.report.accepted && state.refusal === undefined;
      return [isAccepted ? texts.accepted : texts.refused, ...reasonsOf(state, texts)].join(' ');
    }
    case 'sending':
      return texts.sending.replace(/\s*\{percent\}\s*%/, '');
    case 'done':
      return sends ? texts.sent : texts.used;
    case 'problem':
      return texts.errors[state.code];
  }
}
