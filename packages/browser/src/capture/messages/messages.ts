/** Everything that the capture element says, one table a language. */
import type { FindingCode, InspectionName } from '@livephoto/core';
import type { BrowserKind } from '../browser-kind.ts';
import type { CaptureErrorCode } from '../capture-error.ts';
import type { GuidanceCode } from '../guidance.ts';
import type { TurnCue } from '../track-recorder.ts';
import { english } from './english.ts';
import { german } from './german.ts';
import { spanish } from './spanish.ts';

/** Texts in one language; `{name}` is filled in. Left and right are the person's own. */
export interface Messages {
  readonly title: string;
  /** What will happen, before the camera is asked for. */
  readonly welcome: string;
  readonly privacy: string;
  readonly startCamera: string;
  readonly chooseFile: string;
  readonly askingForCamera: string;
  /** The camera is allowed, and has given no picture yet; also when all is loaded and the first frame is awaited. */
  readonly startingCamera: string;
  readonly preparing: string;
  /** With `{percent}`. */
  readonly downloading: string;
  /** Names of the preview and of the picture, for screen readers. */
  readonly preview: string;
  readonly photo: string;
  readonly paused: string;
  readonly takePhoto: string;
  readonly cancel: string;
  readonly taken: string;
  readonly inspecting: string;
  readonly accepted: string;
  readonly refused: string;
  readonly send: string;
  readonly use: string;
  readonly retake: string;
  /** Of a photo that was a file. */
  readonly chooseAnother: string;
  /** Names the list of cameras. */
  readonly camera: string;
  /** With `{percent}`. */
  readonly sending: string;
  readonly sent: string;
  readonly used: string;
  readonly tryAgain: string;
  readonly inspections: Readonly<Record<InspectionName, string>>;
  readonly outcomes: Readonly<Record<'passed' | 'failed' | 'skipped', string>>;
  /** Said while the person looks into the camera: a few words that can be followed at once. */
  readonly guidance: Readonly<Record<GuidanceCode, string>>;
  /** Said of the picture that was taken: what is wrong, and what to do about it. */
  readonly findings: Readonly<Record<FindingCode, string>>;
  /** In the place of several findings that one thing is the reason of. */
  readonly coveredByMask: string;
  readonly coveredByGlasses: string;
  /** In the place of `findings` that are `unclear`: no cover was seen on the part, and it cannot be made out. */
  readonly unclear: Readonly<
    Record<
      | 'face'
      | 'eyes'
      | 'left_eye_obstructed'
      | 'right_eye_obstructed'
      | 'nose_obstructed'
      | 'mouth_obstructed',
      string
    >
  >;
  /** In a capture session with turns of the head, in the place of `title`, `welcome`, `privacy` and so on. */
  readonly session: {
    readonly title: string;
    readonly welcome: string;
    readonly privacy: string;
    /** Begins the turns though the advice is not followed. */
    readonly begin: string;
    readonly refused: string;
    readonly done: string;
    /** With `{count}`, two or more. */
    readonly attemptsLeft: string;
    readonly lastAttempt: string;
    readonly noAttempt: string;
  };
  /** Said while the head turns. */
  readonly turns: Readonly<Record<TurnCue, string>>;
  /** Going on with a phone. */
  readonly phone: {
    readonly offer: string;
    readonly title: string;
    readonly text: string;
    readonly code: string;
  };
  /** Where the camera is allowed again, by browser. */
  readonly deniedHelp: Readonly<Record<BrowserKind, string>>;
  readonly errors: Readonly<Record<CaptureErrorCode, string>>;
}

/** What comes with the element, by language. */
export const captureMessages = { en: english, de: german, es: spanish } as const satisfies Record<
  string,
  Messages
>;

/** Languages that the element speaks. */
export type CaptureLanguage = keyof typeof captureMessages;

/**
 * The first language of `wanted` that there are messages in, by its primary subtag (`de-AT` is German); else English.
 */
export function pickLanguage(wanted: readonly (string | null | undefined)[]): CaptureLanguage {
  for (const tag of wanted) {
    const language = tag?.trim().toLowerCase().split(/[-_]/)[0] ?? '';
    if (Object.hasOwn(captureMessages, language)) return language as CaptureLanguage;
  }
  return 'en';
}

/** Fills `{name}` in. */
export function fillIn(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
