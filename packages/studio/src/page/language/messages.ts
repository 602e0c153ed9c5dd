/** Everything that the studio says, one table a language; findings and the camera's own texts are the capture element's. */
import { type CaptureLanguage, captureMessages, type Messages } from '@livephoto/browser/capture/messages';
import type { ErrorType, MotionEvidence, QualityComponent, Region } from '@livephoto/core';
import { english } from './english.ts';
import { german } from './german.ts';
import { spanish } from './spanish.ts';

export type { CaptureLanguage as Language } from '@livephoto/browser/capture/messages';

/** Texts in one language; `{name}` is filled in. */
export interface StudioMessages {
  readonly page: {
    readonly title: string;
    /** Of the switch of languages. */
    readonly language: string;
    readonly views: string;
    /** The first link, for who goes by the keyboard. */
    readonly skip: string;
    readonly inspect: string;
    readonly live: string;
    readonly stored: string;
    readonly api: string;
    readonly tryAgain: string;
    readonly cancel: string;
    readonly close: string;
    readonly loading: string;
    /** Before what only English is known of. */
    readonly details: string;
  };
  readonly input: {
    readonly label: string;
    readonly question: string;
    readonly text: string;
    readonly choose: string;
    readonly camera: string;
    readonly formats: string;
    readonly tried: string;
    /** Before the sample photos. */
    readonly samples: string;
    readonly sampleNames: Readonly<Record<string, string>>;
  };
  readonly photos: {
    readonly label: string;
    readonly verdicts: Readonly<Record<'accepted' | 'refused' | 'unreadable' | 'waiting', string>>;
    /** With `{name}`. */
    readonly remove: string;
    readonly leftOut: string;
    readonly acceptedSaid: string;
    readonly refusedSaid: string;
    readonly unreadableSaid: string;
    /** With `{count}`, `{accepted}`, `{refused}` and `{unreadable}`. */
    readonly manySaid: string;
    readonly waiting: string;
    readonly stages: Readonly<Record<string, string>>;
    readonly unreadable: string;
    readonly wayOut: string;
    /** With `{size}` and `{limit}`. */
    readonly tooLarge: string;
    readonly tooSmall: string;
    /** Why a photo cannot be inspected, where core says so in English. */
    readonly reasons: Readonly<Partial<Record<ErrorType, string>>>;
  };
  readonly models: {
    readonly starting: string;
    readonly loading: string;
    /** With `{loaded}` and `{total}`. */
    readonly progress: string;
    readonly failed: string;
    readonly missing: string;
    readonly invalid: string;
    readonly unsupported: string;
    readonly other: string;
    /** Before what the server's operator wants to know. */
    readonly forOperators: string;
  };
  readonly camera: {
    readonly label: string;
    readonly waits: string;
    readonly failed: string;
  };
  readonly policy: {
    readonly label: string;
    readonly open: string;
    readonly limits: string;
    readonly title: string;
    readonly text: string;
    /** Of the option that is a file; with `{name}`. */
    readonly fromFile: string;
    readonly download: string;
    readonly asText: string;
    readonly textHint: string;
    readonly apply: string;
    /** With `{name}`. */
    readonly unusable: string;
    readonly unreadable: string;
    /** With `{size}` and `{limit}`. */
    readonly tooLarge: string;
    /** With `{least}` and `{most}`. */
    readonly outside: string;
    readonly fields: Readonly<Record<LimitName, { readonly label: string; readonly text: string }>>;
    readonly visible: string;
    readonly quality: string;
    readonly scores: string;
    readonly scoresText: string;
  };
  readonly report: {
    readonly accepted: string;
    readonly refused: string;
    /** With `{name}`. */
    readonly policy: string;
    readonly pixels: string;
    readonly destroyed: string;
    readonly layersLabel: string;
    readonly layers: Readonly<Record<'frame' | 'mesh' | 'axes' | 'covered', string>>;
    readonly inspections: Readonly<
      Record<'faces' | 'obstructions' | 'orientation' | 'liveness', { title: string; question: string }>
    >;
    readonly outcomes: Readonly<Record<'passed' | 'failed' | 'skipped', string>>;
    /** With `{reason}`. */
    readonly skipped: string;
    /** Reasons for it, by what core says; with `{0}` and `{1}` for its numbers. */
    readonly skipReasons: Readonly<Record<string, string>>;
    readonly faceCount: string;
    readonly yaw: string;
    readonly pitch: string;
    readonly roll: string;
    readonly eyesApart: string;
    readonly json: string;
    readonly jsonLabel: string;
    readonly copy: string;
    readonly copied: string;
    readonly notCopied: string;
    readonly save: string;
    /** Of regions, components of quality and cues. */
    readonly names: Readonly<Record<Region | NamedQuality | Cue, string>>;
  };
  readonly key: {
    readonly label: string;
    /** Around the command that makes keys; with `{command}`. */
    readonly where: string;
    readonly malformed: string;
    readonly unknown: string;
    readonly note: string;
  };
  readonly live: {
    readonly title: string;
    readonly go: string;
    readonly needsKey: string;
    readonly text: string;
    readonly turns: string;
    readonly begin: string;
    readonly another: string;
    readonly measured: string;
    /** With `{state}`. */
    readonly state: string;
    /** With `{state}` and `{count}`. */
    readonly stateOpen: string;
    readonly stateLast: string;
    readonly states: Readonly<Record<'open' | 'accepted' | 'locked' | 'expired', string>>;
    /** With `{number}`. */
    readonly attempt: string;
    readonly outcomes: Readonly<Record<'accepted' | 'refused' | 'running' | 'unanswered', string>>;
    readonly asked: string;
    readonly seen: string;
    readonly noTurn: string;
    readonly directions: Readonly<Record<'left' | 'right' | 'up', string>>;
    /** With `{hints}`. */
    readonly hints: string;
    readonly columns: Readonly<
      Record<'turn' | 'angle' | 'depth' | 'relief' | 'parallax' | 'shape' | 'width' | 'score', string>
    >;
    readonly checks: Readonly<Record<keyof MotionEvidence['checks'], string>>;
    readonly yes: string;
    readonly no: string;
    readonly parallaxKey: string;
    /** What the chart shows; with `{count}`, `{seconds}`, `{yaw}`, `{pitch}` and `{parallax}`. */
    readonly chart: string;
    /** Of angles; with `{from}` and `{to}`. */
    readonly range: string;
  };
  readonly stored: {
    readonly title: string;
    readonly show: string;
    readonly needsKey: string;
    readonly key: string;
    readonly forget: string;
    readonly path: string;
    readonly clients: string;
    readonly client: string;
    readonly clientsFailed: string;
    readonly noClient: string;
    readonly newClient: string;
    readonly firstName: string;
    readonly lastName: string;
    readonly email: string;
    readonly make: string;
    readonly notMade: string;
    readonly photos: string;
    readonly photosFailed: string;
    readonly nothing: string;
    readonly upload: string;
    readonly uploading: string;
    readonly uploadNote: string;
    readonly uploadRefused: string;
    readonly notSent: string;
    readonly photo: string;
    /** With `{time}`. */
    readonly photoOf: string;
    readonly photoFailed: string;
    readonly download: string;
    readonly redact: string;
    readonly remove: string;
    readonly redactTitle: string;
    readonly redactText: string;
    readonly removeTitle: string;
    readonly removeText: string;
    readonly failed: string;
    readonly pages: string;
    readonly newer: string;
    readonly older: string;
    /** With `{page}` and `{pages}`. */
    readonly pageOf: string;
    /** Of the API's errors, where it says them in English. */
    readonly errors: Readonly<Record<string, string>>;
  };
}

/** What is drawn of a policy. */
export type LimitName =
  | 'maxYaw'
  | 'maxPitch'
  | 'maxRoll'
  | 'minInterEyeDistance'
  | 'maxFaceHeight'
  | 'maxOffCentre'
  | 'minScore'
  | 'minPerson';

/** The components of quality that a policy may refuse. */
type NamedQuality = Extract<
  QualityComponent,
  | 'sharpness'
  | 'underExposurePrevention'
  | 'overExposurePrevention'
  | 'compressionArtifacts'
  | 'naturalColour'
  | 'leftEyeOpen'
  | 'rightEyeOpen'
  | 'mouthClosed'
  | 'illuminationUniformity'
>;
type Cue = 'face' | 'faceFeatures' | 'frame' | 'frameFeatures' | 'skinTones' | 'person' | 'motion';

export const studioMessages = { en: english, de: german, es: spanish } as const satisfies Record<
  CaptureLanguage,
  StudioMessages
>;

/** Each in its own language. */
export const languageNames: Readonly<Record<CaptureLanguage, string>> = {
  en: 'English',
  de: 'Deutsch',
  es: 'Español',
};

export function captureTexts(language: CaptureLanguage): Messages {
  return captureMessages[language];
}
