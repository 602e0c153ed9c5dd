/**
 * Numbers of liveness: what the nets expect, and what was tuned. The fitted head is a model file (`liveness-head.json`), and
 * what an operator may want otherwise is policy and stands in `policy.ts`.
 */

/** Side of the spoof net's input, in pixels, and filters of its last map. */
export const spoofNetSide = 128;
export const featureCount = 512;
/** Side of the person net's input, in pixels, and channels of its last map and of three before. */
export const personNetSide = 112;
export const personFeatureCount = 96 + 24 + 32 + 64;

/**
 * How far the box is grown for the two looks of the spoof net at the face. A close look alone refuses portraits, a wide one alone
 * passes prints; of the pairs tried these were the best on families not fitted on: docs/decisions/0100-three-looks.md.
 */
export const closeLook = 1;
export const wideLook = 2;
/**
 * What the wide look likely says, in logits, from the close one and the frame: least squares over the tuning photos, every family
 * weighing the same: docs/decisions/0102-the-wide-look-where-it-matters.md.
 */
export const likelyWide = { margin: -0.4, ofClose: 0.43, ofFrame: 0.64 } as const;
/** How far the detector's box is grown for the person net, so that hair and chin are seen. */
export const personGrowth = 1.5;

// The light on the skin.

/** Side of the square that is read, in pixels: the largest that fits the face. */
export const skinSides = [128, 64] as const;
/** Share of the box's shorter side that is skin for certain, rather than background. */
export const skinShare = 0.85;
/** Where in the box the square is centred, as a share of its height: a little under its middle, away from the hair. */
export const centreHeight = 0.55;

// Bars at the edges of a picture.

/** The most that a channel of a bar's pixels may differ along one line, in levels; JPEG leaves a few. */
export const maxSpread = 10;
/** Never more than this share from one side, so that a dark room is not taken for a bar. */
export const maxShare = 0.4;
/** A single line at the edge is as likely the camera's. Past more, resampling has bled this many lines inwards. */
export const minLines = 2;
export const bleed = 2;

// The rim of a head cut out of paper.

/** Directions in which it is looked for, and points along each, this share of the face's width apart. */
export const rimRays = 96;
export const rimPoints = 101;
export const rimStep = 1 / 96;
/** What is as wide as this many points is no rim. */
export const rimWindow = 7;
/** Levels over its surroundings that count at most: a few bright strands are no rim. */
export const rimHeightCap = 60;
/** Share of the directions in which there may be none. */
export const rimShare = 0.15;
/** In widths of the face: where rays begin, and how much longer they are upwards than to the sides. */
export const rimNearest = 0.45;
export const rimHeadHeight = 1.15;
/** Points by which the rim may come nearer or go farther from one ray to the next. */
export const rimMaxMove = 3;

// Highlights and blacks of a face.

/** Pixels that a face is at least wide when its tones are counted, where the picture has them. */
export const toneWidth = 160;
/** Half axes of what is face for certain, as a share of the box. */
export const faceEllipse = 0.43;
export const highlightShare = 0.003;
export const darkShare = 0.01;
/** Levels added before two are divided. */
export const toneFloor = 8;
/** Numbers of it. */
export const toneCount = 2;
