/**
 * Numbers of liveness: what the nets expect, and what was tuned. The fitted head is a model file (`liveness-head.json`), and
 * what an operator may want otherwise is policy and stands in `policy.ts`.
 */

/** Side of the spoof net's input, in pixels, and filters of its last map. */
export const spoofNetSide = 128;
export const featureCount = 512;
/** Side of the person net's input, in pixels, and channels of its last map. */
export const personNetSide = 112;
export const personFeatureCount = 96;

/**
 * How far the box is grown for the close look of the spoof net: of 1.0 to 4.0 the best on families not fitted on, see
 * packages/models/cards/liveness-readout.md.
 */
export const closeLook = 1.2;
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
