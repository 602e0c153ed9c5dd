/**
 * Numbers of the face mesh and of what is read from it: what the net expects, and what was tuned. What an operator may
 * want otherwise is policy and stands in `policy.ts`. "Tuning photos" are the labelled photos named in docs/accuracy.md.
 */

// The landmarker (MediaPipe FaceMesh): as its graph feeds it.

/** Side of the net's input, in pixels. */
export const landmarkerSide = 192;
/** Share of the points' bounding square that is added around it. */
export const cropMargin = 1.5;

// When a fit is settled.

/**
 * A fit is beyond doubt when the landmarker was this sure of every crop, the mirrored one among them, and never found the
 * eyes more than 20 degrees off from level; when it found them where they were in the last crop; and when what it saw in
 * the mirror is the same face, point by point. Faces that lie about upside down, fitted as upright, are not: they drift
 * from crop to crop, and are another face in the mirror. Of 466 such misfits none passed, of 296 good fits of heads that
 * lean by up to 20 degrees 295 did (60 generated and 50 tuning faces, turned by nine angles, 2026-11-25).
 * Probability 0..1; the cosines are of twenty and of three degrees.
 */
export const minPresenceOfGoodFit = 0.99999;
export const levelCosine = 0.9397;
export const steadyCosine = 0.9986;
/** Mean distance of the points from those seen in the mirror, over the side of the crop: good fits have a median of 0.005. */
export const maxAsymmetry = 0.015;

/**
 * Two crops are enough where the first finds the eyes this level, so that the second is straight (of 186 turned faces the lean
 * is then within one degree of the turn), and where a third would hardly be larger or smaller: share of its side. Of 120
 * photos and their mirror images the yaw is then mirrored within one degree in 97 %, as with three crops for all (96 %).
 * The cosine is of two degrees.
 */
export const straightCosine = 0.99939;
export const maxGrowth = 0.04;
/** Crops from the detector's box on: of a face that is cropped well, of one in doubt, and of each other way up. */
export const refinePasses = 2;
export const passesOfADoubtfulCrop = 3;
export const passesOfAnotherStart = 3;
/** How small a doubt in a fit still counts: upright fits are surer than upside-down ones where both are sure. */
export const leastDoubt = 1e-5;
/** Further passes for the start that won, until the eyes stay where they are: cosine of half a degree. */
export const refiningPasses = 3;
export const restingCosine = 0.99996;

// When the first look at a face may stand.

/**
 * Cosine of ten degrees: of clear faces that lean by 25 the crop from the box, which does not lean with them, is read as 19 or 20, and
 * of some that lean by 45 as 17.
 */
export const levelCosineOfFirst = 0.9848;
/**
 * The crop from the detector's box is a good one where the crop that a second look would take is as large within this share of its
 * side, and its middle moves by no more than this share.
 */
export const maxGrowthOfFirst = 0.15;
export const maxShiftOfFirst = 0.06;
/**
 * Degrees within which 95 in 100 angles of a first look that stands lie from those of the settled mesh (250 faces of 14 sources); and those
 * of a settled mesh from those of the same photo mirrored (78 faces), which is farther than a photo of 0.8 of its size moves
 * them. Tuning photos, 2026-11-28.
 */
export const firstLookUncertainty = { yaw: 2.3, pitch: 4.8, roll: 1.3 } as const;
export const settledUncertainty = { yaw: 1.3, pitch: 2, roll: 0.7 } as const;

// Angles and distances.

/**
 * The full-range detector is asked for the yaw where the landmarker is less sure of a face than this (probability 0..1), as
 * of profiles, or finds it tilted by more than this (degrees): its yaw is then off by 17 degrees on average, the second
 * detector's by 13. Pointing'04, persons 1 to 8 (2026-11-24).
 */
export const minPresenceOfAngles = 0.5;
export const maxMeshPitch = 40;
/** A covered face may leave the landmarker as unsure and yet look straight ahead: under this it stays so, degrees. */
export const minProfileYaw = 20;
/**
 * What the mesh makes of a head that turns or nods by one degree: it flattens both. Measured on Pointing'04, persons
 * 1 to 8, yaw and pitch within 45 degrees (2026-11-23): the yaw gain is the one of least error. The pitch gain of least
 * error is 1.55; its labels are where people were told to look, and eyes do a part of that, so less is taken.
 * No offsets: photos labelled frontal read 2 degrees up and portraits 5 degrees down, which leaves zero in between.
 */
export const yawGain = 1.1;
export const pitchGain = 1.4;
/** Cosine of 60 degrees of yaw: beyond them one eye is hidden, and the distance between both is a guess. */
export const minYawCosine = 0.5;
