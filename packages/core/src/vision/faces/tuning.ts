/**
 * Numbers of the search for faces: what the nets expect, and what was tuned. What an operator may want otherwise is policy
 * and stands in `policy.ts`. "Tuning photos" are the labelled photos named in docs/accuracy.md.
 */

// The short-range detector (Ultra-Light-Fast-Generic-Face-Detector, RFB): as its authors trained it.

/** Pixels of the net's input between neighbouring anchors, by level. */
export const anchorStrides = [8, 16, 32, 64] as const;
/** Anchor sides by level, in pixels of the net's input. */
export const anchorSides = [
  [10, 16, 24],
  [32, 48],
  [64, 96],
  [128, 192, 256],
] as const;
/** Factors on the net's offsets of centre and size, in anchor sides. */
export const centreVariance = 0.1;
export const sizeVariance = 0.2;
/** Pixels are fed as (p - mean) / scale; grey levels 0..255. */
export const shortRangeMean = 127;
export const shortRangeScale = 128;

// The full-range detector (MediaPipe's BlazeFace for people up to five metres away): as its graph feeds and reads it.

/** Side of a cell, in pixels of the net's input. */
export const fullRangeCell = 4;
/** Pixels are fed as (p - mean) / scale; what lies outside the picture is black. Grey levels 0..255. */
export const fullRangeMean = 127.5;
export const fullRangeScale = 127.5;
export const fullRangeOutside = 0;
/** Its grid is whole for inputs of multiples of this many pixels. */
export const fullRangeStep = 32;
/**
 * Its boxes are squares around brow, ears and chin; these shares of them are what the short-range detector marks. Medians
 * over 334 faces of the tuning photos that both are sure of (2026-11-24).
 */
export const squareToWidth = 0.854;
export const squareToHeight = 1.167;
export const squareRaised = 0.021;

// The search in the whole picture.

/** Sides of the short-range detector's input, in pixels; a picture taller than wide gets them swapped. */
export const searchSides = {
  full: { long: 320, short: 240 },
  /** Takes a third of the time, and does not see who is far away. */
  coarse: { long: 192, short: 144 },
  /** Takes half as much time again as the full look, for people who are far away. */
  fine: { long: 384, short: 288 },
} as const;
/**
 * What the detector must say of a candidate in the fine look; probability 0..1. Where nothing is it says 0.06 to 0.2, the more the
 * finer it looks: at 320 pixels 0.12 would do, and find fewer.
 */
export const minFineScore = 0.2;
/** From this width on, over the picture's longer side, the coarse look misses nobody: 114 of 114 (docs/decisions/0045). */
export const seenByAll = 0.06;
/** Two boxes that share more than this (intersection over union) are one face at once; the second value is MediaPipe's. */
export const maxOverlapOfSearch = 0.4;
export const maxOverlapOfFullRange = 0.3;
/** Longer side of the full-range detector's input, in pixels: of 128, 160, 192, 224 and 256 the one of fewest mistakes. */
export const fullRangeSide = 224;

// Where the fine look looks: around the known person. Pixels are those of the look.

/** Side of a cell: the finest stride of the detector, so that a part falls on its grid as the whole picture does. */
export const besideCell = 8;
/**
 * In a cell of somebody small brightness changes, from pixel to pixel, by this much at least both across and upright; means, of the
 * detector's input. In the liveliest cell of each of 215 people of 4 to 23 pixels in 41 photos it changes by 5.2 grey levels and
 * more, in 99 % of them by 7.1; of the cells of photos of one person 13 % change by 5 (2026-11-29).
 */
export const leastChange = 4 / shortRangeScale;
/** What is looked at around a lively cell, in cells each way, and the least that a part measures. */
export const lookedAround = 1;
export const minPartCells = 2;
/**
 * The known person, in widths and heights of the box: a head is an ellipse around a middle this far down, with these half axes; the
 * body begins at the chin as wide as the neck, and is as wide as the shoulders this far below it. Half widths.
 */
export const headMiddle = 0.42;
export const headWidth = 0.72;
export const headHeight = 0.75;
export const neckWidth = 0.5;
export const shoulderWidth = 1.4;
export const shoulderDrop = 0.6;
/** The box that is left out of the parts, over the ellipse around it. */
export const coreOfHead = 0.86;
/** Parts are tried as they are and cut to this length, and on shelves this wide, over the root of their area. */
export const pieceLengths = [Infinity, 128] as const;
export const shelfWidths = [0.9, 1.05, 1.2, 1.4, 1.8] as const;
/** Pixels that pieces of one part share: as much as the largest face that only this look finds, and a margin. */
export const cutOverlap = 32;
/** Grey pixels between parts. */
export const gapOfParts = 8;
/** Parts that take more than this share of the whole are looked at in it. */
export const worthPacking = 0.85;

// Candidates and what speaks for them.

/** A weaker candidate with more than this share of it inside a surer one is a part of that face. */
export const maxContainment = 0.45;
/**
 * One head is seen twice where both boxes overlap by this share of the smaller one, are this alike in size, and lie one above the
 * other: the middles at most this far aside, over the width. So were tight crops of one person, 5 of 425 genuine photos of webcams,
 * 2 of 86 close-ups of generated faces and a masked one that leans; of 81 photos of several people no two faces lie like that: those
 * that share 0.1 and more are 0.68 and more aside (2026-11-28).
 */
export const overlapOfOneHead = 0.15;
export const likeSized = 0.7;
export const maxAside = 0.25;
/**
 * Beside a face beyond doubt, what is narrower than this share of it has to show more: ears, curls, wheels and statues are
 * small, and people as near as the first are large.
 */
export const smallBeside = 0.5;
/** A box of the one detector and one of the other are the same face when they overlap more than this. */
export const minOverlapOfOpinions = 0.25;
/**
 * How far each detector's word counts, both ways, so that neither outvotes what is seen from nearby: probabilities 0..1.
 * What the full-range detector says less than its bound of, it has not seen.
 */
export const leastShortRange = 0.05;
export const leastFullRange = 0.1;
/** The landmarker is believed on how a face stands from this presence on; probability 0..1. */
export const minPresenceOfRoll = 0.5;
/**
 * What the full-range detector says less than `leastFullRange` of is a second face only where the landmarker, on its second crop, is
 * this sure, or more speaks for it; probability 0..1. Of 41 tuning photos with a second face, the hand, the sleeve and the two glimpses
 * of the first face among them are then left out, and none of the 22 groups loses its last (2026-11-28).
 */
export const minPresenceOfSecond = 0.9;

// The closer look.

/** Side of the detector's input for a closer look, in pixels. */
export const closeSide = 128;
/** How much of the surroundings a look takes in: sides of the view over the longer side of the box. */
export const closeDistances = [1.8, 2.5] as const;
/** A detection in a look is the candidate itself when it overlaps it more than this (intersection over union). */
export const minOverlapOfClose = 0.35;
/** Two detections of one look that overlap more than this are one face. */
export const maxOverlapOfClose = 0.5;
/** Under this probability a look has seen nothing. */
export const minCloseScore = 0.02;
/** Probabilities of a look are kept this far from 0 and 1, so that one look cannot outvote the others. */
export const leastOfLook = 0.01;

// The yaw of a profile.

/** Side of the detector's input, in pixels, and how many times the longer side of the box it takes in. */
export const profileSide = 96;
export const profileDistance = 2;
/** Under this probability the detector has seen nothing. */
export const minProfileScore = 0.2;
/** Share of the smaller box inside the larger one from which on the face is the one looked for, not a neighbour. */
export const minProfileContainment = 0.5;
/**
 * How far the eyes lie in front of the ears in a full profile, as a share of the box: medians on Pointing'04, persons 1 to
 * 8, are 0.20 at 30 degrees, 0.32 at 45, 0.37 at 60 and 0.44 at 90 (2026-11-24).
 */
export const eyesAheadInProfile = 0.45;
