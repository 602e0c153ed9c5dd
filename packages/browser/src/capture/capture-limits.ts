/** Every number by which the capture element decides, each with its unit and why it is what it is. */

/** The oval that the face belongs into, in shares of the frame. */
export const oval = {
  /** Largest height in a landscape frame and largest width in a portrait one: what is drawn is what is accepted, from the hairline to the chin. */
  maxHeight: 0.84,
  maxWidth: 0.74,
  /** Its centre, from the frame's top: under the line of advice. */
  centre: 0.54,
  /** Width over height: heads, hair included, are about three quarters as wide as high. */
  aspect: 0.75,
} as const;

export const framing = {
  /** Height of the face over the oval's: below it the person comes closer. */
  minFaceHeight: 0.5,
  /** How far the face, from the hairline to the chin, may reach out of the oval: by the width of the drawn line. */
  maxSpill: 1.04,
  /** The same while the head is turned, before it is told to move. */
  maxSpillTurned: 1.35,
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

/** How often, every so many milliseconds, a running camera is asked for in vain before it is said to give no picture: as patient as with one that wakes up. */
export const stalled = { looks: 6, interval: 2000 } as const;

/** The same of a camera that is muted, as when a call or another program takes it: some browsers go on with black frames. */
export const muted = { looks: 4, interval: 2000 } as const;

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

/** How the turns of a capture session are followed; what the server judges by is `motion` of the policy. */
export const turning = {
  /**
   * Degrees beyond the policy's limits that make a turn sure, and before them that make a wrong one suspected. The head is asked on
   * until 17° of yaw were seen: so far even the mesh of whoever it sees too little of turns, and depth shows plainly. The server
   * reads the very frames that are kept, but from JPEGs, and each from where the face was in the last one that was kept: of 247 frames of a real
   * film it saw 98 in 100 within 2.7° of pitch and 2.6° of yaw of what was seen live, 90 within 2.
   */
  margin: { yaw: 6.5, pitch: 3, centre: 2, alert: 0.5 },
  /** Degrees within which the head looks into the camera before the first turn, and milliseconds that it does not move. */
  straight: { yaw: 7, pitch: 14, still: 2.5, settle: 240 },
  /** Degrees that the head moves between two frames of the track. */
  step: 5,
  /** Milliseconds after which a frame is kept of a head that does not move; the server asks for one a second. */
  dwell: 700,
  /** Two frames nearer than this, in degrees and milliseconds, may be one picture of a slow camera: one of them is enough. */
  twins: { angle: 2, time: 300 },
  /** Frames of a track: a few less than the server takes. */
  minFrames: 6,
  maxFrames: 36,
  /** Milliseconds that the head looks straight at the end before the photo is taken. */
  steady: 400,
  /** Milliseconds without a turn after which what was seen is sent as it is. */
  patience: 18_000,
  /** Milliseconds that a challenge is followed: the server's 90 seconds, less what sending takes. */
  lifetime: 80_000,
  /** Milliseconds without a frame of the camera after which the page was away, or the camera taken: no fault of who turns, nor of the device. */
  away: 2000,
  /** JPEG quality of the track's frames. */
  quality: 0.85,
} as const;

/** When a device is said to be too slow for turns: nothing that a person does would mend it. */
export const tooSlow = {
  /** Milliseconds from one look to the next, beyond which it is the device that misses a turn: about two looks a second follow one. */
  look: 500,
  /** Milliseconds spent on such looks, at least: what was loaded a moment before may still keep it busy. */
  time: 12_000,
  /** How often the turns began anew after such a look; after one of more than `hopeless` milliseconds, in which no turn is slow enough, it counts twice. */
  restarts: 4,
  hopeless: 1000,
} as const;

/** Milliseconds between two questions whether the phone is done. */
export const handOverInterval = 3000;
