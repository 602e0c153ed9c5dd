/**
 * Numbers of the occlusion map and of the search for occluded faces: what the net was trained on, and what was tuned. What
 * an operator may want otherwise is policy and stands in `policy.ts`. "Tuning photos" are the labelled photos named in
 * docs/accuracy.md.
 */

/** Side of the aligned crop, in pixels, and its width in centimetres of the canonical face. The net was trained on this crop. */
export const alignedSide = 128;
export const alignedWidth = 20;
/** Cells along each side of the map. */
export const mapSide = 32;
/** Side of the odd map, and its cells over eyes, nose and mouth. */
export const oddSide = 16;
export const oddZone = { left: 4, top: 5, right: 12, bottom: 12 } as const;
/** Points along each side of a cell at which outlines and the picture's edge are tested. */
export const samplesPerCell = 4;

// The search for a face behind a cover, where none was found.

/** How much larger than the picture each look is: a face that fills the picture is found from farther away. */
export const occludedDistances = [1, 1.5, 2.2] as const;
/** The surest candidates of each look that are followed. */
export const candidatesPerLook = 2;
/** The least that the detector must say of a candidate; probability 0..1. */
export const minOccludedScore = 0.05;
/**
 * The full-range detector sees a covered face that fills the picture when the picture is this small, longer side in pixels;
 * what it says this much of need not convince the landmarker.
 */
export const frameFillingSides = [96, 160] as const;
export const minFrameFillingScore = 0.4;
/** A candidate is cut out anew from its landmarks until its map shows a part of a face, up to this many crops. */
export const occludedCrops = 4;
/** What the detector or the landmarker, in any crop so far, must say for the map to be asked; probabilities 0..1. */
export const minScoreForMap = 0.88;
export const minPresenceForMap = 0.3;
/** Last, the middle of the picture is tried as faces this wide: shares of the picture's shorter and longer side. */
export const middleOfShorter = 0.66;
export const middleOfLonger = 0.9;
/** Then as a face of which the picture holds only a part: times its longer side. */
export const beyondLonger = [1.3, 1.8, 2.6] as const;

// When looks are enough for a face. Chosen over 36 tuning photos of people in which no face was found, most of them masked, and
// 106 without people (2026-11-28): the animal that comes nearest has two looks that show parts, or four that show a bare face
// with a detector that is sure by 0.59; one terrier, and no more, has as many as people.

/** Looks that show a part of a face, and what the landmarker must say in each; probability 0..1. */
export const minPartLooks = 3;
export const minPresenceOfPart = 0.5;
/** Looks of which the landmarker is this sure, covered or not, one of them with a detector this sure; probabilities 0..1. */
export const minBareLooks = 4;
export const minPresenceOfBare = 0.99;
export const minScoreOfBare = 0.99;
/**
 * Looks that show a face wider than the picture, by this share on both sides, and what the landmarker must say in each; the nose
 * must be in sight, and a part of an eye. Of 106 pictures without people none has even one such look with a presence of 0.3
 * (2026-11-28). Probability and visible shares 0..1.
 */
export const minCloseUpLooks = 2;
export const minPresenceOfCloseUp = 0.75;
export const beyondEdge = 0.05;
export const noseOfCloseUp = 0.9;
export const eyeOfCloseUp = 0.25;
/**
 * Looks that show a part of a face in one place of a face that fills the picture, whatever the landmarker says of it: of a patterned
 * mask it says nothing. Outer corners of the eyes at least this share of the picture's width apart; in one place are those whose middle
 * lies at most this share of that width aside, and that are less than so many times as large. A frontal mask of leather has five; of 98
 * pictures without people none has more than two, smaller ones up to four (2026-11-28).
 */
export const minLooksInOnePlace = 4;
export const fillingWidth = 0.2;
export const maxApart = 0.15;
export const maxTimesAsLarge = 1.2;
/** Looks that show a face behind a hand: no picture without people has more than one. */
export const minHandLooks = 4;

/**
 * Looks at eyes alone, in one place, and what each detector must say in one of them; probabilities 0..1. Of twelve drawn niqabs eleven have
 * them, with 0.52 of the full-range detector and more; of 106 pictures without people one has three such looks, a terrier, of 0.33
 * (2026-11-29).
 */
export const minSlitLooks = 3;
export const minFullRangeOfSlit = 0.5;
export const minShortRangeOfSlit = 0.9;

/**
 * The most of a face that may be in sight, mean of its regions in all looks in one place, where more of these than `minLooksInOnePlace` show
 * next to nothing but what covers it; each detector must say as much in one of them as of a slit. Of 77 faces under two covers drawn at once
 * (mask and fringe, cap or dark glasses; two hands; a niqab) that are not found otherwise 23 have them; of 308 pictures without people,
 * hands, objects and textures among them, none: of a dog both detectors say as much, with three looks in one place (2026-11-29).
 */
export const maxInSightOfBuried = 0.42;

// What makes a part of a face of a map; visible shares 0..1.

/** Clearly in sight, and clearly not. */
export const inSight = 0.8;
export const foreheadInSight = 0.5;
export const outOfSight = 0.5;
/** Half a face needs a sure landmarker (probability 0..1), and one eye quite in sight with the other quite out of it. */
export const minPresenceOfHalf = 0.9;
export const eyeInSight = 0.9;
export const eyeOutOfSight = 0.2;
/** A face with more than one cover is known by its nose between both cheeks. */
export const noseInSight = 0.9;
export const cheeksInSight = 0.6;
/** A face behind a hand: an eye and the cheeks beside it, and what lies under it. */
export const eyeBesideAHand = 0.5;
export const cheeksBesideAHand = 0.5;
export const eyeUnderAHand = 0.3;
export const beyondAHand = 0.2;
/** Cloth around a slit for the eyes: what lies under it. */
export const beyondASlit = 0.2;
export const cheeksBesideASlit = 0.4;

// The half of a face that the picture's edge leaves, mirrored at that edge.

/** How much larger than the mirrored picture each look at it is. */
export const halfDistances = [1, 1.6] as const;
/** How far from the edge its middle may lie, over its width: a mirrored face stands right in the middle. */
export const maxFromEdge = 0.06;
/**
 * What the detector, and the landmarker in both its crops, must say of it; probabilities 0..1. Sixteen generated faces cut at 0.5 and 0.6
 * of the box reach 1.00 and 1.00, and six of eight cut at 0.35; of 106 pictures without people none has 0.5 and 0.2 (2026-11-29).
 */
export const minScoreOfHalf = 0.9;
export const minPresenceOfMirrored = 0.9;
