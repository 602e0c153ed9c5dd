/** Every number by which the capture element decides, each with its unit and why it is what it is. */

/** The oval that the face belongs into, in shares of the frame. */
export const oval = {
  /** Largest height in a landscape frame and largest width in a portrait one: leaves the hair and the shoulders around it. */
  maxHeight: 0.76,
  maxWidth: 0.74,
  /** Its centre, from the frame's top: under the line of advice. */
  centre: 0.53,
  /** Width over height: heads, hair included, are about three quarters as wide as high. */
  aspect: 0.75,
} as const;

export const framing = {
  /** Height of the face over the oval's: below it the person comes closer, above it they move back. */
  minFaceHeight: 0.5,
  maxFaceHeight: 1.15,
  /** Farthest that the face's centre may lie from the oval's, in widths and heights of the oval. */
  maxAcross: 0.33,
  maxDown: 0.3,
} as const;

/** Longest side, in pixels, of the frames that are inspected live: every model sees less than that of a face in the oval. */
export const liveLongestSide = 640;

export const holdStill = {
  /** Milliseconds for which everything must be right before the picture is taken by itself. */
  duration: 500,
  /** Frames in that time, at least: on a slow device two chance frames are no proof. */
  minFrames: 3,
  /** Milliseconds without a frame after which it starts again: the tab was away, or something hung. */
  maxGap: 2000,
  /** Milliseconds after the preview is shown (again) in which nothing is taken by itself: people look at themselves first. */
  grace: 1200,
} as const;

/** Milliseconds until a camera that was opened must have given a picture: some take a few seconds to wake up. */
export const firstFramePatience = 12_000;

/** Milliseconds for which new advice must hold before it is shown: what flickers cannot be followed. */
export const adviceSettle = 250;

/** Milliseconds between two announcements to a screen reader, and until unchanged advice is said again. */
export const announcing = { interval: 2500, repeat: 9000 } as const;

/** Frames in a row that may fail to be inspected before the person is told. */
export const maxFailedFrames = 5;

/** JPEG qualities tried, the best first choice in front: up while the file is too small, down while it is too large. */
export const jpegQualities = { first: 0.92, higher: [0.97, 1], lower: [0.8, 0.6] } as const;

/** Longest side, in pixels, to which a chosen file is made smaller when it is larger than the API takes. */
export const fileLongestSide = 2560;

/** Longest side, in pixels, of the annotated picture on the page. */
export const annotatedLongestSide = 960;
