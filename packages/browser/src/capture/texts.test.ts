import type { Finding } from '@livephoto/core';
import { describe, expect, it } from 'vitest';
import type { CaptureState } from './capture-state.ts';
import { captureMessages } from './messages/messages.ts';
import { liveText, reasonsOf, spokenText } from './texts.ts';

const { en, de } = captureMessages;

type ResultState = Extract<CaptureState, { view: 'result' }>;

/** A photo that was inspected, with these findings here and those at the server. */
function inspected(here: readonly string[], there?: readonly string[], unclear = false): ResultState {
  const findings = (codes: readonly string[]) =>
    codes.map(
      (code) =>
        ({
          code,
          ...(unclear && { unclear }),
          message: `Said by the inspection: ${code}.`,
          score: 0,
        }) as Finding,
    );
  return {
    view: 'result',
    photo: new Blob(),
    report: { accepted: here.length === 0, inspections: { all: { findings: findings(here) } } },
    refusal: there && findings(there),
  } as unknown as ResultState;
}

describe('reasonsOf', () => {
  it('says each in the language of the person, in the order of their weight', () => {
    const state = inspected(['face_tilted_up', 'multiple_faces_detected']);
    expect(reasonsOf(state, de)).toEqual([de.findings.multiple_faces_detected, de.findings.face_tilted_up]);
  });

  it('says once what one thing covers', () => {
    const mask = ['nose_obstructed', 'mouth_obstructed', 'chin_obstructed', 'face_rolled'];
    expect(reasonsOf(inspected(mask), en)).toEqual([en.coveredByMask, en.findings.face_rolled]);
    const glasses = ['left_eye_obstructed', 'right_eye_obstructed'];
    expect(reasonsOf(inspected(glasses), en)).toEqual([en.coveredByGlasses]);
    expect(reasonsOf(inspected(['nose_obstructed']), en)).toEqual([en.findings.nose_obstructed]);
  });

  it.each(Object.values(captureMessages))('asks nobody to take off what is blurred', (messages) => {
    const eyes = ['left_eye_obstructed', 'right_eye_obstructed'];
    const { unclear } = messages;
    expect(reasonsOf(inspected(eyes, undefined, true), messages)).toEqual([unclear.eyes]);
    expect(reasonsOf(inspected([], [...eyes, 'mouth_obstructed'], true), messages)).toEqual([
      unclear.eyes,
      unclear.mouth_obstructed,
    ]);
    expect(reasonsOf(inspected(['right_eye_obstructed'], undefined, true), messages)).toEqual([
      unclear.right_eye_obstructed,
    ]);
    const all = ['left_eye', 'right_eye', 'nose', 'mouth'].map((part) => `${part}_obstructed`);
    expect(reasonsOf(inspected(all, undefined, true), messages)).toEqual([unclear.face]);
    const chin = inspected(['chin_obstructed'], undefined, true);
    expect(reasonsOf(chin, messages)).toEqual(['Said by the inspection: chin_obstructed.']);
  });

  it('takes the server at its word, also for what is not known here', () => {
    expect(reasonsOf(inspected([], ['hat_worn']), en)).toEqual(['Said by the inspection: hat_worn.']);
    expect(reasonsOf(inspected([], []), en)).toEqual([en.errors.upload_refused]);
  });
});

const sends = { sends: true, hasSession: false };

describe('spokenText', () => {
  it('says the verdict with its reasons', () => {
    expect(spokenText(inspected([]), en, sends)).toBe(en.accepted);
    expect(spokenText(inspected(['face_rolled']), en, sends)).toBe(
      `${en.refused} ${en.findings.face_rolled}`,
    );
    expect(spokenText(inspected([], ['face_rolled']), en, sends)).toContain(en.refused);
  });

  it('leaves out numbers that are old before they are said', () => {
    const { photo, report } = inspected([]);
    expect(spokenText({ view: 'sending', photo, report, share: 0.3 }, en, sends)).toBe('Sending…');
  });
});

it('liveText says why nothing is inspected before it says what to change', () => {
  const live = {
    view: 'live',
    size: { width: 640, height: 480 },
    mirrored: true,
    advice: 'move_left',
    holding: false,
    paused: false,
    loading: null,
    turn: undefined,
    cameras: [],
    camera: undefined,
  } as const;
  expect(liveText(live, en)).toBe(en.guidance.move_left);
  expect(liveText({ ...live, paused: true }, en)).toBe(en.paused);
  expect(liveText({ ...live, loading: undefined }, en)).toBe(en.preparing);
  expect(liveText({ ...live, loading: 0.456 }, en)).toBe('Getting ready… 45 %');
  expect(liveText({ ...live, loading: 1 }, en)).toBe(en.startingCamera);
  expect(liveText({ ...live, turn: { cue: 'left', share: 0 } }, en)).toBe(en.turns.left);
});
