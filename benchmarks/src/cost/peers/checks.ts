/** What each package looks at: a time means little without it. */
import { imageFormats } from '@livephoto/core';

export const participantNames = [
  'livephoto',
  'human',
  'face-api',
  'livephoto-browser',
  'mediapipe',
  'tasks-vision',
  'faceplugin',
] as const;
export type ParticipantName = (typeof participantNames)[number];

export interface Participant {
  readonly title: string;
  readonly package: string;
  /** Where it runs, and so with whom it can be compared. */
  readonly runtime: 'Node' | 'Chromium';
  readonly computes: string;
  /** It draws with WebGL: without a graphics card its time says nothing. */
  readonly needsGraphics?: true;
  /** Answers, in the order of `questions`. */
  readonly answers: readonly string[];
}

export const questions = [
  'which photos it takes',
  'how many faces, and doubtful ones looked at again',
  'landmarks',
  'angles of the head',
  'what covers the face, by feature',
  'liveness',
  'a verdict with reasons',
] as const;

const ours = [
  `${Object.values(imageFormats)
    .map(({ name }) => name)
    .join(', ')} from bytes, damaged ones refused`,
  'yes',
  '468',
  'yes',
  'seven features',
  'four cues, calibrated',
  'yes',
];

export const participants: Readonly<Record<ParticipantName, Participant>> = {
  livephoto: {
    title: 'livephoto',
    package: '@livephoto/core',
    runtime: 'Node',
    computes: 'an engine of its own, wasm, 1 thread; decodes itself, in WebAssembly',
    answers: ours,
  },
  human: {
    title: 'human',
    package: '@vladmandic/human',
    runtime: 'Node',
    computes: 'TensorFlow.js, wasm, 1 thread; decoded natively by sharp',
    answers: ['pixels', 'one face', '468', 'yes', 'no', 'two scores of single nets, on one crop', 'no'],
  },
  'face-api': {
    title: 'face-api',
    package: '@vladmandic/face-api',
    runtime: 'Node',
    computes: 'TensorFlow.js, wasm, 1 thread; decoded natively by sharp',
    answers: ['pixels', 'counts', '68', 'no', 'no', 'no', 'no'],
  },
  'livephoto-browser': {
    title: 'livephoto (Chromium)',
    package: '@livephoto/core',
    runtime: 'Chromium',
    computes: 'an engine of its own, wasm, 1 thread; decodes itself, in WebAssembly',
    answers: ours,
  },
  mediapipe: {
    title: 'MediaPipe FaceMesh',
    package: '@mediapipe/face_mesh',
    runtime: 'Chromium',
    computes:
      "its own wasm with WebGL, drawn by software where there is no graphics card; the browser's decoder",
    needsGraphics: true,
    answers: ['pixels', 'one face', '468', 'no', 'no', 'no', 'no'],
  },
  'tasks-vision': {
    title: 'MediaPipe tasks-vision',
    package: '@mediapipe/tasks-vision',
    runtime: 'Chromium',
    computes:
      "its delegate for processors, TensorFlow Lite with XNNPACK in WebAssembly, over FaceMesh's networks; the browser's decoder, and no more than 640 pixels of the picture",
    answers: ['pixels', 'one face', '468', 'a matrix of its place', 'no', 'no', 'no'],
  },
  faceplugin: {
    title: 'faceplugin',
    package: 'faceplugin-face-recognition-js',
    runtime: 'Chromium',
    computes: "onnxruntime-web, wasm, 1 thread, and OpenCV.js; the browser's decoder",
    answers: [
      'pixels',
      'counts',
      '68',
      'throws on a face that fills the frame; left out here',
      'closed eyes only',
      'one score of one net',
      'no',
    ],
  },
};

/** How many of the questions about the face it answers, the first (what it takes) left aside: `4 of 6`. */
export function answered(name: ParticipantName): string {
  const answers = participants[name].answers.slice(1);
  return `${answers.filter((answer) => !/^(no|throws)\b/.test(answer)).length} of ${answers.length}`;
}
