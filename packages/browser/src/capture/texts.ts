/** What the capture element says, from its state: on the screen, and to a screen reader. */
import { type FindingCode, findingCodes } from '@livephoto/core';
import type { CaptureState, LiveState } from './capture-state.ts';
import { isWholeFace } from './guidance.ts';
import { fillIn, type Messages } from './messages/messages.ts';
import type { PageFinding } from './upload.ts';

/** The line over the preview. */
export function liveText({ advice, paused, loading, turn }: LiveState, messages: Messages): string {
  if (paused) return messages.paused;
  if (loading === undefined) return messages.preparing;
  // All is here, and the first frame is looked at.
  if (loading !== null && loading >= 1) return messages.startingCamera;
  if (loading !== null) return fillIn(messages.downloading, { percent: Math.floor(100 * loading) });
  if (turn) return messages.turns[turn.cue];
  return advice === undefined ? '' : messages.guidance[advice];
}

type ResultState = Extract<CaptureState, { view: 'result' }>;

/** Every reason once, in the person's language, the most important first. */
export function reasonsOf({ report, refusal }: ResultState, messages: Messages): readonly string[] {
  const found = refusal ?? Object.values(report.inspections).flatMap(({ findings }) => findings);
  return sentencesOf(found, messages, refusal !== undefined);
}

/** What is left of the tries of a session. */
export function attemptsText(attemptsLeft: number, { session }: Messages): string {
  if (attemptsLeft <= 0) return session.noAttempt;
  return attemptsLeft === 1 ? session.lastAttempt : fillIn(session.attemptsLeft, { count: attemptsLeft });
}

/** @param refused whether there is to be a sentence even for no finding. */
export function sentencesOf(
  found: readonly PageFinding[],
  messages: Messages,
  refused: boolean,
): readonly string[] {
  const order: readonly string[] = Object.values(findingCodes).flat();
  const sorted = [...found].sort((a, b) => order.indexOf(a.code) - order.indexOf(b.code));
  const codes = (unclear: boolean) =>
    new Set(found.filter((finding) => Boolean(finding.unclear) === unclear).map(({ code }) => code));
  const [covered, blurred] = [codes(false), codes(true)];
  const texts = new Set(
    sorted.map((finding) =>
      finding.unclear ? unclearReasonOf(finding, blurred, messages) : reasonOf(finding, covered, messages),
    ),
  );
  if (refused && texts.size === 0) return [messages.errors.upload_refused];
  return [...texts];
}

/** One sentence for what one thing covers: a mask hides nose, mouth and chin, dark glasses both eyes. */
function reasonOf(
  { code, message }: PageFinding,
  found: ReadonlySet<FindingCode>,
  messages: Messages,
): string {
  const isMask = found.has('mouth_obstructed') && found.has('nose_obstructed');
  if (isMask && /^(nose|mouth|chin)_/.test(code)) return messages.coveredByMask;
  const isGlasses = found.has('left_eye_obstructed') && found.has('right_eye_obstructed');
  if (isGlasses && /_eye_obstructed$/.test(code)) return messages.coveredByGlasses;
  // A server may know findings that this page does not.
  return messages.findings[code] ?? message;
}

/** One sentence for both eyes: what is blurred or hidden by a filter is not taken off. */
function unclearReasonOf(
  { code, message }: PageFinding,
  found: ReadonlySet<FindingCode>,
  { unclear }: Messages,
): string {
  if (isWholeFace(found)) return unclear.face;
  const both = found.has('left_eye_obstructed') && found.has('right_eye_obstructed');
  if (both && /_eye_obstructed$/.test(code)) return unclear.eyes;
  return Object.hasOwn(unclear, code) ? unclear[code as keyof typeof unclear] : message;
}

/**
 * What a screen reader says when a view appears.
 * @param sends Whether a confirmed photo is sent to an API. @param hasSession Whether a capture session says what is asked for.
 */
export function spokenText(
  state: CaptureState,
  texts: Messages,
  { sends, hasSession }: { readonly sends: boolean; readonly hasSession: boolean },
): string {
  switch (state.view) {
    case 'welcome':
      return '';
    case 'asking':
      return state.starting ? texts.startingCamera : texts.askingForCamera;
    case 'phone':
      return `${texts.phone.title} ${texts.phone.text}`;
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
      return hasSession ? texts.session.done : sends ? texts.sent : texts.used;
    case 'refused':
      return [
        texts.session.refused,
        ...sentencesOf(state.findings, texts, true),
        attemptsText(state.attemptsLeft, texts),
      ].join(' ');
    case 'problem':
      return texts.errors[state.code];
  }
}
